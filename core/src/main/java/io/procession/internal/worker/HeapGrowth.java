package io.procession.internal.worker;

import io.procession.internal.util.HeapRoom;

/**
 * Collects a heap that has grown by garbage, between two calls.
 *
 * <p>The serial collector of later JDKs takes fresh memory from the system for as long as it may,
 * before it looks for garbage among what is old; and large arrays are old at once. To touch fresh
 * memory costs many times what a collection does: calls with large arrays ran at a third of their
 * speed.
 */
final class HeapGrowth {

    private static final long LEAST_GARBAGE = 192L << 20;

    private final Runtime runtime = Runtime.getRuntime();
    private final HeapRoom room = new HeapRoom();
    private long committed = runtime.totalMemory();
    private long live;

    /** To be asked after each call, when its answer is written. Costs next to nothing as a rule. */
    void collectIfGrown() {
        long now = runtime.totalMemory();
        room.adapt(now);
        if (now <= committed) {
            return;
        }
        long garbage = now - runtime.freeMemory() - live; // or memory that tasks keep
        if (garbage > Math.max(LEAST_GARBAGE, live)) {
            System.gc();
            now = runtime.totalMemory();
            live = now - runtime.freeMemory();
            committed = now;
        }
    }
}
