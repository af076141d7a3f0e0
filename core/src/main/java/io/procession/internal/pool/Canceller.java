package io.procession.internal.pool;

import io.procession.internal.util.Threads;
import io.procession.spi.Death;
import io.procession.spi.Engine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes calls back: out of the queue, out of a worker's line, or together with the worker that runs
 * them.
 */
/*
 * A kill must end no call but the one that it is meant for. What this process knows of a worker is a little late: the first in its
 * line may have been answered, and the one behind it have begun. So where something stands behind, the worker is only
 * sentenced: it is given nothing more, and what it has not begun is recalled.
 *
 *   sentenced -> killed     the call stands in the line alone (execution(), when the recall's answer was read)
 *   sentenced -> pardoned   the call was answered after all, or had not begun: what runs now goes on
 *   sentenced -> killed     neither came in time: the worker is stopped, or worse (overdue(), the clock)
 */
final class Canceller {

    private static final long WITHDRAWAL_NANOS =
            1_000_000_000; // a worker that is stopped never gives a call back
    private static final long RECALL_NANOS = WITHDRAWAL_NANOS;

    private final LocalEngine engine;
    private final Crew crew;

    Canceller(LocalEngine engine, Crew crew) {
        this.engine = engine;
        this.crew = crew;
    }

    /**
     * Cancels a call; see {@link Engine.Submission#cancel}. A call that stands in a line, not
     * first, is asked back from its worker, and the answer awaited: only then is it certain that it
     * never runs.
     */
    boolean cancel(CallItem item, boolean kill) {
        long patience = System.nanoTime() + WITHDRAWAL_NANOS;
        Runnable execution = null;
        engine.lock.lock();
        try {
            while (standsBehindAnother(item) && isPatient(patience)) {
                if (isGivenBack(item)) {
                    return true;
                }
            }
            if (item.state == CallItem.State.ENDED) {
                return item.wasWithdrawn();
            }
            PoolWorker holder = item.worker;
            if (item.state == CallItem.State.WAITING) {
                engine.waiting.remove(item);
            } else {
                engine.running--;
                if (kill && holder != null && holder.head() == item) {
                    execution = sentence(holder, item);
                } else if (kill) {
                    item.convict(CallItem.Verdict.KILLED);
                }
            }
            item.state = CallItem.State.ENDED;
            engine.cancelled++;
            engine.closeIfDone();
        } finally {
            engine.release();
        }
        if (execution != null) {
            execution.run();
        }
        return true;
    }

    /**
     * Whether it can be asked back. Under the lock: else a call that waits may be sent meanwhile.
     */
    private static boolean standsBehindAnother(CallItem item) {
        return item.state == CallItem.State.SENT && !item.isFirstInLine();
    }

    private static boolean isPatient(long patience) {
        return System.nanoTime() - patience < 0 && !Thread.currentThread().isInterrupted();
    }

    /** Asks it back, and waits a moment. Under the lock, which is let go of meanwhile. */
    private boolean isGivenBack(CallItem item) {
        engine.release();
        try {
            return item.withdraw();
        } finally {
            engine.lock.lock();
        }
    }

    /** Kills the worker of a running call. */
    void kill(CallItem item) {
        Runnable execution = null;
        engine.lock.lock();
        try {
            PoolWorker holder = item.state == CallItem.State.SENT ? item.worker : null;
            if (holder != null && holder.head() == item) {
                execution = sentence(holder, item);
            }
        } finally {
            engine.release();
        }
        if (execution != null) {
            execution.run();
        } else if (cancel(item, /* kill= */ true)) {
            tellKilledUnstarted(item);
        }
    }

    /**
     * The worker is to be killed for the first in its line. Under the lock; what is returned is to
     * be run without it.
     */
    Runnable sentence(PoolWorker worker, CallItem item) {
        item.convict(CallItem.Verdict.KILLED);
        worker.sentenced = item;
        worker.sentencedNanos = System.nanoTime();
        Runnable execution = execution(worker);
        return execution != null ? execution : () -> recall(worker);
    }

    private void recall(PoolWorker worker) {
        Threads.background(worker::recall); // a worker that is stopped may have a full pipe
        engine.watchTime();
    }

    /**
     * The kill of a sentenced worker that can hit no other call, else null. Under the lock; to be
     * run without it.
     */
    @Nullable Runnable execution(PoolWorker worker) {
        CallItem item = worker.sentenced;
        return item == null || !worker.line().equals(List.of(item)) ? null : doom(worker);
    }

    /** A call was answered, or given back: if its worker was sentenced for it, that is pardoned. */
    void leavesLine(PoolWorker worker, CallItem item) {
        if (worker.sentenced == item && worker.state != PoolWorker.State.DOOMED) {
            worker.sentenced = null; // what runs now must not suffer
        }
    }

    /** Whether a call that was given back is to end, and not to run elsewhere. */
    boolean wants(CallItem item) {
        return item.isWithdrawing() || item.verdict == CallItem.Verdict.KILLED;
    }

    /** Such a call has ended: who cancelled it is told, or its listener. */
    void hasBack(CallItem item) {
        if (item.isWithdrawing()) {
            item.withdrawn();
        } else {
            Threads.background(() -> tellKilledUnstarted(item)); // not under the lock
        }
    }

    private static void tellKilledUnstarted(CallItem item) {
        item.listener.ended(item.died(Death.Cause.CANCELLED, "it was killed before it started"));
    }

    /** The kill of a worker that has been sentenced for too long, else null; as above. */
    @Nullable Runnable overdue(PoolWorker worker, long now) {
        boolean late = worker.sentenced != null && now - worker.sentencedNanos > RECALL_NANOS;
        return late ? doom(worker) : null;
    }

    private Runnable doom(PoolWorker worker) {
        crew.doom(worker);
        return worker.handle::kill;
    }
}
