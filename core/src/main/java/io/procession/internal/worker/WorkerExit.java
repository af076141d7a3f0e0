package io.procession.internal.worker;

import java.util.Iterator;

/** How a worker process ends, and the exit codes that tell its parent why. */
public final class WorkerExit {

    /** It was told to stop, and has finished what came before. */
    public static final int STOPPED = 0;

    /** A task asked for more memory than there is. */
    public static final int OUT_OF_MEMORY = 91;

    /** The parent has closed the channel, or is gone. */
    public static final int PARENT_GONE = 92;

    /** What came over the channel made no sense, or the worker itself failed. */
    public static final int BROKEN = 93;

    /** The initializer threw. */
    public static final int SETUP_FAILED = 94;

    private WorkerExit() {}

    /**
     * Kills what tasks have started, then ends this process at once: nobody is left to look after
     * either. Does not return.
     */
    static void haltTree(int code) {
        try {
            Iterator<ProcessHandle> children = ProcessHandle.current().descendants().iterator();
            while (children.hasNext()) {
                children.next().destroyForcibly();
            }
        } finally {
            halt(code);
        }
    }

    /** Ends this process without its shutdown hooks. Does not return. */
    static void halt(int code) {
        Runtime.getRuntime().halt(code);
    }
}
