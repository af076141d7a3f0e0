package io.procession.internal.util;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory for files of this JVM that must not outlive it, below a directory that others share.
 * Made when first asked for, with access for its owner alone; one that its owner left behind (kill
 * -9) is removed by the next JVM that makes its own. Thread-safe.
 *
 * <p>Its name holds the owner's pid and start time; a lock on a file in it says that the owner
 * lives, even to a JVM in another container with other pids.
 */
public final class PrivateDirectory {

    private static final String PREFIX = "procession-";
    private static final long YOUNG_SECONDS = 60;
    private static final String LOCK = "owner.lock";

    private final Path parent;
    private @Nullable Path directory; // this and the next: guarded by this
    private @Nullable FileChannel lock;

    /** A directory below this one; nothing is made yet. */
    public PrivateDirectory(Path parent) {
        this.parent = parent;
    }

    /**
     * The directory, or null where none can be made: the disk is full, or there is no such place.
     */
    public synchronized @Nullable Path path() {
        if (directory == null || !Files.isDirectory(directory)) {
            try {
                directory = make(parent);
                startThread(
                        new Thread("procession-stale-files") {
                            @Override
                            public void run() {
                                lock(); // here, since to load the classes for it takes longer than
                                // all the rest
                                removeStale(parent);
                            }
                        });
            } catch (IOException | RuntimeException e) {
                directory = null; // asked again next time: there may be room by then
            }
        }
        return directory;
    }

    /** Removes the directory and what is in it. */
    public synchronized void remove() {
        if (directory != null) {
            unlock();
            delete(directory);
            directory = null;
        }
    }

    private static Path make(Path parent) throws IOException {
        ProcessHandle self = ProcessHandle.current();
        String name =
                PREFIX
                        + self.pid()
                        + "-"
                        + startMillis(self)
                        + "-"
                        + Long.toHexString(System.nanoTime());
        // fails where somebody has made one of that name; createTempDirectory would load security
        // providers
        return OwnerOnly.createDirectory(parent.resolve(name));
    }

    private synchronized void lock() {
        if (directory == null) {
            return; // removed meanwhile
        }
        try {
            lock =
                    FileChannel.open(
                            directory.resolve(LOCK),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            lock.lock();
        } catch (IOException e) {
            unlock(); // the pid in its name must do
        }
    }

    private void unlock() {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            // the lock ends with this JVM, at the latest
        }
        lock = null;
    }

    /** Removes the directories of owners that are dead. */
    public static void removeStale(Path parent) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path each : found) {
                if (isStale(each)) {
                    delete(each);
                }
            }
        } catch (IOException e) {
            // another JVM's turn
        }
    }

    private static boolean isStale(Path candidate) {
        Matcher name =
                Pattern.compile(PREFIX + "(\\d+)-(\\d+)-.*")
                        .matcher(candidate.getFileName().toString());
        return name.matches()
                && Files.isDirectory(candidate, LinkOption.NOFOLLOW_LINKS)
                && !isAlive(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)))
                && isUnlocked(candidate);
    }

    private static boolean isAlive(long pid, long startMillis) {
        return ProcessHandle.of(pid).filter(owner -> startMillis(owner) == startMillis).isPresent();
    }

    private static boolean isUnlocked(Path directory) {
        try (FileChannel channel =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.WRITE)) {
            return channel.tryLock() != null;
        } catch (NoSuchFileException e) {
            return isOld(directory); // a young one's owner may be about to make it
        } catch (IOException | RuntimeException e) {
            return false; // not ours to open
        }
    }

    private static boolean isOld(Path file) {
        try {
            return Files.getLastModifiedTime(file)
                    .toInstant()
                    .isBefore(Instant.now().minusSeconds(YOUNG_SECONDS));
        } catch (IOException e) {
            return false;
        }
    }

    private static long startMillis(ProcessHandle process) {
        Optional<Instant> start = process.info().startInstant();
        return start.isPresent() ? start.get().toEpochMilli() : 0;
    }

    private static void delete(Path tree) {
        try (Stream<Path> files = Files.walk(tree)) {
            List<Path> leavesFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : leavesFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            // what cannot be removed now is stale later
        }
    }

    private static void startThread(Thread thread) {
        thread.setDaemon(true);
        thread.start();
    }
}
