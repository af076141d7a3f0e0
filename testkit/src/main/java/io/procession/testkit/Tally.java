package io.procession.testkit;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A file to which processes append a line each time that something happens: how often a body ran,
 * and where. Nothing that was added is lost when its writer dies.
 *
 * @param file its absolute path
 */
public record Tally(String file) implements Serializable {

    private static final long LOOK_NANOS = 1_000_000;

    /** An empty tally in an existing directory. */
    public static Tally in(Path directory, String name) {
        return new Tally(directory.resolve(name).toAbsolutePath().toString());
    }

    /** Adds a line: one write in append mode, so that lines of several processes do not mix. */
    public void add(Object line) {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try (FileChannel channel =
                FileChannel.open(
                        Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            channel.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All lines so far. */
    public List<String> lines() {
        Path path = Path.of(file);
        try {
            return Files.exists(path) ? Files.readAllLines(path) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int count() {
        return lines().size();
    }

    /**
     * Waits until it has so many lines: several processes meet here. Never for longer than {@link
     * Timeouts#LONG}.
     */
    public void await(int count) {
        long end = System.nanoTime() + Timeouts.LONG.toNanos();
        while (count() < count) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException(
                        "lines did not come: count=" + count + ", lines=" + lines());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
