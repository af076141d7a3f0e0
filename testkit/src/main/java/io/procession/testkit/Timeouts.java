package io.procession.testkit;

import java.time.Duration;

/**
 * How long tests wait before they fail. One factor scales all: {@code
 * -Dprocession.test.timeFactor=3}, or the environment variable {@code PROCESSION_TEST_TIME_FACTOR},
 * for machines that are slow or busy.
 */
public final class Timeouts {

    private static final double FACTOR = factor();

    /** For what takes milliseconds when nothing is wrong. */
    public static final Duration SHORT = scaled(Duration.ofSeconds(5));

    /** For what starts some processes. */
    public static final Duration MEDIUM = scaled(Duration.ofSeconds(20));

    /** For what is itself long. */
    public static final Duration LONG = scaled(Duration.ofSeconds(90));

    private Timeouts() {}

    private static double factor() {
        String property = System.getProperty("procession.test.timeFactor");
        String variable = System.getenv("PROCESSION_TEST_TIME_FACTOR");
        String text = property != null ? property : variable != null ? variable : "1";
        double factor = Double.parseDouble(text);
        if (!(factor > 0)) {
            throw new IllegalArgumentException(
                    "time factor must be greater than 0: factor=" + text);
        }
        return factor;
    }

    /** A limit as it is on a quiet machine, scaled to this one. */
    public static Duration scaled(Duration limit) {
        return Duration.ofNanos((long) (limit.toNanos() * FACTOR));
    }

    /** A limit of so many milliseconds on a quiet machine, scaled to this one. */
    public static Duration millis(long millis) {
        return scaled(Duration.ofMillis(millis));
    }
}
