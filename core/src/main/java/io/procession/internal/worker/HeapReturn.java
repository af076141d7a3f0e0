package io.procession.internal.worker;

import java.util.function.BooleanSupplier;

/**
 * Gives the memory that large values took back to the system when no call runs: a heap shrinks only
 * when it is collected, and an idle worker never is.
 */
final class HeapReturn implements BooleanSupplier {

    /**
     * HotSpot shrinks a heap by 0, 10, 40 and 100 hundredths of what it has too much, in a row of
     * collections.
     */
    private static final int STEPS = 4;

    private final CurrentCall current;

    HeapReturn(CurrentCall current) {
        this.current = current;
    }

    /** False while a call runs: a collection of all that it holds would make it wait. */
    @Override
    public boolean getAsBoolean() {
        if (current.isRunning()) {
            return false;
        }
        for (int step = 0; step < STEPS && !current.isRunning(); step++) {
            System.gc();
        }
        return true;
    }
}
