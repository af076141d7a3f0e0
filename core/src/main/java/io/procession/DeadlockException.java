package io.procession;

/**
 * Threads, of one process or of several, wait for each other, or all for what nobody is left to do, and none of them
 * could ever go on: the wait of one of them was ended with this.
 *
 * <p>The message has a line for each of them: its process, thread and task, the line of code where it waits, what it
 * holds and what it wants. Whoever gets this keeps what it holds, as after any other exception, until it lets go of
 * it (in its {@code finally}); then the others go on. It may try again.
 *
 * <p>Reported are circles of threads that hold and want shared locks, or wait for the future of a task that is itself
 * one of them; and a standstill, where every thread of every process waits for an element, a signal, a permit or the
 * like, and no call is on its way. A wait that has a limit is no part of either, nor is one whose end depends on
 * something that cannot be seen: nothing is reported that might still resolve. A circle is found a fraction of a second
 * after it has closed, a standstill some seconds after.
 *
 * <p>One that awaits a condition has its lock again when this is thrown, as after any wait; only one that had been
 * signalled already, and waits for its lock in a circle of such, has not.
 *
 * <p>The idea, a graph of who waits for whom, is that of database systems, which choose a victim in the same way.
 */
public final class DeadlockException extends ProcessionException {

    private static final long serialVersionUID = 1L;

    public DeadlockException(String message) {
        super(message);
    }
}
