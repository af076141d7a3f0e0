package io.procession.internal.broker;

import io.procession.internal.util.Threads;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Keeps the deadlines of requests that come from other processes. */
final class Alarms {

    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private Alarms() {}

    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock =
                new ScheduledThreadPoolExecutor(
                        1, body -> Threads.daemon("procession-broker-clock", body));
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    /** Does something that does not block, after a time. */
    static Future<?> in(long nanos, Runnable action) {
        return CLOCK.schedule(action, nanos, TimeUnit.NANOSECONDS);
    }
}
