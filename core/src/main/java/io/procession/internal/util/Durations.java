package io.procession.internal.util;

import java.time.Duration;

/** Durations as nanoseconds, where the longest ones are cut to what a long can hold: 292 years. */
public final class Durations {

    /** Longer than anybody waits: 292 years. */
    public static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private Durations() {}

    public static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
