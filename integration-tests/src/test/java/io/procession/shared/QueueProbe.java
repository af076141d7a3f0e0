package io.procession.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;

/** Where a thread is within an operation on the memory of a queue; for tests that stop it there. */
public final class QueueProbe {

    /**
     * The points of an operation that writes an element, in order; one that takes has no second.
     */
    public enum Point {
        LOCKED,
        HALF_WRITTEN,
        WRITTEN,
        COMMITTED
    }

    private QueueProbe() {}

    /** Has this process do something when any of its threads comes to a point for the n-th time. */
    public static void at(Point point, int times, Runnable action) {
        AtomicInteger count = new AtomicInteger();
        QueueMemory.probe =
                reached -> {
                    if (reached == point.ordinal() && count.incrementAndGet() == times) {
                        action.run();
                    }
                };
    }

    /** Has this process do something whenever its threads have come to a point so many times. */
    public static void atEvery(Point point, int times, Runnable action) {
        AtomicInteger count = new AtomicInteger();
        QueueMemory.probe =
                reached -> {
                    if (reached == point.ordinal() && count.incrementAndGet() % times == 0) {
                        action.run();
                    }
                };
    }

    /** Asks the owner of a queue so often that this process maps its memory. */
    public static void map(SharedQueue<?> queue) {
        for (int i = 0; i < 4; i++) {
            assertThat(queue.size()).isNotNegative();
        }
        if (!isMapped(queue)) {
            throw new AssertionError("queue is not mapped: queue=" + queue);
        }
    }

    /** Whether this process uses the memory of a queue by itself. */
    public static boolean isMapped(SharedQueue<?> queue) {
        return queue.access().memory() != null;
    }
}
