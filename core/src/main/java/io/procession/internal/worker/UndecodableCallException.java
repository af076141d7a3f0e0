package io.procession.internal.worker;

/**
 * A call arrived that cannot be rebuilt in the worker: a class is missing there, or refused by the
 * filter, or the bytes are broken. The cause says which. The call has not run.
 */
public final class UndecodableCallException extends Exception {

    private static final long serialVersionUID = 1L;

    UndecodableCallException(Throwable cause) {
        super("call cannot be rebuilt in the worker: " + cause, cause);
    }
}
