package io.procession;

/**
 * A wait that could never have ended, because those who wait do so for each other. Thrown in one of
 * them, whose way out frees the others; the message names the cycle: who waits for whom, in which
 * process, at which line.
 */
public class DeadlockException extends ProcessionException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message the rule, then the cycle, one wait a line
     */
    public DeadlockException(String message) {
        super(message);
    }
}
