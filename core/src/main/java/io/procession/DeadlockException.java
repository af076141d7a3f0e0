package io.procession;

/**
 * Threads, of one process or of several, wait for each other, and none of them could ever go on: the wait of one of
 * them was ended with this.
 *
 * <p>The message has a line for each of them: its process, thread and task, the line of code where it waits, what it
 * holds and what it wants. Whoever gets this keeps what it holds, as after any other exception, until it lets go of
 * it (in its {@code finally}); then the others go on. It may try again.
 *
 * <p>Reported are circles of threads that hold and want shared locks, or wait for the future of a task that is itself
 * one of them. A wait that has a limit, or whose end depends on something that cannot be seen, is no part of a circle:
 * nothing is reported that might still resolve. The circle is found a fraction of a second after it has closed.
 *
 * <p>The idea, a graph of who waits for whom, is that of database systems, which choose a victim in the same way.
 */
public final class DeadlockException extends ProcessionException {

    private static final long serialVersionUID = 1L;

    public DeadlockException(String message) {
        super(message);
    }
}
