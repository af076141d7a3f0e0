package io.procession.shared;

/**
 * A side of a {@link Pipe} is closed: nothing can be sent to it, and all that it has sent is
 * received.
 */
public class PipeClosedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    public PipeClosedException(String message) {
        super(message);
    }
}
