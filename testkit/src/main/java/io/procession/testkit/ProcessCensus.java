package io.procession.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves something behind: processes below this JVM, threads of workers,
 * temporary files. What was there before the class is not its fault. What is on its way out has
 * {@link Timeouts#SHORT} to go.
 *
 * <pre>{@code
 * @ExtendWith(ProcessCensus.class)
 * class PoolTest { ... }
 * }</pre>
 */
public final class ProcessCensus implements BeforeAllCallback, AfterAllCallback {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(ProcessCensus.class);
    private static final Pattern WORKER_THREAD =
            Pattern.compile("(?!ForkJoinPool).*-worker-\\d+.*");
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final long LOOK_NANOS = 20_000_000;

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getStore(NAMESPACE).put(context.getUniqueId(), count());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        @SuppressWarnings("unchecked") // put above
        Set<String> before = (Set<String>) context.getStore(NAMESPACE).get(context.getUniqueId());
        Set<String> left = awaitNothingBut(before == null ? Set.of() : before);
        if (!left.isEmpty()) {
            throw new AssertionError(
                    context.getDisplayName() + " leaves behind:\n" + String.join("\n", left));
        }
    }

    /**
     * Waits until all has gone that is not in {@code before}; what has stayed, after a bounded
     * time.
     */
    public static Set<String> awaitNothingBut(Set<String> before) {
        long end = System.nanoTime() + Timeouts.SHORT.toNanos();
        Set<String> left = news(before);
        while (!left.isEmpty() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
            left = news(before);
        }
        return left;
    }

    private static Set<String> news(Set<String> before) {
        Set<String> now = count();
        now.removeAll(before);
        return now;
    }

    /** All that could be left behind, as it is now, one line each. */
    public static Set<String> count() {
        Set<String> all = new HashSet<>(processes());
        all.addAll(threads());
        all.addAll(files());
        return all;
    }

    private static List<String> processes() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> Pids.isAlive(process.pid()))
                .map(process ->
                        "process "
                                + process.pid()
                                + " "
                                + process.info()
                                        .commandLine()
                                        .orElse("")
                                        .replaceAll("(?s)^(.{300}).+", "$1..."))
                .toList();
    }

    private static List<String> threads() {
        List<String> names = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (WORKER_THREAD.matcher(thread.getName()).matches()) {
                names.add("thread " + thread.getName());
            }
        }
        return names;
    }

    /**
     * Crash reports and segments in this JVM's private directories, and what others have left in
     * its place for temporary files; its own directories stay until it exits.
     */
    private static List<String> files() {
        String own = "procession-" + ProcessHandle.current().pid() + "-";
        List<String> found = new ArrayList<>();
        for (Path each : list(Path.of(System.getProperty("java.io.tmpdir")))) {
            String name = each.getFileName().toString();
            if (name.startsWith(own)) {
                addLeftIn(each, found);
            } else if (name.startsWith("procession") || name.startsWith("hs_err")) {
                found.add("file " + each);
            }
        }
        for (Path each : list(SHARED_MEMORY)) { // other JVMs of this machine have theirs there, too
            if (each.getFileName().toString().startsWith(own)) {
                addLeftIn(each, found);
            }
        }
        return found;
    }

    private static void addLeftIn(Path directory, List<String> found) {
        for (Path file : list(directory)) {
            String name = file.getFileName().toString();
            if (name.startsWith("hs_err") || name.endsWith(".seg")) {
                found.add("file " + file);
            }
        }
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (java.nio.file.NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
