package io.procession.internal.shm;

import io.procession.internal.util.PrivateDirectory;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A file that several processes have mapped. The process that made it owns it: it removes the file
 * when it closes it or ends; if it is killed, the next process that shares memory does. The others
 * keep what they have mapped until they let go of it. Thread-safe.
 *
 * <p>It lies in {@code /dev/shm}, which is memory, where there is one with room; else below {@code
 * java.io.tmpdir}. One process maps a file once, whoever asks how often.
 */
public final class SharedFile {

    /** The offset at which each buffer begins: its number shifted by so many bits. */
    public static final int CHUNK_BITS = Mapping.CHUNK_BITS;

    /** As many bytes as a buffer holds wherever in it one begins. */
    public static final long LONGEST_RANGE = Mapping.CHUNK - Long.BYTES;

    private static final Path MEMORY = Path.of("/dev/shm");
    private static final int ZEROS = 1 << 16;

    /** What is taken of a file system at once leaves it so many times as much. */
    private static final int AMPLE = 4;

    private static final @Nullable PrivateDirectory MEMORY_DIRECTORY =
            Files.isDirectory(MEMORY) && Files.isWritable(MEMORY)
                    ? new PrivateDirectory(MEMORY)
                    : null;
    private static final List<PrivateDirectory> DIRECTORIES = directories();
    private static final AtomicLong LAST = new AtomicLong();
    private static final Map<Path, WeakReference<SharedFile>> MAPPED = new ConcurrentHashMap<>();

    private final Path path;
    private final long bytes;
    private final boolean isOwner;
    private final Mapping mapping;
    private volatile boolean closed;

    private SharedFile(Path path, long bytes, boolean isOwner, Mapping mapping) {
        this.path = path;
        this.bytes = bytes;
        this.isOwner = isOwner;
        this.mapping = mapping;
    }

    /**
     * A new file in {@code /dev/shm}, owned by this process, or null where there is no such place
     * or not ample room in it. Its memory is taken at once: where a file has holes, to touch it in
     * a full file system is a fault.
     */
    public static @Nullable SharedFile createReserved(int bytes) throws IOException {
        Path directory = MEMORY_DIRECTORY == null ? null : MEMORY_DIRECTORY.path();
        if (directory == null || !hasAmple(directory, bytes)) {
            return null;
        }
        return create(directory.resolve(LAST.incrementAndGet() + ".seg"), bytes, bytes);
    }

    /**
     * A new file in {@code /dev/shm}, owned by this process, of which only the last bytes may be
     * touched: the rest is a hole, of which {@link #reserve} makes memory. Null where there is no
     * such place or not ample room in it. The collector unmaps it.
     */
    public static @Nullable SharedFile createSparse(long bytes, int reserved) throws IOException {
        Path directory = MEMORY_DIRECTORY == null ? null : MEMORY_DIRECTORY.path();
        if (directory == null || !hasAmple(directory, reserved)) {
            return null;
        }
        Path path = directory.resolve(LAST.incrementAndGet() + ".que");
        return newFile(path, bytes, reserved, /* explicit= */ false);
    }

    /**
     * Makes memory of a hole, by zeros, so nobody may have used it yet; false if there is not ample
     * room. Not to be called by a thread that may be interrupted.
     */
    public boolean reserve(long from, long end) throws IOException {
        Path directory = path.getParent();
        if (directory == null || !hasAmple(directory, end - from)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            writeZeros(channel, from, end);
            return true;
        }
    }

    private static boolean hasAmple(Path directory, long bytes) throws IOException {
        return Files.getFileStore(directory).getUsableSpace() >= AMPLE * bytes;
    }

    /** A new file of zeros, owned by this process. */
    public static SharedFile create(long bytes) throws IOException {
        StringBuilder tried = new StringBuilder();
        for (PrivateDirectory each : DIRECTORIES) {
            Path directory = each.path();
            if (directory == null) {
                continue;
            }
            long room = Files.getFileStore(directory).getUsableSpace();
            if (room >= bytes) {
                return create(directory.resolve(LAST.incrementAndGet() + ".mem"), bytes, 1);
            }
            tried.append(tried.length() == 0 ? "" : ", ")
                    .append(directory.getParent())
                    .append(" has ")
                    .append(room);
        }
        throw new IOException(
                "no room for shared memory: needed="
                        + bytes
                        + " bytes; "
                        + (tried.length() == 0 ? "no directory can be written to" : tried)
                        + "; make room there, or set java.io.tmpdir to a larger place");
    }

    private static SharedFile create(Path path, long bytes, int reserved) throws IOException {
        synchronized (MAPPED) {
            return registered(newFile(path, bytes, reserved, /* explicit= */ true));
        }
    }

    /**
     * @param reserved how many bytes at its end to write; the rest is a hole of zeros
     */
    private static SharedFile newFile(Path path, long bytes, int reserved, boolean explicit)
            throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            if (bytes > 0) {
                writeZeros(channel, bytes - reserved, bytes);
            }
            return new SharedFile(path, bytes, true, Mapping.of(channel, bytes, explicit));
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    private static void writeZeros(FileChannel channel, long from, long end) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(end - from, ZEROS));
        for (long at = from; at < end; ) {
            zeros.clear().limit((int) Math.min(end - at, zeros.capacity()));
            at += channel.write(zeros, at);
        }
    }

    /**
     * A file that another process made, or this one.
     *
     * @throws NoSuchFileException if its owner has closed it, or ended
     */
    public static SharedFile open(Path path, long bytes) throws IOException {
        synchronized (MAPPED) {
            WeakReference<SharedFile> known = MAPPED.get(path);
            SharedFile found = known == null ? null : known.get();
            if (found != null && !found.closed) {
                return found;
            }
            return registered(openApart(path, bytes));
        }
    }

    /** As {@link #open}, with a mapping of its own, which others that open the file do not get. */
    public static SharedFile openApart(Path path, long bytes) throws IOException {
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() != bytes) {
                throw new IOException(
                        "shared memory has another size: file="
                                + path
                                + ", bytes="
                                + channel.size()
                                + ", expected="
                                + bytes);
            }
            Mapping mapping = Mapping.of(channel, bytes, /* explicit= */ false);
            return new SharedFile(path, bytes, false, mapping);
        }
    }

    private static SharedFile registered(SharedFile file) {
        MAPPED.values().removeIf(each -> each.get() == null);
        MAPPED.put(file.path, new WeakReference<>(file));
        return file;
    }

    /** Where it lies. */
    public Path path() {
        return path;
    }

    /** How long it is. */
    public long bytes() {
        return bytes;
    }

    public boolean isClosed() {
        return closed;
    }

    /**
     * What is in it: a buffer begins at every multiple of 2 to the {@link #CHUNK_BITS}, and reaches
     * over the next one's beginning. Their positions and limits must not be changed.
     */
    public ByteBuffer[] chunks() {
        return mapping.chunks();
    }

    /**
     * Removes its name, once all who need it have mapped it: from then on it ends with the last of
     * them, however that ends.
     */
    public void unlink() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // removed with its directory when this JVM exits
        }
    }

    /** Unmaps it here; if this process owns it, removes it. Others keep what they have mapped. */
    public void close() {
        synchronized (MAPPED) {
            if (closed) {
                return;
            }
            closed = true;
            MAPPED.computeIfPresent(path, (key, known) -> known.get() == this ? null : known);
        }
        mapping.unmap();
        if (isOwner) {
            unlink();
        }
    }

    private static List<PrivateDirectory> directories() {
        List<PrivateDirectory> directories = new ArrayList<>();
        if (MEMORY_DIRECTORY != null) {
            directories.add(MEMORY_DIRECTORY);
        }
        @Nullable String temporary = System.getProperty("java.io.tmpdir");
        directories.add(new PrivateDirectory(Path.of(temporary == null ? "." : temporary)));
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> directories.forEach(PrivateDirectory::remove),
                                "procession-shared-memory"));
        return directories;
    }
}
