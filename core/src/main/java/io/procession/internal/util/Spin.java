package io.procession.internal.util;

import java.util.function.BooleanSupplier;

/**
 * Waits for another process for some microseconds, without letting go of the processor, where that
 * has paid lately: to be woken takes longer than what is awaited.
 *
 * <p>Whether a core is idle is judged by how long it takes to offer this one to others: if somebody
 * takes it, it is needed. Thread-safe; what threads learn at the same time may be lost.
 */
public final class Spin {

    private static final long LEAST_NANOS = 4_000; // below, it is not tried at all
    private static final int EVERY = 32; // waits: one of so many is long, to find out

    private final int looks;
    private final long mostNanos;
    private final long takenNanos;
    private long patience;
    private int waits;

    /**
     * @param looks how often to look before the core is offered to others
     * @param mostNanos how long to wait at most
     * @param takenNanos if it takes so long, somebody else had the core
     */
    public Spin(int looks, long mostNanos, long takenNanos) {
        this.looks = looks;
        this.mostNanos = mostNanos;
        this.takenNanos = takenNanos;
        this.patience = mostNanos;
    }

    /** Whether something comes true before it is better to sleep. */
    public boolean awaits(BooleanSupplier condition) {
        waits++;
        long limit = waits % EVERY == 0 ? mostNanos : patience;
        if (limit < LEAST_NANOS) {
            return false;
        }
        long start = System.nanoTime();
        long now = start;
        boolean came = look(condition);
        boolean taken = false;
        while (!came && !taken && now - start <= limit) {
            Thread.yield();
            long after = System.nanoTime();
            taken = after - now > takenNanos;
            now = after;
            came = look(condition);
        }
        patience = came ? mostNanos : patience / 2;
        return came;
    }

    private boolean look(BooleanSupplier condition) {
        for (int i = 0; i < looks; i++) {
            if (condition.getAsBoolean()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }
}
