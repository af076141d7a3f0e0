package io.procession.internal.deferral;

import org.jspecify.annotations.Nullable;

/** A concurrent call that was submitted, as the queue sees it. */
public interface Task {

    /** Whether {@link #await} would not block. */
    boolean isDone();

    /**
     * Waits for the call. Gives what it returned, or throws what it threw; what it changed is
     * changed by then. To be called once, by the thread whose queue it is.
     */
    @Nullable Object await() throws Throwable;

    /** Gives the call up, whether it runs or not. Does nothing if it has ended. */
    void cancel();

    /** How much memory its captured arguments take, until it has ended. */
    long bytes();

    /** The way to what it changes, if it may change anything: in place of {@link #await}. */
    default @Nullable Restoring restoring() {
        return null;
    }
}
