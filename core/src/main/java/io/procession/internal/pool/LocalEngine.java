package io.procession.internal.pool;

import io.procession.internal.broker.FutureWaits;
import io.procession.internal.launch.Children;
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
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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
 * written, read, started, killed or called back under it. After it, in this order: Crew.flush() writes what was dispatched, then the
 * listeners hear what ended.
 *
 * Who comes in: submit (users' threads), read (the workers' reader threads), and by the same lock the engine's three helpers:
 * Timekeeper.tick (the clock), Undertaker.workerEnded (the reader threads), Canceller (users' threads). Crew has no lock of its own.
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

    private final PoolSettings settings;
    final Timekeeper time;
    final Undertaker undertaker;
    final Canceller canceller;

    final ReentrantLock lock = new ReentrantLock();
    private final Condition terminated = lock.newCondition();

    // all guarded by lock
    final ConcurrentLinkedDeque<CallItem> waiting =
            new ConcurrentLinkedDeque<>(); // added to by anybody
    private volatile boolean dispatchAsked;
    final Crew crew;
    private volatile Stage stage = Stage.OPEN;
    private double meanRunNanos = -1;
    private final AtomicLong lastId = new AtomicLong();
    long completed;
    long failed;
    long cancelled;
    long timedOut;
    long retried;
    long workersDied;
    int running;
    private final Children.Registration counted = Children.countCalls(this::unfinished);
    private volatile boolean hadLimits; // a call may have ended, or end, at its deadline
    private final Runnable uncount = FutureWaits.countCalls(() -> hadLimits ? -1 : unfinished());

    /** An engine that has started nothing yet, unless its settings say {@code single}. */
    public LocalEngine(PoolSettings settings) {
        this.settings = settings;
        this.crew = new Crew(this, settings);
        this.time = new Timekeeper(this, settings, crew);
        this.undertaker = new Undertaker(this, settings, crew);
        this.canceller = new Canceller(this, crew);
        if (settings.single()) {
            lock.lock();
            try {
                crew.startWorker();
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
        if (timeoutNanos > 0) {
            hadLimits = true;
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
        watchTime();
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
            boolean nobody =
                    stage == Stage.TERMINATED || settings.single() && crew.workers.length == 0;
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

    /** Sees to it that the clock looks after this engine. */
    void watchTime() {
        Clock.watch(time);
    }

    private @Nullable Outcome refusal(CallItem item) {
        Outcome broken = undertaker.broken;
        if (broken != null) {
            return broken;
        }
        if (settings.single() && crew.workers.length == 0) {
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
            crew.flush();
        }
    }

    /** Lets go of the lock, and does what others asked for while it was held. */
    void release() {
        lock.unlock();
        dispatchIfAsked();
    }

    // ---- dispatch (under the lock)
    // ----------------------------------------------------------------------------------

    void dispatch() {
        int depth = -1;
        long now = 0;
        while (!waiting.isEmpty()) {
            PoolWorker next = crew.idle.pollLast();
            if (next == null && depth < 0) {
                depth = depth();
                now = System.nanoTime();
            }
            if (next == null) {
                next = depth > 1 ? crew.shortestLine(depth, now, waiting.peek()) : null;
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
     * A worker that has been given its last task: the next one shall not have to wait for another's
     * start.
     */
    private void replaceIfSpent(PoolWorker worker) {
        if (crew.spent(worker) && stage == Stage.OPEN && !settings.single() && crew.room() > 0) {
            crew.startWorker();
        }
    }

    private void startWorkersForBacklog() {
        if (settings.single() || Children.exiting()) {
            return;
        }
        int room = crew.room();
        if (room > 0 && !waiting.isEmpty()) {
            int started = Math.min(room, waitingUpTo(room + crew.starting) - crew.starting);
            for (int i = 0; i < started; i++) {
                crew.startWorker();
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
        Runnable execution;
        lock.lock();
        try {
            if (ready) {
                undertaker.workerReady();
                crew.becomeReady(worker);
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
            execution = canceller.execution(worker);
            dispatch();
            closeIfDone();
        } finally {
            release();
        }
        if (execution != null) {
            execution.run();
        }
        if (stop) {
            worker.handle.tell(FrameType.STOP, 0);
        }
        crew.flush();
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

    /** Books an answer; false if nobody waits for it any more. */
    private boolean settle(PoolWorker worker, PoolWorker.Answer answer) {
        CallItem item = answer.item();
        leaveLine(worker, item);
        worker.completed++;
        meanRunNanos =
                meanRunNanos < 0 ? answer.runNanos() : meanRunNanos * 0.9 + answer.runNanos() * 0.1;
        if (answer.type() == FrameType.OUT_OF_MEMORY && item.state == CallItem.State.SENT) {
            crew.condemn(worker, item, CallItem.Verdict.OUT_OF_MEMORY);
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

    void end(CallItem item) {
        if (item.state == CallItem.State.SENT) {
            running--;
        }
        item.state = CallItem.State.ENDED;
        item.invocation = null;
    }

    private void leaveLine(PoolWorker worker, CallItem item) {
        canceller.leavesLine(worker, item);
        worker.lineLength--;
        worker.lineBytes -= item.invocation == null ? 0 : item.invocation.length();
        if (item.state == CallItem.State.ENDED) {
            item.invocation = null;
        }
    }

    /** Calls that never started go to the front of the queue, in their order. */
    void requeue(List<CallItem> items) {
        for (int i = items.size() - 1; i >= 0; i--) {
            CallItem item = items.get(i);
            if (item.isCondemned()) {
                continue; // it has not started by its deadline, and ends with its worker
            }
            if (item.state == CallItem.State.SENT && canceller.wants(item)) {
                end(item);
                cancelled++;
                canceller.hasBack(item);
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
        if (crew.spent(worker) || stage != Stage.OPEN && waiting.isEmpty() || crew.room() < 0) {
            crew.leave(worker, PoolWorker.State.DRAINING);
            return true;
        }
        crew.rest(worker, worker.headSinceNanos);
        return false;
    }

    // ---- shutdown
    // ---------------------------------------------------------------------------------------------------

    @Override
    public void shutdown() {
        lock.lock();
        try {
            takeNoMore();
            closeIfDone();
        } finally {
            release();
        }
    }

    void takeNoMore() {
        stage = stage == Stage.OPEN ? Stage.CLOSING : stage;
    }

    /**
     * When a closing pool has no calls left, tells its workers to stop; when those are gone, it has
     * terminated.
     */
    void closeIfDone() {
        if (stage != Stage.CLOSING || !waiting.isEmpty() || running > 0) {
            return;
        }
        for (PoolWorker worker : crew.workers) {
            if (worker.state == PoolWorker.State.IDLE) {
                crew.leave(worker, PoolWorker.State.DRAINING);
                Threads.background(() -> worker.handle.tell(FrameType.STOP, 0));
            } else if (worker.state == PoolWorker.State.STARTING) {
                crew.leave(worker, PoolWorker.State.DRAINING);
                Threads.background(worker.handle::kill); // it would start for nothing
            }
        }
        if (crew.workers.length == 0 && crew.leaving.isEmpty()) {
            stage = Stage.TERMINATED;
            counted.close();
            uncount.run();
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
            takeNoMore();
            for (CallItem item = waiting.poll(); item != null; item = waiting.poll()) {
                never.add(item);
            }
            all = new ArrayList<>(List.of(crew.workers));
            for (PoolWorker worker : all) {
                given.addAll(worker.line());
                crew.leave(worker, PoolWorker.State.DOOMED);
            }
            given.removeIf(item -> item.state == CallItem.State.ENDED);
            cancelled += never.size() + given.size();
            never.forEach(this::end);
            given.forEach(this::end);
            all.addAll(crew.leaving);
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
        for (PoolWorker worker : crew.workers) {
            snapshots.add(worker.snapshot());
        }
        return snapshots;
    }

    @Override
    public EngineStats stats() {
        lock.lock();
        try {
            int busy = 0;
            for (PoolWorker worker : crew.workers) {
                busy += worker.state == PoolWorker.State.BUSY ? 1 : 0;
            }
            return new EngineStats(
                    lastId.get(),
                    completed,
                    failed,
                    cancelled,
                    timedOut,
                    retried,
                    crew.started,
                    workersDied,
                    crew.workers.length + crew.leaving.size(),
                    busy,
                    waiting.size(),
                    running);
        } finally {
            release();
        }
    }

    /** What it was told when it was made. */
    public PoolSettings settings() {
        return settings;
    }

    /** The one worker of a {@code single} engine, also after its end. */
    public WorkerHandle singleWorker() {
        PoolWorker only = crew.latest;
        if (only == null || !settings.single()) {
            throw new IllegalStateException(
                    "not the engine of a single worker: pool=" + settings.name());
        }
        return only.handle;
    }

    /** The id of the call that runs in the single worker, or one that no call has. */
    public long runningCall() {
        PoolWorker only = crew.latest;
        CallItem head = only == null ? null : only.head();
        return head == null ? -1 : head.id;
    }

    @Override
    public String toString() {
        return settings.name();
    }
}
