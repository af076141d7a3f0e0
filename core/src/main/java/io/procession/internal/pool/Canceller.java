package io.procession.internal.pool;

import io.procession.spi.Death;
import io.procession.spi.Engine;

/**
 * Takes calls back: out of the queue, out of a worker's line, or together with the worker that runs
 * them.
 */
final class Canceller {

    private static final long WITHDRAWAL_NANOS =
            1_000_000_000; // a worker that is stopped never gives a call back

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
        engine.lock.lock();
        try {
            if (item.state == CallItem.State.ENDED) {
                return item.wasWithdrawn();
            }
            if (item.state == CallItem.State.WAITING) {
                engine.waiting.remove(item);
            } else {
                engine.running--;
                item.verdict = kill ? CallItem.Verdict.KILLED : CallItem.Verdict.NONE;
                killed = kill && item.isFirstInLine() ? item.worker : null;
            }
            item.state = CallItem.State.ENDED;
            engine.cancelled++;
            if (killed != null) {
                crew.doom(killed);
            }
            engine.closeIfDone();
        } finally {
            engine.release();
        }
        if (killed != null) {
            killed.handle.kill();
        }
        return true;
    }

    /** Kills the worker of a running call. */
    void kill(CallItem item) {
        PoolWorker holder;
        engine.lock.lock();
        try {
            holder = item.state == CallItem.State.SENT ? item.worker : null;
            if (holder != null && holder.head() != item) {
                holder = null;
            }
            if (holder != null) {
                item.verdict = CallItem.Verdict.KILLED;
                crew.doom(holder);
            }
        } finally {
            engine.release();
        }
        if (holder != null) {
            holder.handle.kill();
        } else if (cancel(item, /* kill= */ true)) {
            item.listener.ended(
                    item.died(Death.Cause.CANCELLED, "it was killed before it started"));
        }
    }
}
