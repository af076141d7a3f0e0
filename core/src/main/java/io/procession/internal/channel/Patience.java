package io.procession.internal.channel;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for something that another process will do soon, and that nobody tells: first by looking
 * again at once, then by short sleeps. Interrupts do not shorten it; they are kept.
 */
final class Patience {

    /** About as long as it takes to empty a slot. */
    private static final long SPIN_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

    private static final long SHORTEST_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long FIRST_DOUBT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final long start = System.nanoTime();
    private long doubtAfter = FIRST_DOUBT_NANOS; // since the start; twice as long each time
    private long sleep = SHORTEST_NANOS;
    private boolean interrupted;

    /** Waits a little; true if it has been so long that one should ask whether anybody is there. */
    boolean pause() {
        long now = System.nanoTime();
        if (now - start < SPIN_NANOS) {
            Thread.onSpinWait();
            return false;
        }
        interrupted |= Thread.interrupted(); // else the sleep would be none
        LockSupport.parkNanos(this, sleep);
        sleep = Math.min(LONGEST_NANOS, sleep + sleep / 2);
        if (now - start < doubtAfter) {
            return false;
        }
        doubtAfter *= 2;
        return true;
    }

    /** To be called in the end. */
    void end() {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
