package io.procession.space;

import java.io.Serializable;
import java.time.Duration;

/**
 * The time for which a tuple is in its {@link TupleSpace}, in the hand of who wrote it. May be
 * passed to other processes. Nothing here blocks but for the answer of the space's process.
 */
public final class Lease implements Serializable {

    private static final long serialVersionUID = 1L;

    private final TupleSpace space;
    private final long number;

    Lease(TupleSpace space, long number) {
        this.space = space;
        this.number = number;
    }

    /**
     * Gives the tuple another time, from now on; false if it is not in the space any more: taken,
     * or gone.
     *
     * @throws IllegalArgumentException if the time is not positive
     */
    public boolean renew(Duration time) {
        return space.renew(number, time);
    }

    /** Removes the tuple; false if it is not in the space any more: taken, or gone. */
    public boolean cancel() {
        return space.cancel(number);
    }
}
