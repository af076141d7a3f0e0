package io.procession.internal.launch;

import java.io.IOException;
import java.nio.file.Path;

/** Starts worker processes. */
public final class WorkerLauncher {

    private static final String WORKER_MAIN = "io.procession.internal.worker.WorkerMain";

    private WorkerLauncher() {}

    /**
     * Starts a JVM that runs {@code io.procession.internal.worker.WorkerMain} on the same class path, and registers it
     * to be killed when this JVM exits. Blocks for the operating system's start of the process only, not for the worker's
     * first frame.
     *
     * @throws IOException with the command, what the system said, and the likely cause in words
     */
    public static WorkerProcess launch(LaunchSpec spec) throws IOException {
        return launch(spec, WORKER_MAIN);
    }

    static WorkerProcess launch(LaunchSpec spec, String mainClass) throws IOException {
        Path temporary = TempDirectory.path();
        ProcessBuilder builder = new ProcessBuilder();
        builder.environment().putAll(spec.environment());
        CommandLine line = CommandLine.of(spec, builder.environment(), temporary);
        builder.command(line.overPipes(mainClass, spec.poolName()));
        if (spec.workingDirectory() != null) {
            builder.directory(spec.workingDirectory().toFile());
        }
        ProcessTree tree = start(builder);
        JvmWorkerProcess worker =
                new JvmWorkerProcess(tree, new ProcessTransport(tree.root(), tree::kill), spec, temporary);
        worker.startThreads(spec.poolName());
        Children.add(tree, worker);
        return worker;
    }

    private static ProcessTree start(ProcessBuilder builder) throws IOException {
        if (builder.directory() != null && !builder.directory().isDirectory()) {
            throw new IOException("workingDirectory does not exist: " + builder.directory());
        }
        try {
            return ProcessTree.start(builder);
        } catch (IOException e) {
            throw new IOException("worker cannot be started: " + e.getMessage(), e);
        }
    }
}
