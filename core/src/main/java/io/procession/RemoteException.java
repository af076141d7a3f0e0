package io.procession;

/**
 * Stands in for an exception of a worker that cannot be rebuilt in this process, because its class
 * cannot be loaded here or it holds what cannot travel. Also the last cause of every task's
 * exception: its text is the stack trace as it was in the worker.
 */
public class RemoteException extends ProcessionException {

    private static final long serialVersionUID = 1L;

    private final String className;
    private final String remoteStackTrace;

    RemoteException(String message, String className, String remoteStackTrace) {
        super(message);
        this.className = className;
        this.remoteStackTrace = remoteStackTrace;
    }

    /** The class of the exception as it was in the worker. */
    public String className() {
        return className;
    }

    /** The stack trace as the worker printed it, causes included. */
    public String remoteStackTrace() {
        return remoteStackTrace;
    }
}
