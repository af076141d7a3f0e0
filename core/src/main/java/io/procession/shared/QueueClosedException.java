package io.procession.shared;

/**
 * A {@link SharedQueue} was closed: nothing can be put into it, and all that was in it is taken.
 */
public class QueueClosedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    public QueueClosedException(String message) {
        super(message);
    }
}
