package io.procession.shared;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How long to wait, as the broker wants to know it: in nanoseconds, 0 for not at all. */
final class Waits {

    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private Waits() {}

    static long nanos(long timeout, TimeUnit unit) {
        return Math.max(0, unit.toNanos(timeout));
    }

    static long nanos(Duration timeout) {
        try {
            return Math.max(0, timeout.toNanos());
        } catch (ArithmeticException e) {
            return timeout.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }

    /** Sleeps for a moment, whatever interrupts; an interrupt is kept. */
    static void nap() {
        boolean interrupted = Thread.interrupted();
        LockSupport.parkNanos(NAP_NANOS);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
