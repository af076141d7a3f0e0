package io.procession.internal.pool;

import io.procession.internal.launch.Children;
import io.procession.internal.local.ExitReport;
import io.procession.internal.local.WorkerHandle;
import io.procession.internal.util.Deliveries;
import io.procession.internal.util.Durations;
import io.procession.internal.util.Threads;
import io.procession.internal.wire.FrameType;
import io.procession.spi.Call;
import io.procession.spi.Death;
import io.procession.spi.Engine;
import io.procession.spi.EngineStats;
import io.procession.spi.Outcome;
import io.procession.spi.WorkerSnapshot;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls in workers of this machine: a queue, the workers with their short lines of calls, and
 * the rules by which calls move between them and workers come and go.
 *
 * <pre>
 * OPEN     -> CLOSING     shutdown: no more calls; when none is left the workers are told to stop
 * OPEN     -> TERMINATED  shutdown of a pool that has no calls and no workers
 * CLOSING  -> TERMINATED  the last worker is gone
 * </pre>
 */
/*
 * submit() does not wait for the lock: it adds to the queue, and if the lock is held, asks its holder to dispatch, which
 * release() does after it has let go. So a thread that is preempted with the lock in hand stops no submitter.
 *
 * One lock guards the queue, the states and the counters. It is held for a few hundred nanoseconds at a time: nothing is
 * written, read, started, killed or called back under it. After it, in this order: flush() writes what was dispatched, then the
 * listeners hear what ended.
 *
 * Who comes in: submit (users' threads), read and workerEnded (the workers' reader threads), tick (the clock), cancel.
 *
 * Invariants
 * - A call is in the queue (WAITING), in exactly one line (SENT), or ENDED. An ENDED call may still stand in a line: it was
 *   cancelled, and its answer, or its return, is dropped.
 * - Only IDLE and BUSY workers get calls; a DOOMED worker never works again, so a late answer can never be taken for another's.
 * - A listener hears exactly one outcome, unless cancel() returned true.
 *
 * Lines longer than one exist only while calls are short (depth()), so that a worker needs no round trip between them. If a
 * long call turns up in front after all, nothing more is put behind it, and the clock recalls what stands there as soon as another
 * worker is idle, or may be started.
 */
public final class LocalEngine implements Engine {

    private enum Stage {
        OPEN,
        CLOSING,
        TERMINATED
    }

    private static final int DEEPEST_LINE = 256;
    private static final long LINE_NANOS = 200_000; // a line holds about so much work
    private static final long SHORT_CALL_NANOS =
            5_000_000; // below this the next call is sent ahead
    private static final int START_FAILURES = 3;
    private static final long WITHDRAWAL_NANOS =
            1_000_000_000; // a worker that is stopped never gives a call back
    private static final long EXIT_NANOS = 1_500_000_000;
    private static final Duration DUMP_LIMIT = Duration.ofMillis(150);

    private final PoolSettings settings;
    private final WorkerHandles handles;
    private final Growth growth;

    volatile boolean watched; // by the clock

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition terminated = lock.newCondition();

    // all guarded by lock
    private final ConcurrentLinkedDeque<CallItem> waiting =
            new ConcurrentLinkedDeque<>(); // added to by anybody
    private volatile boolean dispatchAsked;
    private final ArrayDeque<PoolWorker> idle =
            new ArrayDeque<>(); // the last to work is the first to work again
    private volatile PoolWorker[] workers = {}; // STARTING, IDLE, BUSY; replaced, never changed
    private final List<PoolWorker> leaving = new ArrayList<>(); // DRAINING, DOOMED
    private volatile Stage stage = Stage.OPEN;
    private long workersStarted;
    private @Nullable PoolWorker latest;
    private int starting;
    private int startFailures;
    private boolean everReady;
    private volatile @Nullable Outcome
            broken; // what every call ends with, since the initializer failed
    private double meanRunNanos = -1;
    private final AtomicLong lastId = new AtomicLong();
    private long completed;
    private long failed;
    private long cancelled;
    private long timedOut;
    private long retried;
    private long workersDied;
    private int running;
    private final Children.Registration counted = Children.countCalls(this::unfinished);

    /** An engine that has started nothing yet, unless its settings say {@code single}. */
    public LocalEngine(PoolSettings settings) {
        this.settings = settings;
        this.handles = new WorkerHandles(settings);
        this.growth = new Growth(settings.minWorkers(), settings.maxWorkers());
        if (settings.single()) {
            lock.lock();
            try {
                startWorker();
            } finally {
                lock.unlock();
            }
        }
    }

    // ---- calls
    // ------------------------------------------------------------------------------------------------------

    @Override
    public Submission submit(Call call, Listener listener) {
        Duration timeout = call.timeout();
        long timeoutNanos = timeout == null ? 0 : Math.max(1, timeout.toNanos());
        if (stage != Stage.OPEN) {
            throw rejected();
        }
        CallItem item = new CallItem(this, lastId.incrementAndGet(), call, timeoutNanos, listener);
        Outcome refused = refusal(item);
        if (refused != null) {
            item.state = CallItem.State.ENDED;
            listener.ended(refused);
            return item;
        }
        waiting.add(item);
        dispatchAsked = true;
        dispatchIfAsked();
        if (stage != Stage.OPEN) {
            rejectIfTooLate(item);
        }
        Clock.watch(this);
        return item;
    }

    private RejectedExecutionException rejected() {
        return new RejectedExecutionException(
                "pool is shut down: pool=" + settings.name() + ", state=" + stage);
    }

    /** A call that came in while the pool closed: it is in time if somebody will still run it. */
    private void rejectIfTooLate(CallItem item) {
        boolean tooLate;
        lock.lock();
        try {
            boolean nobody = stage == Stage.TERMINATED || settings.single() && workers.length == 0;
            tooLate = nobody && waiting.remove(item);
            closeIfDone();
        } finally {
            release();
        }
        if (tooLate) {
            item.state = CallItem.State.ENDED;
            throw rejected();
        }
    }

    private @Nullable Outcome refusal(CallItem item) {
        if (broken != null) {
            return broken;
        }
        if (settings.single() && workers.length == 0) {
            return item.died(
                    Death.Cause.SHUT_DOWN, "the worker has ended, and takes no more calls");
        }
        return null;
    }

    /**
     * Dispatches, unless another thread has the lock: that one does it when it releases the lock.
     */
    private void dispatchIfAsked() {
        while (dispatchAsked && lock.tryLock()) {
            try {
                dispatchAsked = false;
                dispatch();
            } finally {
                lock.unlock();
            }
            flushAll();
        }
    }

    /** Lets go of the lock, and does what others asked for while it was held. */
    private void release() {
        lock.unlock();
        dispatchIfAsked();
    }

    /**
     * Cancels a call; see {@link Engine.Submission#cancel}. A call that stands in a line, not
     * first, is asked back from its worker, and the answer awaited: only then is it certain that it
     * never runs.
     */
    boolean cancel(CallItem item, boolean kill) {
        long patience = System.nanoTime() + WITHDRAWAL_NANOS;
        while (item.state == CallItem.State.SENT
                && !item.isFirstInLine()
                && System.nanoTime() < patience
                && !Thread.currentThread().isInterrupted()) {
            if (item.withdraw()) {
                return true;
            }
        }
        return cancelNow(item, kill);
    }

    private boolean cancelNow(CallItem item, boolean kill) {
        PoolWorker killed = null;
        lock.lock();
        try {
            if (item.state == CallItem.State.ENDED) {
                return item.wasWithdrawn();
            }
            if (item.state == CallItem.State.WAITING) {
                waiting.remove(item);
            } else {
                running--;
                item.verdict = kill ? CallItem.Verdict.KILLED : CallItem.Verdict.NONE;
                killed = kill && item.isFirstInLine() ? item.worker : null;
            }
            item.state = CallItem.State.ENDED;
            cancelled++;
            if (killed != null) {
                doom(killed);
            }
            closeIfDone();
        } finally {
            release();
        }
        if (killed != null) {
            killed.handle.kill();
        }
        return true;
    }

    /** Kills the worker of a running call. */
    void kill(CallItem item) {
        PoolWorker holder;
        lock.lock();
        try {
            holder = item.state == CallItem.State.SENT ? item.worker : null;
            if (holder != null && holder.head() != item) {
                holder = null;
            }
            if (holder != null) {
                item.verdict = CallItem.Verdict.KILLED;
                doom(holder);
            }
        } finally {
            release();
        }
        if (holder != null) {
            holder.handle.kill();
        } else if (cancel(item, /* kill= */ true)) {
            item.listener.ended(
                    item.died(Death.Cause.CANCELLED, "it was killed before it started"));
        }
    }

    // ---- dispatch (under the lock)
    // ----------------------------------------------------------------------------------

    private void dispatch() {
        int depth = -1;
        long now = 0;
        while (!waiting.isEmpty()) {
            PoolWorker next = idle.pollLast();
            if (next == null && depth < 0) {
                depth = depth();
                now = System.nanoTime();
            }
            if (next == null) {
                next = depth > 1 ? shortestLine(depth, now) : null;
            }
            if (next == null) {
                break;
            }
            CallItem item = waiting.poll();
            if (item != null) {
                running++;
                next.put(item);
                replaceIfSpent(next);
            }
        }
        startWorkersForBacklog();
    }

    /** How many calls may stand in one line: one, unless calls are short. */
    private int depth() {
        if (meanRunNanos < 0 || meanRunNanos > SHORT_CALL_NANOS) {
            return 1;
        }
        return (int) Math.max(2, Math.min(DEEPEST_LINE, LINE_NANOS / Math.max(1, meanRunNanos)));
    }

    /**
     * The worker with the shortest line that has room; none behind a call that has turned out to be
     * long.
     */
    private @Nullable PoolWorker shortestLine(int depth, long now) {
        PoolWorker best = null;
        CallItem next = waiting.peek();
        long bytes = next == null || next.invocation == null ? 0 : next.invocation.length();
        for (PoolWorker each : workers) {
            boolean room =
                    each.state == PoolWorker.State.BUSY
                            && each.lineLength < depth
                            && now - each.headSinceNanos <= Clock.PERIOD_NANOS
                            && each.lineBytes + bytes <= each.handle.window()
                            && !spent(each);
            if (room && (best == null || each.lineLength < best.lineLength)) {
                best = each;
            }
        }
        return best;
    }

    private boolean spent(PoolWorker worker) {
        return settings.maxTasksPerWorker() > 0 && worker.taken >= settings.maxTasksPerWorker();
    }

    /**
     * A worker that has been given its last task: the next one shall not have to wait for another's
     * start.
     */
    private void replaceIfSpent(PoolWorker worker) {
        if (spent(worker) && stage == Stage.OPEN && !settings.single() && room() > 0) {
            startWorker();
        }
    }

    /** How many workers may be started; those that have been given their last task do not count. */
    private int room() {
        int serving = workers.length;
        if (settings.maxTasksPerWorker() > 0) {
            for (PoolWorker worker : workers) {
                serving -= spent(worker) ? 1 : 0;
            }
        }
        return growth.target() - serving;
    }

    private void startWorkersForBacklog() {
        if (settings.single() || Children.exiting()) {
            return;
        }
        int room = room();
        if (room > 0 && !waiting.isEmpty()) {
            int started = Math.min(room, waitingUpTo(room + starting) - starting);
            for (int i = 0; i < started; i++) {
                startWorker();
            }
        }
    }

    /**
     * How many calls wait, counted no further than there is need: to count a concurrent queue is to
     * walk it.
     */
    private int waitingUpTo(int most) {
        int count = 0;
        for (Iterator<CallItem> each = waiting.iterator();
                count < most && each.hasNext();
                each.next()) {
            count++;
        }
        return count;
    }

    private void startWorker() {
        workersStarted++;
        starting++;
        PoolWorker worker = new PoolWorker(this, handles);
        latest = worker;
        PoolWorker[] more = Arrays.copyOf(workers, workers.length + 1);
        more[workers.length] = worker;
        workers = more;
        worker.handle.start();
    }

    private void removeWorker(PoolWorker worker) {
        List<PoolWorker> rest = new ArrayList<>(List.of(workers));
        rest.remove(worker);
        workers = rest.toArray(new PoolWorker[0]);
    }

    /** From the list of those that work to the list of those that leave. */
    private void leave(PoolWorker worker, PoolWorker.State as) {
        idle.remove(worker);
        removeWorker(worker);
        leaving.add(worker);
        worker.state = as;
    }

    private void doom(PoolWorker worker) {
        if (worker.state == PoolWorker.State.IDLE || worker.state == PoolWorker.State.BUSY) {
            leave(worker, PoolWorker.State.DOOMED);
        }
    }

    private void flushAll() {
        for (PoolWorker each : workers) {
            each.flush();
        }
    }

    // ---- what workers report (their reader threads)
    // ------------------------------------------------------------------

    /**
     * Answers, returned calls, or readiness were read from a worker. Returns what the listeners are
     * to be told, or null.
     */
    @Nullable Runnable read(
            PoolWorker worker,
            boolean ready,
            List<PoolWorker.Answer> answers,
            List<CallItem> back) {
        List<PoolWorker.Answer> told = new ArrayList<>(answers.size());
        boolean stop = false;
        lock.lock();
        try {
            if (ready) {
                becomeReady(worker);
            }
            for (PoolWorker.Answer answer : answers) {
                if (settle(worker, answer)) {
                    told.add(answer);
                }
            }
            for (CallItem item : back) {
                leaveLine(worker, item);
            }
            requeue(back);
            if (!answers.isEmpty()) {
                worker.headSinceNanos = System.nanoTime();
            }
            stop = afterAnswers(worker);
            dispatch();
            closeIfDone();
        } finally {
            release();
        }
        if (stop) {
            worker.handle.tell(FrameType.STOP, 0);
        }
        flushAll();
        return told.isEmpty() ? null : delivery(told, worker.pid().orElse(-1));
    }

    /**
     * Tells each answer once, whatever the number of threads that run it: a callback that blocks
     * keeps the thread, not the others' answers.
     */
    private static Runnable delivery(List<PoolWorker.Answer> answers, long pid) {
        AtomicInteger next = new AtomicInteger();
        return () -> {
            for (int i = next.getAndIncrement(); i < answers.size(); i = next.getAndIncrement()) {
                PoolWorker.Answer answer = answers.get(i);
                answer.item().listener.ended(PoolWorker.outcomeOf(answer, pid));
            }
        };
    }

    private void becomeReady(PoolWorker worker) {
        starting--;
        startFailures = 0;
        everReady = true;
        if (worker.state == PoolWorker.State.STARTING) {
            worker.state = PoolWorker.State.IDLE;
            worker.idleSinceNanos = System.nanoTime();
            idle.add(worker);
        }
    }

    /** Books an answer; false if nobody waits for it any more. */
    private boolean settle(PoolWorker worker, PoolWorker.Answer answer) {
        CallItem item = answer.item();
        leaveLine(worker, item);
        worker.completed++;
        meanRunNanos =
                meanRunNanos < 0 ? answer.runNanos() : meanRunNanos * 0.9 + answer.runNanos() * 0.1;
        if (answer.type() == FrameType.OUT_OF_MEMORY && item.state == CallItem.State.SENT) {
            condemn(worker, item, CallItem.Verdict.OUT_OF_MEMORY);
            item.lastWords = PoolWorker.textOf(answer.body());
        }
        if (worker.condemned == item) {
            worker.condemnedAnswered.complete(
                    null); // between its deadline and the kill: the deadline has the word
            return false;
        }
        if (item.state == CallItem.State.ENDED) {
            return false;
        }
        item.releaseInvocation();
        end(item);
        completed++;
        failed += answer.type() == FrameType.THREW ? 1 : 0;
        return true;
    }

    /** From now on the call can end with its worker only, and its worker can only end. */
    private void condemn(PoolWorker worker, CallItem item, CallItem.Verdict verdict) {
        item.verdict = verdict;
        worker.condemned = item;
        doom(worker);
    }

    private void end(CallItem item) {
        if (item.state == CallItem.State.SENT) {
            running--;
        }
        item.state = CallItem.State.ENDED;
        item.invocation = null;
    }

    private void leaveLine(PoolWorker worker, CallItem item) {
        worker.lineLength--;
        worker.lineBytes -= item.invocation == null ? 0 : item.invocation.length();
        if (item.state == CallItem.State.ENDED) {
            item.invocation = null;
        }
    }

    /** Calls that never started go to the front of the queue, in their order. */
    private void requeue(List<CallItem> items) {
        for (int i = items.size() - 1; i >= 0; i--) {
            CallItem item = items.get(i);
            if (item.state == CallItem.State.SENT && item.isWithdrawing()) {
                end(item);
                cancelled++;
                item.withdrawn();
            } else if (item.state == CallItem.State.SENT) {
                running--;
                item.state = CallItem.State.WAITING;
                waiting.addFirst(item);
            }
        }
    }

    /** What becomes of a worker whose answers were read; true if it must be told to stop. */
    private boolean afterAnswers(PoolWorker worker) {
        if (worker.state != PoolWorker.State.BUSY || worker.lineLength > 0) {
            return false;
        }
        if (spent(worker) || stage != Stage.OPEN && waiting.isEmpty() || room() < 0) {
            leave(worker, PoolWorker.State.DRAINING);
            return true;
        }
        worker.state = PoolWorker.State.IDLE;
        worker.idleSinceNanos = worker.headSinceNanos;
        idle.add(worker);
        return false;
    }

    /** A worker's process is gone; {@code line} is what it had not answered. */
    void workerEnded(PoolWorker worker, ExitReport report, List<CallItem> line) {
        List<Runnable> tellings = new ArrayList<>();
        lock.lock();
        try {
            worker.exit = report;
            boolean expected = worker.state == PoolWorker.State.DRAINING && line.isEmpty();
            if (worker.state == PoolWorker.State.STARTING && !report.wasReady()) {
                starting--;
                startFailed(report, tellings);
            }
            forget(worker);
            workersDied += expected ? 0 : 1;
            buryHead(worker, report, line, tellings);
            requeue(line);
            if (settings.single()) { // it is not replaced
                failWaiting(item -> new Outcome.Died(item.deathBy(report)), tellings);
                stage = stage == Stage.OPEN ? Stage.CLOSING : stage;
            }
            dispatch();
            closeIfDone();
        } finally {
            release();
        }
        flushAll();
        if (Children.exiting()) {
            Threads.background(() -> tellLate(tellings));
        } else {
            Deliveries.runAll(tellings);
        }
    }

    /**
     * This JVM is exiting, so its workers were killed, and nobody should be told of that by a stack
     * trace in its last moments. If it is still there after them, a shutdown hook waits for an
     * answer: it gets one.
     */
    private static void tellLate(List<Runnable> tellings) {
        LockSupport.parkNanos(EXIT_NANOS);
        Deliveries.runAll(tellings);
    }

    private void forget(PoolWorker worker) {
        idle.remove(worker);
        leaving.remove(worker);
        removeWorker(worker);
        worker.state = PoolWorker.State.DEAD;
        worker.lineLength = 0;
    }

    /**
     * The first of a dead worker's line is the one that ran: it ends, or is tried again. The rest
     * of the line remains.
     */
    private void buryHead(
            PoolWorker worker, ExitReport report, List<CallItem> line, List<Runnable> tellings) {
        CallItem condemned = worker.condemned;
        if (condemned != null) {
            line.remove(condemned);
            bury(condemned, report, tellings);
        } else if (!line.isEmpty() && line.get(0).written) { // else it never reached the worker
            CallItem head = line.remove(0);
            head.runs++;
            if (head.state == CallItem.State.SENT
                    && head.verdict == CallItem.Verdict.NONE
                    && head.retriesLeft > 0) {
                head.retriesLeft--;
                retried++;
                line.add(0, head);
            } else {
                bury(head, report, tellings);
            }
        }
    }

    private void bury(CallItem item, ExitReport report, List<Runnable> tellings) {
        if (item.state == CallItem.State.ENDED) {
            return; // cancelled
        }
        end(item);
        failed++;
        timedOut += item.verdict == CallItem.Verdict.TIMED_OUT ? 1 : 0;
        Outcome outcome = new Outcome.Died(item.deathBy(report));
        tellings.add(() -> item.listener.ended(outcome));
    }

    private void startFailed(ExitReport report, List<Runnable> tellings) {
        startFailures++;
        if (report.setupError() != null && !everReady) {
            broken = new Outcome.Died(report.toDeath(Death.Cause.NOT_STARTED, settings.name()));
        }
        if (broken != null || startFailures >= START_FAILURES || isFinal(report)) {
            startFailures = 0;
            if (broken != null || waiting.isEmpty()) { // else those who wait are told
                System.getLogger("io.procession")
                        .log(
                                System.Logger.Level.WARNING,
                                "worker did not start: pool={0}; {1}",
                                settings.name(),
                                report.explanation());
            }
            failWaiting(
                    item ->
                            broken != null
                                    ? broken
                                    : new Outcome.Died(
                                            report.toDeath(Death.Cause.NOT_STARTED, item.label())),
                    tellings);
        }
    }

    /**
     * A refusal by the system or by java itself comes again at every attempt; a worker that was
     * killed may start next time.
     */
    private static boolean isFinal(ExitReport report) {
        return report.pid().isEmpty() || report.exitCode().orElse(0) == 1;
    }

    private void failWaiting(Function<CallItem, Outcome> outcome, List<Runnable> tellings) {
        for (CallItem item = waiting.poll(); item != null; item = waiting.poll()) {
            CallItem ended = item;
            end(item);
            failed++;
            tellings.add(() -> ended.listener.ended(outcome.apply(ended)));
        }
    }

    // ---- the clock
    // --------------------------------------------------------------------------------------------------

    /**
     * What time brings: deadlines, recalls, idle workers, growth. Returns in how many nanoseconds
     * it is to be called again.
     */
    long tick(long now) {
        List<Runnable> actions = new ArrayList<>();
        long wait;
        boolean delivers = false;
        lock.lock();
        try {
            for (PoolWorker worker : leaving) {
                delivers |= checkReader(worker, now, actions);
            }
            for (PoolWorker worker : workers) {
                delivers |= checkReader(worker, now, actions);
                checkHead(worker, now, actions);
                checkIdle(worker, now, actions);
            }
            if (settings.grows()
                    && growth.observe(
                            now,
                            completed + failed,
                            workers.length - starting,
                            !waiting.isEmpty())) {
                shrinkOrGrow(actions);
            }
            closeIfDone();
            wait =
                    running > 0 || !waiting.isEmpty() || starting > 0 || delivers
                            ? Clock.PERIOD_NANOS
                            : idleWait(now);
        } finally {
            release();
        }
        actions.forEach(Runnable::run);
        flushAll();
        return wait;
    }

    /** In how many nanoseconds the first idle worker has been idle for too long. */
    private long idleWait(long now) {
        long limit = idleNanos();
        long wait = Clock.NEVER;
        for (PoolWorker worker : idle) {
            if (limit != Clock.NEVER) {
                wait =
                        Math.min(
                                wait,
                                Math.max(
                                        Clock.PERIOD_NANOS, limit - (now - worker.idleSinceNanos)));
            }
        }
        return wait;
    }

    /** How long a worker may be idle as things are. */
    private long idleNanos() {
        Duration timeout = settings.idleTimeout();
        long limit = timeout == null ? Clock.NEVER : timeout.toNanos();
        boolean shrinks = settings.grows() && workers.length > settings.minWorkers();
        return shrinks ? Math.min(limit, Growth.IDLE_NANOS) : limit;
    }

    /** Replaces a reader that a callback keeps; whether the worker has one that may be kept. */
    private boolean checkReader(PoolWorker worker, long now, List<Runnable> actions) {
        long since = worker.handle.deliveringSince();
        if (since != 0 && now - since > Clock.PERIOD_NANOS) {
            actions.add(() -> worker.handle.replaceReader(since));
        }
        return worker.handle.isDelivering();
    }

    private void checkHead(PoolWorker worker, long now, List<Runnable> actions) {
        CallItem head = worker.head();
        if (worker.state != PoolWorker.State.BUSY || head == null) {
            return;
        }
        long ran = now - worker.headSinceNanos;
        if (head.state == CallItem.State.ENDED) {
            if (head.verdict == CallItem.Verdict.KILLED && ran > 5 * Clock.PERIOD_NANOS) {
                doom(worker); // cancelled while it stood in the line, and started all the same
                actions.add(worker.handle::kill);
            }
        } else if (head.timeoutNanos > 0 && ran >= head.timeoutNanos) {
            condemn(worker, head, CallItem.Verdict.TIMED_OUT);
            actions.add(() -> Threads.background(() -> execute(worker, head)));
        } else if (worker.lineLength > 1
                && !worker.recalling
                && ran > Clock.PERIOD_NANOS
                && othersCanServe()) {
            worker.recalling = true;
            actions.add(() -> Threads.background(() -> worker.handle.tell(FrameType.RECALL, 0)));
        }
    }

    /** Whether calls that stand behind a long one would run sooner if they were given back. */
    private boolean othersCanServe() {
        return waiting.isEmpty()
                && (!idle.isEmpty() || starting == 0 && !settings.single() && room() > 0);
    }

    /** Dump, interrupt, grace, kill. Runs on a background thread; blocks. */
    private void execute(PoolWorker worker, CallItem item) {
        String dump = worker.handle.threadDump(DUMP_LIMIT);
        lock.lock();
        try {
            item.threadDump = dump;
        } finally {
            release();
        }
        worker.handle.tell(FrameType.INTERRUPT, item.id);
        worker.awaitCondemned(settings.killGrace());
        worker.handle.kill();
    }

    private void checkIdle(PoolWorker worker, long now, List<Runnable> actions) {
        boolean idles = worker.state == PoolWorker.State.IDLE && !settings.single();
        if (idles && now - worker.idleSinceNanos >= idleNanos()) {
            stopIdle(worker, actions);
        }
    }

    private void shrinkOrGrow(List<Runnable> actions) {
        while (room() < 0 && !idle.isEmpty()) {
            stopIdle(idle.getFirst(), actions);
        }
        dispatch();
    }

    private void stopIdle(PoolWorker worker, List<Runnable> actions) {
        leave(worker, PoolWorker.State.DRAINING);
        actions.add(() -> Threads.background(() -> worker.handle.tell(FrameType.STOP, 0)));
    }

    // ---- shutdown
    // ---------------------------------------------------------------------------------------------------

    @Override
    public void shutdown() {
        lock.lock();
        try {
            if (stage == Stage.OPEN) {
                stage = Stage.CLOSING;
            }
            closeIfDone();
        } finally {
            release();
        }
    }

    /**
     * When a closing pool has no calls left, tells its workers to stop; when those are gone, it has
     * terminated.
     */
    private void closeIfDone() {
        if (stage != Stage.CLOSING || !waiting.isEmpty() || running > 0) {
            return;
        }
        for (PoolWorker worker : workers) {
            if (worker.state == PoolWorker.State.IDLE) {
                leave(worker, PoolWorker.State.DRAINING);
                Threads.background(() -> worker.handle.tell(FrameType.STOP, 0));
            } else if (worker.state == PoolWorker.State.STARTING) {
                starting--;
                leave(worker, PoolWorker.State.DRAINING);
                Threads.background(worker.handle::kill); // it would start for nothing
            }
        }
        if (workers.length == 0 && leaving.isEmpty()) {
            stage = Stage.TERMINATED;
            counted.close();
            terminated.signalAll();
        }
    }

    private int unfinished() {
        lock.lock();
        try {
            return running + waiting.size();
        } finally {
            release();
        }
    }

    @Override
    public List<Object> shutdownNow() {
        List<CallItem> never = new ArrayList<>();
        List<CallItem> given = new ArrayList<>();
        List<PoolWorker> all;
        lock.lock();
        try {
            stage = stage == Stage.OPEN ? Stage.CLOSING : stage;
            for (CallItem item = waiting.poll(); item != null; item = waiting.poll()) {
                never.add(item);
            }
            all = new ArrayList<>(List.of(workers));
            for (PoolWorker worker : all) {
                given.addAll(worker.line());
                if (worker.state == PoolWorker.State.STARTING) {
                    starting--;
                }
                leave(worker, PoolWorker.State.DOOMED);
            }
            given.removeIf(item -> item.state == CallItem.State.ENDED);
            cancelled += never.size() + given.size();
            never.forEach(this::end);
            given.forEach(this::end);
            all.addAll(leaving);
            closeIfDone();
        } finally {
            release();
        }
        all.forEach(worker -> worker.handle.kill());
        String words = "pool was shut down: pool=" + settings.name();
        List<Runnable> tellings = new ArrayList<>();
        for (CallItem item : given) {
            Outcome outcome = item.died(Death.Cause.SHUT_DOWN, words + ", while the task ran");
            tellings.add(() -> item.listener.ended(outcome));
        }
        List<Object> subjects = new ArrayList<>();
        for (CallItem item : never) {
            subjects.add(item.subject());
            Outcome outcome = item.died(Death.Cause.SHUT_DOWN, words + ", before the task started");
            tellings.add(() -> item.listener.ended(outcome));
        }
        Deliveries.runAll(tellings);
        return subjects;
    }

    @Override
    public boolean isShutdown() {
        lock.lock();
        try {
            return stage != Stage.OPEN;
        } finally {
            release();
        }
    }

    @Override
    public boolean isTerminated() {
        lock.lock();
        try {
            return stage == Stage.TERMINATED;
        } finally {
            release();
        }
    }

    @Override
    public boolean awaitTermination(Duration timeout) throws InterruptedException {
        long left = Durations.nanos(timeout);
        lock.lockInterruptibly();
        try {
            while (stage != Stage.TERMINATED) {
                if (left <= 0) {
                    return false;
                }
                left = terminated.awaitNanos(left);
            }
            return true;
        } finally {
            release();
        }
    }

    // ---- what can be seen
    // -------------------------------------------------------------------------------------------

    @Override
    public int parallelism() {
        return settings.maxWorkers();
    }

    @Override
    public long meanRunNanos() {
        lock.lock();
        try {
            return (long) meanRunNanos;
        } finally {
            release();
        }
    }

    @Override
    public List<WorkerSnapshot> workers() {
        List<WorkerSnapshot> snapshots = new ArrayList<>();
        for (PoolWorker worker : workers) {
            snapshots.add(worker.snapshot());
        }
        return snapshots;
    }

    @Override
    public EngineStats stats() {
        lock.lock();
        try {
            int busy = 0;
            for (PoolWorker worker : workers) {
                busy += worker.state == PoolWorker.State.BUSY ? 1 : 0;
            }
            return new EngineStats(
                    lastId.get(),
                    completed,
                    failed,
                    cancelled,
                    timedOut,
                    retried,
                    workersStarted,
                    workersDied,
                    workers.length + leaving.size(),
                    busy,
                    waiting.size(),
                    running);
        } finally {
            release();
        }
    }

    /** The one worker of a {@code single} engine, also after its end. */
    public WorkerHandle singleWorker() {
        PoolWorker only = latest;
        if (only == null || !settings.single()) {
            throw new IllegalStateException(
                    "not the engine of a single worker: pool=" + settings.name());
        }
        return only.handle;
    }

    /** The id of the call that runs in the single worker, or one that no call has. */
    public long runningCall() {
        PoolWorker only = latest;
        CallItem head = only == null ? null : only.head();
        return head == null ? -1 : head.id;
    }

    @Override
    public String toString() {
        return settings.name();
    }
}
