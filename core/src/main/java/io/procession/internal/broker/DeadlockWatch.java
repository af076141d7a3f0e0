package io.procession.internal.broker;

import io.procession.internal.util.Threads;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Notices that something waits for long for an object of this process, and tells the root process, which searches.
 *
 * <p>Costs nothing while nothing waits without a limit. While something does, it looks a few times a second, and asks for a
 * search when a wait for a holder has become old; then more and more seldom.
 */
final class DeadlockWatch {

    /** A wait of this age is suspicious. */
    static final long OLD_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long FIRST_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(400);
    private static final long LAST_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final AtomicBoolean LOOKING = new AtomicBoolean();

    // written by the clock's thread only
    private static long againNanos = FIRST_AGAIN_NANOS;
    private static long sinceLast;

    private DeadlockWatch() {}

    /** What the objects say of their waits. */
    enum Waits {
        /** Nothing waits without a limit. */
        NONE,
        /** Something does. */
        SOME,
        /** A wait for a holder has become old since it was asked before. */
        OLD
    }

    /** A wait without a limit begins. Under the monitor of its object. */
    static void waitBegins() {
        if (!LOOKING.get() && LOOKING.compareAndSet(false, true)) {
            Alarms.in(OLD_NANOS, DeadlockWatch::look);
        }
    }

    private static void look() {
        LOOKING.set(false); // first: what begins from here on is seen here, or makes the next look
        Waits found = Waits.NONE;
        for (SharedRef each : Broker.registry().all()) {
            Served served = each.served();
            Waits waits = served == null ? Waits.NONE : served.waits();
            found = waits.compareTo(found) > 0 ? waits : found;
        }
        if (found == Waits.NONE) {
            againNanos = FIRST_AGAIN_NANOS;
            sinceLast = 0;
            return;
        }
        sinceLast += OLD_NANOS;
        if (found == Waits.OLD) {
            againNanos = FIRST_AGAIN_NANOS;
            suspect();
        } else if (sinceLast >= againNanos) {
            againNanos = Math.min(LAST_AGAIN_NANOS, 2 * againNanos);
            suspect();
        }
        waitBegins();
    }

    private static void suspect() {
        sinceLast = 0;
        if (Home.isRoot()) {
            DeadlockSearch.soon();
        } else {
            Threads.background(() ->
                    Broker.askCensus(Home.root(), Message.of(Census.SUSPECT), OLD_NANOS));
        }
    }
}
