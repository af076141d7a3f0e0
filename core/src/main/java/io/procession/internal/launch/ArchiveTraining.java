package io.procession.internal.launch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Makes one archive, in processes of its own, and tries it before anybody else sees it. */
final class ArchiveTraining {

    /*
     *   script    a JVM writes what a parent would send to a short-lived worker: setup, calls, stop
     *   record    a worker obeys the script, which comes over its pipe as from a parent, and leaves the archive (17) or a recording (25)
     *   create    25 only: a JVM turns the recording into a cache
     *   prove     a worker that must use the archive or fail obeys the script again
     *   publish   key, then archive, each renamed into place: whoever sees the archive sees all of it
     *
     * One training at a time for each archive, by a lock file that the system frees with its owner. The processes are
     * children of this JVM like workers: they die with it. A failure that is not ours to wait for is written down, so
     * that it is not tried again at every start.
     */
    private static final long STEP_SECONDS = 60;
    private static final String WORKER_MAIN = "io.procession.internal.worker.WorkerMain";
    private static final String SCRIPT_MAIN = "io.procession.TrainingScript";
    private static final String POLITELY =
            "command -v nice >/dev/null && set -- nice -n 19 \"$@\"; ";

    private final Archive archive;
    private final Path script;
    private final Path recording;
    private final Path result;

    ArchiveTraining(Archive archive) {
        this.archive = archive;
        String unfinished = archive.file() + "." + ProcessHandle.current().pid() + ".tmp";
        this.script = Path.of(unfinished + ".script");
        this.recording = Path.of(unfinished + ".recording");
        this.result = Path.of(unfinished);
    }

    /** Trains, unless somebody else does so just now. Blocks for a second or two. */
    void run() throws IOException {
        ArchiveStore.makeDirectory(archive.directory());
        try (FileChannel channel =
                        FileChannel.open(
                                archive.lockFile(),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null && !archive.isReady()) {
                train();
            }
        } catch (OverlappingFileLockException e) {
            // another thread of this JVM is at it
        }
    }

    private void train() throws IOException {
        Files.deleteIfExists(archive.hopelessFile());
        boolean good = false;
        try {
            good =
                    succeeds(scriptCommand())
                            && (archive.isCache() ? recordAndCreate() : record())
                            && obeys(proofFlags())
                            && publish();
        } finally {
            for (Path each : List.of(script, recording, result)) {
                Files.deleteIfExists(each);
            }
            if (!good && !Children.exiting()) {
                archive.giveUp();
            }
        }
    }

    private boolean record() throws IOException {
        return obeys(List.of("-XX:ArchiveClassesAtExit=" + result));
    }

    private boolean recordAndCreate() throws IOException {
        String configuration = "-XX:AOTConfiguration=" + recording;
        return obeys(List.of("-XX:AOTMode=record", configuration))
                && succeeds(
                        command(
                                List.of(
                                        "-XX:AOTMode=create",
                                        configuration,
                                        "-XX:AOTCache=" + result),
                                WORKER_MAIN));
    }

    private List<String> proofFlags() {
        return archive.isCache()
                ? List.of("-XX:AOTMode=on", "-XX:AOTCache=" + result)
                : List.of("-Xshare:on", "-XX:SharedArchiveFile=" + result);
    }

    private boolean publish() throws IOException {
        Path key = Files.writeString(script, archive.key());
        Files.move(
                key,
                archive.keyFile(),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        Files.move(
                result,
                archive.file(),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    private List<String> scriptCommand() throws IOException {
        List<String> command = command(List.of(), SCRIPT_MAIN);
        command.add(script.toString());
        return command;
    }

    /**
     * Runs a worker that is sent the script. The pipe stays open behind it: at its end a worker
     * gives up at once.
     */
    private boolean obeys(List<String> flags) throws IOException {
        ProcessTree worker = start(command(flags, WORKER_MAIN));
        try (OutputStream toWorker = worker.root().getOutputStream()) {
            toWorker.write(Files.readAllBytes(script));
            toWorker.flush();
            return succeeds(worker);
        } catch (IOException e) {
            return succeeds(worker); // it died before it had read all
        }
    }

    private static boolean succeeds(List<String> command) throws IOException {
        return succeeds(start(command));
    }

    private List<String> command(List<String> flags, String main) throws IOException {
        List<String> command = new ArrayList<>(List.of(archive.home().java().toString()));
        command.addAll(WorkerFlags.standard(archive.home()));
        command.addAll(archive.flags());
        command.addAll(flags);
        command.addAll(List.of("-cp", archive.jar().toString(), main));
        return command;
    }

    private static ProcessTree start(List<String> command) throws IOException {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "/bin/sh",
                                "-c",
                                POLITELY + CommandLine.PRIVATE_DESCRIPTORS,
                                "training"));
        line.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(line)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
        WorkerEnvironment.prepare(builder.environment(), Map.of());
        ProcessTree tree = ProcessTree.start(builder);
        Children.add(tree, null);
        return tree;
    }

    private static boolean succeeds(ProcessTree tree) {
        try {
            return tree.root().waitFor(STEP_SECONDS, TimeUnit.SECONDS)
                    && tree.root().exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            if (tree.root().isAlive()) {
                tree.kill();
            }
            Children.remove(tree);
        }
    }
}
