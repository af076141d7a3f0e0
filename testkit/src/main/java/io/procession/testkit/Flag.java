package io.procession.testkit;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A one-way switch that several processes see: a file that is there or not. Tests hold tasks at it,
 * and learn from it that a task has come to a place.
 *
 * @param file its absolute path
 */
public record Flag(String file) implements Serializable {

    private static final long LOOK_NANOS = 1_000_000;

    /** A flag that is not raised yet, in an existing directory. */
    public static Flag in(Path directory, String name) {
        return new Flag(directory.resolve(name).toAbsolutePath().toString());
    }

    /** Raises it, for ever. */
    public void raise() {
        try {
            Files.createFile(Path.of(file));
        } catch (FileAlreadyExistsException e) {
            // it is up already
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isRaised() {
        return Files.exists(Path.of(file));
    }

    /**
     * Waits until it is raised; never for longer than {@link Timeouts#LONG}, and not on when
     * interrupted.
     */
    public void await() {
        long end = System.nanoTime() + Timeouts.LONG.toNanos();
        while (!isRaised()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted while waiting for flag: " + file);
            }
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("flag was not raised: " + file);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
