package io.procession.internal.pool;

import io.procession.internal.util.Threads;
import io.procession.internal.wire.FrameType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What time brings to a pool: deadlines, recalls of calls that stand behind a long one, readers
 * that a callback keeps, the end of idle workers, growth. {@link Clock} asks it when it is due.
 */
/*
 * tick() looks under the engine's lock, and writes down what is to be done; it is done after the lock was let go, and what may
 * block, a frame to a worker that does not read, on a background thread. The clock itself never waits.
 */
final class Timekeeper {

    private static final Duration DUMP_LIMIT = Duration.ofMillis(150);
    private static final Duration LAST_CALL_LIMIT = Duration.ofSeconds(1);

    volatile boolean watched; // by the clock

    private final LocalEngine engine;
    private final PoolSettings settings;
    private final Crew crew;

    Timekeeper(LocalEngine engine, PoolSettings settings, Crew crew) {
        this.engine = engine;
        this.settings = settings;
        this.crew = crew;
    }

    /** Does what is due. Returns in how many nanoseconds it is to be called again. */
    long tick(long now) {
        List<Runnable> actions = new ArrayList<>();
        long wait;
        boolean expects = false;
        engine.lock.lock();
        try {
            for (PoolWorker worker : crew.leaving) {
                expects |= checkReader(worker, now, actions);
            }
            for (PoolWorker worker : crew.workers) {
                expects |= checkReader(worker, now, actions);
                expects |= checkHead(worker, now, actions);
                checkIdle(worker, now, actions);
            }
            if (settings.grows()
                    && crew.growth.observe(
                            now,
                            engine.completed + engine.failed,
                            crew.workers.length - crew.starting,
                            !engine.waiting.isEmpty())) {
                shrinkOrGrow(actions);
            }
            engine.closeIfDone();
            wait =
                    engine.running > 0 || !engine.waiting.isEmpty() || crew.starting > 0 || expects
                            ? Clock.PERIOD_NANOS
                            : idleWait(now);
        } finally {
            engine.release();
        }
        actions.forEach(Runnable::run);
        crew.flush();
        return wait;
    }

    /** In how many nanoseconds the first idle worker has been idle for too long. */
    private long idleWait(long now) {
        long limit = idleNanos();
        long wait = Clock.NEVER;
        for (PoolWorker worker : crew.idle) {
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
        boolean shrinks = settings.grows() && crew.workers.length > settings.minWorkers();
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

    /** What its first call needs; whether time must go on for one that was cancelled. */
    private boolean checkHead(PoolWorker worker, long now, List<Runnable> actions) {
        CallItem head = worker.head();
        if (worker.state != PoolWorker.State.BUSY || head == null) {
            return false;
        }
        long ran = now - worker.headSinceNanos;
        if (worker.isSentenced()) {
            Runnable kill = engine.canceller.overdue(worker, now);
            if (kill != null) {
                actions.add(kill);
            }
        } else if (head.state == CallItem.State.ENDED) {
            if (head.verdict == CallItem.Verdict.KILLED && ran > 5 * Clock.PERIOD_NANOS) {
                // cancelled while it stood in the line, and started all the same
                actions.add(engine.canceller.sentence(worker, head));
            }
        } else if (head.timeoutNanos > 0 && ran >= head.timeoutNanos) {
            crew.condemn(worker, head, CallItem.Verdict.TIMED_OUT);
            actions.add(() -> Threads.background(() -> execute(worker, head)));
        } else if (worker.lineLength > 1
                && !worker.recalling
                && ran > Clock.PERIOD_NANOS
                && othersCanServe()) {
            worker.recalling = true;
            actions.add(() -> Threads.background(worker::recall));
        }
        return worker.isSentenced() || head.state == CallItem.State.ENDED;
    }

    /** Whether calls that stand behind a long one would run sooner if they were given back. */
    private boolean othersCanServe() {
        return engine.waiting.isEmpty()
                && (!crew.idle.isEmpty()
                        || crew.starting == 0 && !settings.single() && crew.room() > 0);
    }

    /**
     * Recall, dump, interrupt, grace, kill. Runs on a background thread; blocks. What stands behind
     * the call is recalled first, for it would start as soon as the interrupt is obeyed. If the
     * call has ended by itself all the same, just after its deadline, the next may have begun,
     * which is a short one as a rule: it is waited for.
     */
    void execute(PoolWorker worker, CallItem item) {
        String dump = worker.handle.recallAndDump(DUMP_LIMIT);
        engine.lock.lock();
        try {
            item.threadDump = dump;
        } finally {
            engine.release();
        }
        Threads.background(
                () -> worker.handle.tell(FrameType.INTERRUPT, item.id)); // may block, too
        if (worker.awaitCondemned(settings.killGrace())) {
            worker.awaitLineEmpty(LAST_CALL_LIMIT);
        }
        worker.handle.kill();
    }

    private void checkIdle(PoolWorker worker, long now, List<Runnable> actions) {
        boolean idles = worker.state == PoolWorker.State.IDLE && !settings.single();
        if (idles && now - worker.idleSinceNanos >= idleNanos()) {
            stopIdle(worker, actions);
        }
    }

    private void shrinkOrGrow(List<Runnable> actions) {
        while (crew.room() < 0 && !crew.idle.isEmpty()) {
            stopIdle(crew.idle.getFirst(), actions);
        }
        engine.dispatch();
    }

    private void stopIdle(PoolWorker worker, List<Runnable> actions) {
        crew.leave(worker, PoolWorker.State.DRAINING);
        actions.add(() -> Threads.background(() -> worker.handle.tell(FrameType.STOP, 0)));
    }

    @Override
    public String toString() {
        return settings.name();
    }
}
