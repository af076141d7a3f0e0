package io.procession.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A program of a test in a JVM of its own, so that it can be signalled, killed, and looked at from
 * outside. Its main class is on the class path of the test; what it prints is kept by line.
 *
 * <p>It has a process group of its own and, unless told otherwise, a directory for temporary files
 * of its own. Closing kills it and what it has started. All waits are bounded.
 */
public final class ChildJvm implements AutoCloseable {

    private final Process process;
    private final Path temporary;
    private final boolean ownsTemporary;
    private final Lines out;
    private final Lines err;

    private ChildJvm(Process process, Path temporary, boolean ownsTemporary) {
        this.process = process;
        this.temporary = temporary;
        this.ownsTemporary = ownsTemporary;
        this.out = new Lines(process.inputReader(), "stdout of " + process.pid());
        this.err = new Lines(process.errorReader(), "stderr of " + process.pid());
    }

    /** A program that is to be started. */
    public static Builder of(Class<?> main, String... arguments) {
        return new Builder(main, List.of(arguments));
    }

    /** The child's id, which is that of its process group, too. */
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return Pids.isAlive(process.pid());
    }

    /** Its java.io.tmpdir. */
    public Path temporary() {
        return temporary;
    }

    /** Waits for a line of stdout that begins with the word, and returns the rest of it. */
    public String await(String word) {
        return out.await(word, Timeouts.MEDIUM, this);
    }

    /** The lines of stdout so far; all of them after {@link #awaitExit}. */
    public List<String> stdout() {
        return out.soFar();
    }

    /** The lines of stderr so far; all of them after {@link #awaitExit}. */
    public List<String> stderr() {
        return err.soFar();
    }

    /** Sends a signal, "INT", to this process alone. */
    public void signal(String name) {
        Pids.signal(name, pid());
    }

    /** Sends a signal to all of its process group, as a terminal does. */
    public void signalGroup(String name) {
        Pids.signal(name, -pid());
    }

    /** Its living descendants. */
    public List<Long> descendants() {
        return Pids.descendants(pid());
    }

    /** Waits for its end, and for that of its output; the exit code. */
    public int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new AssertionError("child did not end: waited=" + limit + this);
            }
            out.awaitEnd();
            err.awaitEnd();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the child", e);
        }
    }

    /** The same with {@link Timeouts#MEDIUM}. */
    public int awaitExit() {
        return awaitExit(Timeouts.MEDIUM);
    }

    @Override
    public void close() {
        for (long descendant : descendants()) {
            ProcessHandle.of(descendant).ifPresent(ProcessHandle::destroyForcibly);
        }
        process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
        for (long member : Pids.inGroup(pid())) {
            ProcessHandle.of(member).ifPresent(ProcessHandle::destroyForcibly);
        }
        if (ownsTemporary) {
            delete(temporary);
        }
    }

    private static void delete(Path tree) {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "\n" + String.join("\n", stdout()) + "\n" + String.join("\n", stderr());
    }

    /** How a child is to be started. */
    public static final class Builder {

        private final Class<?> main;
        private final List<String> arguments;
        private final List<String> flags = new ArrayList<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private final List<String> prefix = new ArrayList<>();
        private @Nullable Path temporary;
        private String classPath = System.getProperty("java.class.path");

        private Builder(Class<?> main, List<String> arguments) {
            this.main = main;
            this.arguments = arguments;
        }

        public Builder flags(String... more) {
            flags.addAll(List.of(more));
            return this;
        }

        public Builder environment(String key, String value) {
            environment.put(key, value);
            return this;
        }

        /** What is found there instead of on the class path of the test. */
        public Builder classPath(String other) {
            classPath = other;
            return this;
        }

        /** A command that becomes the one that follows it, such as a shell that sets a limit. */
        public Builder under(List<String> command) {
            prefix.addAll(command);
            return this;
        }

        /** Its java.io.tmpdir, which need not exist. */
        public Builder temporary(Path directory) {
            temporary = directory;
            return this;
        }

        public ChildJvm start() {
            try {
                Path own = temporary == null ? Files.createTempDirectory("child") : temporary;
                ProcessBuilder builder = new ProcessBuilder(command(own));
                builder.environment().putAll(environment);
                builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
                return new ChildJvm(builder.start(), own, temporary == null);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private List<String> command(Path own) {
            List<String> command = new ArrayList<>();
            command.add("setsid"); // a process group of its own; the pid stays
            // a shell in the background ignores SIGINT, and its children would inherit that
            command.addAll(List.of("env", "--default-signal=INT"));
            command.addAll(prefix);
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
            command.add("-Djava.io.tmpdir=" + own);
            command.addAll(flags);
            command.addAll(List.of("-cp", classPath, main.getName()));
            command.addAll(arguments);
            return command;
        }
    }

    /** The lines of one stream, as they come; read by a thread of its own. */
    private static final class Lines {

        private final List<String> lines = new ArrayList<>(); // guarded by this
        private final CountDownLatch end = new CountDownLatch(1);

        Lines(BufferedReader reader, String name) {
            Thread thread = new Thread(() -> read(reader), name);
            thread.setDaemon(true);
            thread.start();
        }

        private void read(BufferedReader reader) {
            try (reader) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    add(line);
                }
            } catch (IOException e) {
                add("(stream broke off: " + e.getMessage() + ")");
            } finally {
                end.countDown();
                wake();
            }
        }

        private synchronized void add(String line) {
            lines.add(line);
            notifyAll();
        }

        private synchronized void wake() {
            notifyAll();
        }

        synchronized List<String> soFar() {
            return List.copyOf(lines);
        }

        synchronized String await(String word, Duration limit, Object subject) {
            long deadline = System.nanoTime() + limit.toNanos();
            int seen = 0;
            while (true) {
                for (; seen < lines.size(); seen++) {
                    if (lines.get(seen).startsWith(word)) {
                        return lines.get(seen).substring(word.length()).trim();
                    }
                }
                long left = deadline - System.nanoTime();
                if (left <= 0 || end.getCount() == 0) {
                    throw new AssertionError("line did not come: word=" + word + subject);
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted while waiting for a line", e);
                }
            }
        }

        void awaitEnd() throws InterruptedException {
            if (!end.await(Timeouts.SHORT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        "somebody holds a stream of the dead child open: " + soFar());
            }
        }
    }
}
