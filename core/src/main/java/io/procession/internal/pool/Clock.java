package io.procession.internal.pool;

import io.procession.internal.util.Threads;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that brings time to all engines of this JVM: deadlines, recalls, idle workers,
 * growth. An engine with calls under way is ticked every {@link #PERIOD_NANOS}; one with idle
 * workers only, when the first of them is due; others never.
 */
final class Clock {

    /** The precision of deadlines. */
    static final long PERIOD_NANOS = 10_000_000;

    /** Never ticked again, unless it is watched anew. */
    static final long NEVER = Long.MAX_VALUE;

    /** When an engine is due, by System.nanoTime(). */
    private static final Map<Timekeeper, Long> DUE = new ConcurrentHashMap<>();

    private static final Thread THREAD = Threads.daemon("procession-clock", Clock::run);

    static {
        THREAD.start();
    }

    private Clock() {}

    /** Ticks for this engine from now on. Cheap when that is so already. */
    static void watch(Timekeeper pool) {
        if (!pool.watched) {
            pool.watched = true;
            DUE.put(pool, System.nanoTime());
            LockSupport.unpark(THREAD);
        }
    }

    private static void schedule(Timekeeper pool, long now, long wait) {
        if (wait == NEVER) {
            DUE.remove(pool);
        } else {
            DUE.put(pool, now + wait);
        }
    }

    private static void run() {
        while (true) {
            long now = System.nanoTime();
            long next = NEVER;
            for (Map.Entry<Timekeeper, Long> each : DUE.entrySet()) {
                long left = each.getValue() - now;
                next = Math.min(next, left > 0 ? left : tick(each.getKey(), now));
            }
            if (next == NEVER) {
                LockSupport.park(DUE);
            } else {
                LockSupport.parkNanos(DUE, next);
            }
        }
    }

    /** Ticks; returns in how many nanoseconds the engine is due again. */
    private static long tick(Timekeeper pool, long now) {
        try {
            long wait = pool.tick(now);
            schedule(pool, now, wait);
            if (wait > PERIOD_NANOS) {
                pool.watched =
                        false; // from here on watch() schedules it, and nothing below overrides
                // that
                wait = pool.tick(now); // whoever brought something before that line saw `watched`
                if (wait <= PERIOD_NANOS) {
                    watch(pool);
                }
            }
            return wait;
        } catch (RuntimeException e) { // a fault in one pool must not stop the time of the others
            System.getLogger("io.procession")
                    .log(System.Logger.Level.ERROR, "clock failed: pool=" + pool, e);
            return PERIOD_NANOS;
        }
    }
}
