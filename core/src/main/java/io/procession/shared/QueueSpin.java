package io.procession.shared;

import java.util.function.Predicate;

/**
 * Waits for another process for some microseconds, without letting go of the processor, where that
 * has paid lately: to be woken takes longer than what is awaited.
 *
 * <p>Whether a core is idle is judged by how long it takes to offer this one to others: if somebody
 * takes it, it is needed. Thread-safe; what threads learn at the same time may be lost.
 */
final class QueueSpin {

    private static final long MOST_NANOS = 40_000;
    private static final long LEAST_NANOS = 2_000;
    private static final long TAKEN_NANOS = 20_000; // so long does somebody else have the core
    private static final int LOOKS = 16;
    private static final int EVERY = 32; // waits: one of so many is long, to find out

    private long patience = MOST_NANOS;
    private int waits;

    /** Whether something comes true before it is better to sleep. */
    boolean awaits(QueueMemory memory, Predicate<QueueHead> condition) {
        waits++;
        long limit = waits % EVERY == 0 ? MOST_NANOS : patience;
        boolean came = spin(memory, condition, System.nanoTime() + limit);
        patience =
                came
                        ? Math.min(MOST_NANOS, patience + patience / 2)
                        : Math.max(LEAST_NANOS, patience / 2);
        return came;
    }

    private static boolean spin(
            QueueMemory memory, Predicate<QueueHead> condition, long deadline) {
        long seen = -1;
        boolean last = false;
        while (true) {
            for (int i = 0; i < LOOKS; i++) {
                long version = memory.version();
                if (version != seen) {
                    seen = version;
                    if (condition.test(memory.look())) {
                        return true;
                    }
                }
                Thread.onSpinWait();
            }
            long now = System.nanoTime();
            if (last || now - deadline > 0) {
                return false;
            }
            Thread.yield();
            last = System.nanoTime() - now > TAKEN_NANOS;
        }
    }
}
