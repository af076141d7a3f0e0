package io.procession.internal.launch;

import io.procession.internal.util.Later;
import io.procession.internal.util.OwnerOnly;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The archives that this user's workers start from, in {@code $XDG_CACHE_HOME/procession} or {@code
 * ~/.cache/procession}.
 *
 * <p>{@code -Dprocession.archive=} {@code auto} (default), {@code off}, or a directory. An archive
 * that is missing is made in the background, by short-lived processes, some seconds after the first
 * worker; no launch waits for it. One that was not used for 30 days is removed.
 */
public final class ArchiveStore {

    private static final Duration UNUSED = Duration.ofDays(30);
    private static final Duration TOUCH = Duration.ofDays(1);
    private static final long DELAY_MILLIS = 3000; // not while the program itself starts
    private static final Set<Path> SEEN =
            ConcurrentHashMap.newKeySet(); // of this JVM: each is looked after once
    private static final Set<Path> DISTRUSTED = ConcurrentHashMap.newKeySet();

    private ArchiveStore() {}

    /**
     * Makes the archive for workers of this program now, unless it is there. Blocks, for a second
     * or two.
     *
     * @param javaHome the workers' Java, null for this one's
     * @return whether there is an archive now
     */
    public static boolean trainNow(@Nullable Path javaHome) throws IOException {
        Archive archive = ofThisProgram(javaHome);
        if (archive != null && isDue(archive)) {
            new ArchiveTraining(archive).run();
        }
        return archive != null && archive.isReady();
    }

    /** Whether {@link #trainNow} for this Java would have something to do. */
    public static boolean isDue() throws IOException {
        Archive archive = ofThisProgram(null);
        return archive != null && isDue(archive);
    }

    private static boolean isDue(Archive archive) {
        return !archive.isReady() && !archive.isHopeless();
    }

    /**
     * What workers of this program start from, in words: the archive's file, or why there is none.
     */
    public static String describe(@Nullable Path javaHome) throws IOException {
        if (directory() == null) {
            return "none: switched off, or no place for it; see -Dprocession.archive";
        }
        Archive archive = ofThisProgram(javaHome);
        if (archive == null) {
            return "none: there is none where Procession is no jar of its own, for this Java, or with these flags";
        }
        if (archive.isReady()) {
            return archive.file() + ", " + Files.size(archive.file()) / 1024 + " KB";
        }
        return archive.isHopeless()
                ? "none: it could not be made; tried again a day after "
                        + archive.hopelessFile()
                        + " was written"
                : "none yet: made in "
                        + archive.file().getParent()
                        + " some seconds after the first worker";
    }

    private static @Nullable Archive ofThisProgram(@Nullable Path javaHome) throws IOException {
        JavaHome home = javaHome == null ? JavaHome.ofThisJvm() : JavaHome.of(javaHome);
        List<String> inherited =
                InheritedOptions.of(
                        ParentOptions.ofThisJvm(), System.getProperties(), home.feature());
        return Archive.of(home, CodePath.ofThisJvm(), inherited, directory());
    }

    /** Whether workers may be started from it now. */
    static boolean isGood(Archive archive) {
        return !DISTRUSTED.contains(archive.file()) && archive.isReady();
    }

    /** Sees to it that there will be an archive, and that those of the past go. Returns at once. */
    static void lookAfter(@Nullable Archive archive) {
        if (archive != null && SEEN.add(archive.file())) {
            Later.run(
                    DELAY_MILLIS,
                    TimeUnit.MILLISECONDS,
                    () -> startThread(() -> trainOrTouch(archive)));
        }
    }

    /** A worker that was started from it died before its first word: not to be used again. */
    static void distrust(Archive archive) {
        DISTRUSTED.add(archive.file());
        try {
            Files.deleteIfExists(archive.file());
        } catch (IOException e) {
            // other processes will find out for themselves
        }
    }

    private static void startThread(Runnable body) {
        Thread thread = new Thread(body, "procession-archive");
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        thread.start();
    }

    private static void trainOrTouch(Archive archive) {
        try {
            if (archive.isReady()) {
                touch(archive.keyFile());
            } else if (isDue(archive)) {
                new ArchiveTraining(archive).run();
            }
            removeUnused(archive.directory());
        } catch (IOException e) {
            System.getLogger("io.procession")
                    .log(System.Logger.Level.DEBUG, "no archive for workers", e);
        }
    }

    private static void touch(Path file) throws IOException {
        Instant now = Instant.now();
        if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(TOUCH))) {
            Files.setLastModifiedTime(file, FileTime.from(now));
        }
    }

    /**
     * Removes archives whose key file was not touched for long, and what a killed training left.
     */
    static void removeUnused(Path directory) throws IOException {
        Instant oldest = Instant.now().minus(UNUSED);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Path key =
                        file.toString().endsWith(".key")
                                ? file
                                : file.resolveSibling(file.getFileName() + ".key");
                Path age = Files.exists(key) ? key : file;
                if (Files.isRegularFile(file)
                        && Files.getLastModifiedTime(age).toInstant().isBefore(oldest)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Where archives are kept, or null where there are to be none. */
    static @Nullable Path directory() {
        String setting = System.getProperty("procession.archive", "auto");
        if (setting.equals("off")) {
            return null;
        }
        return setting.equals("auto") ? userCache() : Path.of(setting).toAbsolutePath();
    }

    private static @Nullable Path userCache() {
        String cache = System.getenv("XDG_CACHE_HOME");
        if (cache != null && Path.of(cache).isAbsolute()) {
            return Path.of(cache, "procession");
        }
        String home = System.getProperty("user.home", "");
        return home.isEmpty() || home.equals("?") ? null : Path.of(home, ".cache", "procession");
    }

    /**
     * Makes the directory, for its owner alone: who can write to it can run code in every worker.
     */
    static void makeDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Files.createDirectories(directory.getParent());
        try {
            OwnerOnly.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            // by another process, just now
        }
    }
}
