package io.procession.internal.deferral;

/** Something put off: an entry of the queue, done in its turn or dropped. */
abstract class Step {

    long position; // set by the queue

    /** Does it. All steps before it have been done. */
    abstract void run() throws Throwable;

    /** It will never be done, because a step before it failed. */
    abstract void drop(Throwable failure);

    /** Whether {@link #run} would wait for another process. */
    boolean waits() {
        return false;
    }

    /** How much memory is held until it is done. */
    long bytes() {
        return 0;
    }
}
