package io.procession.internal.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file of classes that a worker's JVM need not read, check and link again: a dynamic class-data
 * archive before JDK 25, an AOT cache from then on.
 *
 * <p>It holds the classes that any worker needs until its first results: the JDK's and
 * Procession's. For that, Procession's jar is the first entry of the worker's class path, and the
 * archive is made with it alone: an archive stays valid when the class path is longer than the one
 * that it was made with, whatever follows, folders too. So all programs share one archive for each
 * pair of JDK and Procession, and a change of the program does not make a new one.
 *
 * @param flags those that the JVM wants to be the same as when the archive was made
 */
record Archive(JavaHome home, Path jar, List<String> flags, Path file, String key) {

    /*
     * Traps, all tried: prepending to the class path makes an archive invalid. On 17, a file that is missing silently drops
     * the JDK's own archive, too. On 25, any difference in module flags rejects the cache, and a cache together with
     * -Xshare is fatal. Agents and another collector change what may be archived. So: where a flag is not known to be
     * harmless, there is no archive.
     */
    private static final Duration HOPELESS = Duration.ofDays(1);
    private static final int FIRST_WITH_CACHE = 25;
    private static final List<String> HARMLESS =
            List.of(
                    "-D",
                    "-Xmx",
                    "-Xms",
                    "-Xss",
                    "-Xlog",
                    "-ea",
                    "-da",
                    "-esa",
                    "-dsa",
                    "-enable",
                    "-disable",
                    "-verbose",
                    "-XX:MaxHeapSize=",
                    "-XX:ThreadStackSize=",
                    "-XX:MaxRAMPercentage=",
                    "-XX:ActiveProcessorCount=",
                    "-XX:MaxMetaspaceSize=",
                    "-XX:MaxDirectMemorySize=",
                    "-XX:+HeapDumpOnOutOfMemoryError");
    private static final List<String> REPEATED =
            List.of(
                    "--add-opens=",
                    "--add-exports=",
                    "--enable-native-access=",
                    "--enable-preview");
    private static final List<String> STAND_ALONE = List.of("procession-core", "procession-cli");

    /**
     * The archive for workers with these flags beside our own, or null where there can be none.
     *
     * @param foreign flags of the user, of the parent and of the environment
     */
    static @Nullable Archive of(
            JavaHome home, CodePath code, List<String> foreign, @Nullable Path directory)
            throws IOException {
        Path jar = CodePath.ownLocation();
        if (directory == null
                || jar == null
                || !home.isHotSpot()
                || home.feature() == 0
                || code.isSpecial()
                || !CommandLine.canUsePipes()
                || !Files.isRegularFile(jar)
                || !mayBeFirst(jar, code)) {
            return null;
        }
        List<String> repeated = new ArrayList<>();
        for (String flag : foreign) {
            if (Flags.startsWithAny(flag, REPEATED)) {
                repeated.add(flag);
            } else if (!Flags.startsWithAny(flag, HARMLESS)) {
                return null;
            }
        }
        String key = key(home, jar, repeated);
        String name =
                Long.toHexString(hash(key))
                        + (home.feature() >= FIRST_WITH_CACHE ? ".aot" : ".jsa");
        return new Archive(home, jar, repeated, directory.resolve(name), key);
    }

    /** A jar that holds other people's classes, too, must not change its place. */
    private static boolean mayBeFirst(Path jar, CodePath code) {
        return code.startsWith(jar)
                || Flags.startsWithAny(jar.getFileName().toString(), STAND_ALONE);
    }

    private static String key(JavaHome home, Path jar, List<String> flags) throws IOException {
        return "java="
                + home.directory()
                + " "
                + home.identity()
                + "\njar="
                + jar
                + " "
                + Files.size(jar)
                + " "
                + Files.getLastModifiedTime(jar).toMillis()
                + "\nflags="
                + flags
                + "\n";
    }

    /**
     * FNV-1a: a digest of the JDK would load its security providers. The whole key is compared,
     * too.
     */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** Whether it was made, found good, and is for this very key. */
    boolean isReady() {
        try {
            return Files.isReadable(file) && Files.readString(keyFile()).equals(key);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Whether a try within the last day has failed. What stood in the way, a full disk or a lack of
     * memory, may pass.
     */
    boolean isHopeless() {
        try {
            Instant tried = Files.getLastModifiedTime(hopelessFile()).toInstant();
            return tried.isAfter(Instant.now().minus(HOPELESS));
        } catch (IOException e) {
            return false; // there is no such file
        }
    }

    /** Writes down that it could not be made. An empty file tells it, too: the disk may be full. */
    void giveUp() throws IOException {
        Files.write(hopelessFile(), new byte[0]);
    }

    /** Where it lies, among others. */
    Path directory() {
        return Objects.requireNonNull(file.getParent(), "directory of the archive");
    }

    Path keyFile() {
        return file.resolveSibling(file.getFileName() + ".key");
    }

    Path hopelessFile() {
        return file.resolveSibling(file.getFileName() + ".hopeless");
    }

    Path lockFile() {
        return file.resolveSibling(file.getFileName() + ".lock");
    }

    boolean isCache() {
        return home.feature() >= FIRST_WITH_CACHE;
    }

    /** The flags of a worker that uses it. A file that turns out bad costs time, but no words. */
    List<String> useFlags() {
        return isCache()
                ? List.of("-XX:AOTCache=" + file, "-Xlog:aot*=off:stderr", "-Xlog:cds*=off:stderr")
                : List.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds*=off:stderr");
    }
}
