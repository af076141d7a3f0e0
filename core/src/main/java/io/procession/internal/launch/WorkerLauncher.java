package io.procession.internal.launch;

import io.procession.internal.channel.DialBackListener;
import io.procession.internal.channel.ProcessTransport;
import io.procession.internal.util.Signals;
import io.procession.spi.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Starts worker processes. */
public final class WorkerLauncher {

    private static final String WORKER_MAIN = "io.procession.internal.worker.WorkerMain";

    private static final Set<String> TOLD =
            ConcurrentHashMap.newKeySet(); // pools whose share was logged

    private WorkerLauncher() {}

    /**
     * Starts a JVM that runs {@code io.procession.internal.worker.WorkerMain} on the same class
     * path, and registers it to be killed when this JVM exits. Blocks for the operating system's
     * start of the process only, not for the worker's first frame.
     *
     * @throws IOException with the command, what the system said, and the likely cause in words
     */
    public static WorkerProcess launch(LaunchSpec spec) throws IOException {
        return launch(spec, WORKER_MAIN);
    }

    static WorkerProcess launch(LaunchSpec spec, String mainClass) throws IOException {
        Path temporary = TempDirectory.path();
        ProcessBuilder builder = new ProcessBuilder();
        WorkerEnvironment.prepare(builder.environment(), spec.environment());
        setDirectory(builder, spec.workingDirectory());
        CommandLine line = CommandLine.of(spec, builder.environment(), temporary);
        return CommandLine.canUsePipes()
                ? overPipes(builder, line, spec, mainClass, temporary)
                : overSocket(builder, line, spec, mainClass, temporary);
    }

    private static WorkerProcess overPipes(
            ProcessBuilder builder,
            CommandLine line,
            LaunchSpec spec,
            String mainClass,
            @Nullable Path temporary)
            throws IOException {
        builder.command(line.overPipes(mainClass, spec.poolName()));
        ProcessTree tree = start(builder);
        Process process = tree.root();
        ProcessTransport transport = new ProcessTransport(process, tree::kill);
        JvmWorkerProcess worker =
                watched(tree, transport, process.getErrorStream(), line, spec, temporary);
        Archive archive = line.archive();
        if (archive != null) {
            worker.exit().thenAccept(code -> distrustAfterFailedStart(archive, transport, code));
        }
        return worker;
    }

    /** The archive is the first that one suspects: all else that is known to be odd excludes it. */
    private static void distrustAfterFailedStart(
            Archive archive, ProcessTransport transport, int exitCode) {
        boolean failed =
                exitCode == 1
                        || exitCode == 128 + Signals.SIGABRT
                        || exitCode == 128 + Signals.SIGSEGV;
        if (failed && !transport.hasHeard()) {
            ArchiveStore.distrust(archive);
        }
    }

    private static WorkerProcess overSocket(
            ProcessBuilder builder,
            CommandLine line,
            LaunchSpec spec,
            String mainClass,
            @Nullable Path temporary)
            throws IOException {
        builder.command(line.plain(mainClass, spec.poolName()));
        DialBackListener listener = DialBackListener.open();
        try {
            builder.environment().putAll(listener.environment());
            builder.redirectErrorStream(true); // what is printed to stdout goes to people, too
            ProcessTree tree = start(builder);
            Process process = tree.root();
            process.getOutputStream().close(); // an empty stdin
            return watched(
                    tree,
                    new DialledTransport(listener, process),
                    process.getInputStream(),
                    line,
                    spec,
                    temporary);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
    }

    private static JvmWorkerProcess watched(
            ProcessTree tree,
            Transport transport,
            InputStream printed,
            CommandLine line,
            LaunchSpec spec,
            @Nullable Path temporary)
            throws IOException {
        StderrReader stderr = new StderrReader(printed, spec.lines());
        JvmWorkerProcess worker = new JvmWorkerProcess(tree, transport, stderr, temporary);
        try {
            Children.add(tree, worker); // before it can end, which strikes it off
        } finally {
            worker.startThreads(spec.poolName(), () -> afterStart(line, spec));
        }
        return worker;
    }

    private static void afterStart(CommandLine line, LaunchSpec spec) {
        if (TOLD.add(spec.poolName())) {
            System.getLogger("io.procession")
                    .log(
                            System.Logger.Level.DEBUG,
                            () ->
                                    "workers of pool "
                                            + spec.poolName()
                                            + ": familySize="
                                            + spec.familySize()
                                            + ", each with "
                                            + line.share());
        }
        ArchiveStore.lookAfter(line.archive());
    }

    private static void setDirectory(ProcessBuilder builder, @Nullable Path directory)
            throws IOException {
        if (directory == null) {
            return;
        }
        if (!Files.isDirectory(directory)) {
            throw new IOException(
                    "workingDirectory does not exist, or is no directory: " + directory);
        }
        builder.directory(directory.toFile());
    }

    private static ProcessTree start(ProcessBuilder builder) throws IOException {
        try {
            return ProcessTree.start(builder);
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            throw new IOException(
                    "worker cannot be started: "
                            + DeathCauses.explainStart(message)
                            + "; the system said: "
                            + message,
                    e);
        }
    }
}
