package io.procession.internal.launch;

import java.io.IOException;

/** Starts worker processes. */
public final class WorkerLauncher {

    private WorkerLauncher() {}

    /**
     * Starts a JVM that runs {@code io.procession.internal.worker.WorkerMain} on the same class path, and registers it
     * to be killed when this JVM exits. Blocks for the operating system's start of the process only, not for the worker's
     * first frame.
     *
     * @throws IOException with the command, what the system said, and the likely cause in words
     */
    public static WorkerProcess launch(LaunchSpec spec) throws IOException {
        throw new UnsupportedOperationException();
    }
}
