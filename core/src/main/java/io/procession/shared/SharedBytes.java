package io.procession.shared;

import io.procession.internal.shm.SharedFile;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Bytes in memory that processes share; see {@link SharedMemory}. There is no volatile or atomic
 * access to single bytes.
 */
public final class SharedBytes extends SharedMemory {

    private static final long serialVersionUID = 1L;
    private static final int SHIFT = 0;

    SharedBytes(SharedFile file, long first, long length) {
        super(file, SHIFT, first, length);
    }

    /** So many zeros, owned by this process. */
    public static SharedBytes create(long length) {
        return new SharedBytes(newFile(length, SHIFT), 0, length);
    }

    /** The content of an array, owned by this process. */
    public static SharedBytes of(byte... values) {
        SharedBytes made = create(values.length);
        made.copyFrom(values, 0, 0, values.length);
        return made;
    }

    public byte get(long index) {
        long offset = offset(index);
        return chunk(offset).get(in(offset));
    }

    public void set(long index, byte value) {
        long offset = offset(index);
        chunk(offset).put(in(offset), value);
    }

    /** Gives every element the same value, in parallel threads where there are many. */
    public void fill(byte value) {
        forEachIndex(index -> set(index, value));
    }

    /**
     * Copies elements {@code from}, ... to an array, at memory speed; at most 1 GB less 8 bytes.
     */
    public void copyTo(long from, byte[] target, int at, int count) {
        Objects.checkFromIndexSize(at, count, target.length);
        view(from, count).get(target, at, count);
    }

    /**
     * Copies from an array to elements {@code to}, ..., at memory speed; at most 1 GB less 8 bytes.
     */
    public void copyFrom(byte[] source, int at, long to, int count) {
        Objects.checkFromIndexSize(at, count, source.length);
        view(to, count).put(source, at, count);
    }

    /** Copies all to another one of the same length, at memory speed. */
    public void copyTo(SharedBytes target) {
        copyAll(target);
    }

    /** All elements, as an array; at most 1 GB less 8 bytes. */
    public byte[] toArray() {
        byte[] array = new byte[Math.toIntExact(length())];
        copyTo(0, array, 0, array.length);
        return array;
    }

    /** The elements from {@code from} up to, not including, {@code to}: the same memory. */
    public SharedBytes slice(long from, long to) {
        return new SharedBytes(file(), firstOfSlice(from, to), to - from);
    }

    /**
     * A buffer over {@code count} elements: the same memory, for bulk access; at most 1 GB less 8
     * bytes. Not to be used once this is closed.
     */
    public ByteBuffer view(long from, int count) {
        return range(from, count);
    }
}
