package io.procession.shared;

import io.procession.ProcessionException;
import io.procession.internal.broker.Home;
import io.procession.internal.shm.SharedFile;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * An array of numbers that several processes of one machine have mapped: what one writes, the
 * others read, and nothing is ever copied. May be longer than 2 GB.
 *
 * <p>The process that made it owns it: {@link #close} there, or its end, frees it; processes that
 * have it mapped keep it until they end or let go of it, others can no longer open it. What a
 * process that is killed leaves behind is removed when another next shares memory.
 *
 * <p>Any thread of any process may read and write. Plain access ({@code get}, {@code set}) is as
 * that to a Java array: without order between threads, and never torn. Volatile and atomic access
 * is what {@link java.lang.invoke.VarHandle} says of it, between processes too. No method blocks.
 * To use it once it was closed is an {@link IllegalStateException}, and an index out of range an
 * {@link IndexOutOfBoundsException}.
 *
 * <p>The idea is that of {@code multiprocessing.Array} and {@code shared_memory} of Python.
 */
public abstract sealed class SharedMemory implements Serializable, AutoCloseable
        permits SharedDoubles, SharedLongs, SharedInts, SharedBytes {

    private static final long serialVersionUID = 1L;
    private static final long PARALLEL_FROM = 1 << 16; // elements: below, threads cost more
    private static final long STRIPE = 1 << 14;

    private final transient SharedFile file;
    final transient ByteBuffer[] chunks;
    private final transient int shift; // log 2 of an element's size
    private final transient long first;
    private final transient long length;

    SharedMemory(SharedFile file, int shift, long first, long length) {
        Home.hasOtherWay();
        this.file = file;
        this.chunks = file.chunks();
        this.shift = shift;
        this.first = first;
        this.length = length;
    }

    /** A new file for so many elements. */
    static SharedFile newFile(long length, int shift) {
        if (length < 0 || length > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException(
                    "length must be from 0 to " + (Long.MAX_VALUE >> shift) + ": length=" + length);
        }
        try {
            return SharedFile.create(length << shift);
        } catch (IOException e) {
            throw new ProcessionException(
                    "shared memory cannot be made: length=" + length + "; " + e.getMessage(), e);
        }
    }

    /** How many elements there are. */
    public final long length() {
        return length;
    }

    /** Whether it was closed in this process. */
    public final boolean isClosed() {
        return file.isClosed();
    }

    /**
     * Lets go of it in this process, slices included; in the process that made it, frees it. Does
     * nothing the second time.
     */
    @Override
    public final void close() {
        file.close();
    }

    /** The offset of an element in the file, in bytes. */
    final long offset(long index) {
        if (index < 0 || index >= length) {
            throw outOfBounds(index, 1);
        }
        return (first + index) << shift;
    }

    /** The buffer for an offset. */
    final ByteBuffer chunk(long offset) {
        if (file.isClosed()) {
            throw new IllegalStateException("shared memory was closed: " + this);
        }
        return chunks[(int) (offset >>> SharedFile.CHUNK_BITS)];
    }

    /** Where in its buffer an offset is. */
    static int in(long offset) {
        return (int) offset & (1 << SharedFile.CHUNK_BITS) - 1;
    }

    /** A buffer over so many elements, for bulk access; at most 1 GB less 8 bytes. */
    final ByteBuffer range(long from, long count) {
        checkRange(from, count);
        if (count << shift > SharedFile.LONGEST_RANGE) {
            throw new IllegalArgumentException(
                    "a view holds at most 1 GB less 8 bytes: bytes="
                            + (count << shift)
                            + "; take several");
        }
        if (count == 0) {
            return ByteBuffer.allocate(0);
        }
        long offset = offset(from);
        return chunk(offset)
                .duplicate()
                .position(in(offset))
                .limit(in(offset) + (int) (count << shift))
                .slice()
                .order(ByteOrder.nativeOrder());
    }

    /** The range of a slice, checked; its first element in the file. */
    final long firstOfSlice(long from, long to) {
        if (from > to) {
            throw new IndexOutOfBoundsException(
                    "from must not be above to: from=" + from + ", to=" + to);
        }
        checkRange(from, to - from);
        return first + from;
    }

    final SharedFile file() {
        return file;
    }

    private void checkRange(long from, long count) {
        if (from < 0 || count < 0 || from > length - count) {
            throw outOfBounds(from, count);
        }
    }

    private IndexOutOfBoundsException outOfBounds(long from, long count) {
        String what = count == 1 ? "index=" + from : "from=" + from + ", count=" + count;
        return new IndexOutOfBoundsException(what + ", length=" + length);
    }

    /** Does something for each index, in parallel threads of this process where that pays. */
    final void forEachIndex(LongConsumer action) {
        Objects.requireNonNull(action, "action");
        if (length < PARALLEL_FROM) {
            for (long i = 0; i < length; i++) {
                action.accept(i);
            }
            return;
        }
        long stripes = (length + STRIPE - 1) / STRIPE;
        LongStream.range(0, stripes)
                .parallel()
                .forEach(stripe -> {
                    long end = Math.min(length, (stripe + 1) * STRIPE);
                    for (long i = stripe * STRIPE; i < end; i++) {
                        action.accept(i);
                    }
                });
    }

    /** Copies all of this over an array of the same kind, in pieces that a buffer can hold. */
    final void copyAll(SharedMemory target) {
        if (target.length != length) {
            throw new IllegalArgumentException(
                    "lengths differ: source=" + length + ", target=" + target.length);
        }
        long most = SharedFile.LONGEST_RANGE >> shift;
        for (long from = 0; from < length; from += most) {
            long count = Math.min(most, length - from);
            target.range(from, count).put(range(from, count));
        }
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "(length=" + length + ", " + file.path() + ")";
    }

    // How it travels.

    final Object writeReplace() throws ObjectStreamException {
        if (file.isClosed()) {
            throw new InvalidObjectException("shared memory was closed: " + this);
        }
        return new Handle(file.path().toString(), file.bytes(), kind(), first, length);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("shared memory travels as a handle");
    }

    private Kind kind() {
        if (this instanceof SharedDoubles) {
            return Kind.DOUBLES;
        }
        if (this instanceof SharedLongs) {
            return Kind.LONGS;
        }
        return this instanceof SharedInts ? Kind.INTS : Kind.BYTES;
    }

    private enum Kind {
        DOUBLES,
        LONGS,
        INTS,
        BYTES
    }

    /** What travels instead. */
    private record Handle(String path, long bytes, Kind kind, long first, long length)
            implements Serializable {

        Object readResolve() throws ObjectStreamException {
            try {
                SharedFile file = SharedFile.open(Path.of(path), bytes);
                return switch (kind) {
                    case DOUBLES -> new SharedDoubles(file, first, length);
                    case LONGS -> new SharedLongs(file, first, length);
                    case INTS -> new SharedInts(file, first, length);
                    case BYTES -> new SharedBytes(file, first, length);
                };
            } catch (IOException e) {
                InvalidObjectException gone =
                        new InvalidObjectException(
                                "shared memory is gone: its owner has closed it, or has ended: file="
                                        + path);
                gone.initCause(e);
                throw gone;
            }
        }
    }
}
