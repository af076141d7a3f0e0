package io.procession.cli;

import io.procession.Backend;
import io.procession.ProcessPool;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code procession doctor}: can this machine run workers, and if not, what is the way out. */
@Command(
        name = "doctor",
        description =
                "Looks whether this machine can run workers, and says what stands in the way.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class DoctorCommand implements Callable<Integer> {

    private static final long MEGABYTE = 1L << 20;
    private static final long LEAST_MEMORY = 512 * MEGABYTE;
    private static final long LEAST_TEMPORARY = 64 * MEGABYTE;
    private static final long LEAST_FILES = 1024;
    private static final long LEAST_PROCESSES = 512;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Spec private CommandSpec spec;

    private boolean healthy = true;

    /** What a worker sees of itself. */
    record Seen(boolean archive, boolean pipes) {}

    @Override
    public Integer call() {
        java();
        processors();
        memory();
        temporary();
        limit("open files", "-n", LEAST_FILES);
        limit(
                "processes",
                shell("ulimit -u").isEmpty() ? "-p" : "-u",
                LEAST_PROCESSES); // -p in dash
        worker();
        return healthy ? Main.OK : Main.FAILED;
    }

    private void java() {
        String home = System.getProperty("java.home");
        ok("java", Runtime.version() + ", " + home);
        if (ToolProvider.getSystemJavaCompiler() == null) {
            problem(
                    "compiler",
                    "none in " + home + "; `procession run File.java` needs a JDK: set JAVA_HOME");
        } else {
            ok("compiler", "there");
        }
    }

    private void processors() {
        int processors = Runtime.getRuntime().availableProcessors();
        ok(
                "processors",
                processors + (processors == 1 ? "; workers will isolate, not speed up" : ""));
    }

    private void memory() {
        if (!(ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system)) {
            ok("memory", "unknown to this Java");
            return;
        }
        long total = system.getTotalMemorySize();
        String text = total / MEGABYTE + " MB";
        if (total < LEAST_MEMORY) {
            problem(
                    "memory",
                    text + "; a worker needs about 50 MB beside its data: use --workers 1");
        } else {
            ok("memory", text);
        }
    }

    private void temporary() {
        Path directory = Path.of(System.getProperty("java.io.tmpdir"));
        String way =
                "; point TMPDIR, and java.io.tmpdir by JAVA_TOOL_OPTIONS, to another directory";
        try {
            Files.delete(Files.createTempFile(directory, "procession-doctor", null));
            FileStore store = Files.getFileStore(directory);
            String text = directory + ", " + store.getUsableSpace() / MEGABYTE + " MB free";
            if (store.getUsableSpace() < LEAST_TEMPORARY) {
                problem("temporary", text + way);
            } else {
                ok("temporary", text);
            }
        } catch (IOException e) {
            problem("temporary", directory + " cannot be written: " + e + way);
        }
    }

    /** Asks the shell, which has the limits that this process and its workers inherit. */
    private void limit(String name, String flag, long least) {
        String value = shell("ulimit " + flag);
        if (value.matches("\\d{1,18}") && Long.parseLong(value) < least) {
            problem(
                    name,
                    "at most "
                            + value
                            + "; raise it before the start: ulimit "
                            + flag
                            + " "
                            + least);
        } else {
            ok(name, value.isEmpty() ? "limit unknown" : "at most " + value);
        }
    }

    private static String shell(String command) {
        try {
            Process process =
                    new ProcessBuilder("/bin/sh", "-c", command).redirectErrorStream(true).start();
            String answer =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .strip();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0 ? answer : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private void worker() {
        WorkerArchive.make(spec.commandLine().getErr());
        long start = System.nanoTime();
        try (ProcessPool pool =
                ProcessPool.builder()
                        .name("doctor")
                        .workers(1)
                        .backend(Backend.PROCESSES)
                        .build()) {
            Seen seen = pool.submit(DoctorCommand::look, PATIENCE).result();
            ok(
                    "worker",
                    "first answer after "
                            + millisSince(start)
                            + " ms, warm call "
                            + warm(pool)
                            + " us");
            ok("transport", seen.pipes() ? "pipes" : "socket");
            ok("archive", WorkerArchive.describe() + (seen.archive() ? "" : "; not in use"));
        } catch (RuntimeException e) {
            problem("worker", String.valueOf(e.getMessage()));
        }
    }

    private static long warm(ProcessPool pool) {
        int calls = 200;
        long start = 0;
        for (int i = -calls; i < calls; i++) {
            if (i == 0) {
                start = System.nanoTime();
            }
            pool.submit(() -> 0).result();
        }
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start) / calls;
    }

    /** Runs in the worker. */
    private static Seen look() {
        return new Seen(hasArchive(), hasPipes());
    }

    private static boolean hasArchive() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .anyMatch(flag ->
                        flag.startsWith("-XX:SharedArchiveFile=")
                                || flag.startsWith("-XX:AOTCache="));
    }

    private static boolean hasPipes() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/3"))
                    .toString()
                    .startsWith("pipe:");
        } catch (IOException | UnsupportedOperationException e) {
            return Files.exists(Path.of("/dev/fd/3")); // no Linux: the best that can be known
        }
    }

    private static long millisSince(long startNanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    private void ok(String what, String detail) {
        print("ok", what, detail);
    }

    private void problem(String what, String detail) {
        healthy = false;
        print("PROBLEM", what, detail);
    }

    private void print(String verdict, String what, String detail) {
        spec.commandLine().getOut().printf("%-8s %-12s %s%n", verdict, what, detail);
        spec.commandLine().getOut().flush();
    }
}
