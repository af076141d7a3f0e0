package io.procession.shared;

import io.procession.internal.shm.SharedFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Objects;
import java.util.function.LongUnaryOperator;

/** Numbers of type {@code long} in memory that processes share; see {@link SharedMemory}. */
public final class SharedLongs extends SharedMemory {

    private static final long serialVersionUID = 1L;
    private static final int SHIFT = 3;
    private static final VarHandle ELEMENT =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    SharedLongs(SharedFile file, long first, long length) {
        super(file, SHIFT, first, length);
    }

    /** So many zeros, owned by this process. */
    public static SharedLongs create(long length) {
        return new SharedLongs(newFile(length, SHIFT), 0, length);
    }

    /** The content of an array, owned by this process. */
    public static SharedLongs of(long... values) {
        SharedLongs made = create(values.length);
        made.copyFrom(values, 0, 0, values.length);
        return made;
    }

    public long get(long index) {
        long offset = offset(index);
        return chunk(offset).getLong(in(offset));
    }

    public void set(long index, long value) {
        long offset = offset(index);
        chunk(offset).putLong(in(offset), value);
    }

    /**
     * Reads what was last written with {@link #setVolatile} or an atomic method, and all before it.
     */
    public long getVolatile(long index) {
        long offset = offset(index);
        return (long) ELEMENT.getVolatile(chunk(offset), in(offset));
    }

    public void setVolatile(long index, long value) {
        long offset = offset(index);
        ELEMENT.setVolatile(chunk(offset), in(offset), value);
    }

    /** Sets the value if it is the expected one; whether it was. */
    public boolean compareAndSet(long index, long expected, long value) {
        long offset = offset(index);
        return ELEMENT.compareAndSet(chunk(offset), in(offset), expected, value);
    }

    /** Adds atomically; the value before. */
    public long getAndAdd(long index, long addend) {
        long offset = offset(index);
        return (long) ELEMENT.getAndAdd(chunk(offset), in(offset), addend);
    }

    /** Adds one atomically; the value after. */
    public long incrementAndGet(long index) {
        return getAndAdd(index, 1) + 1;
    }

    /** Adds atomically; the value after. */
    public long addAndGet(long index, long addend) {
        return getAndAdd(index, addend) + addend;
    }

    /** Computes every element from its index, in parallel threads where there are many. */
    public void setAll(LongUnaryOperator function) {
        Objects.requireNonNull(function, "function");
        forEachIndex(index -> set(index, function.applyAsLong(index)));
    }

    /** Gives every element the same value, in parallel threads where there are many. */
    public void fill(long value) {
        forEachIndex(index -> set(index, value));
    }

    /**
     * Copies elements {@code from}, ... to an array, at memory speed; at most 1 GB less 8 bytes.
     */
    public void copyTo(long from, long[] target, int at, int count) {
        Objects.checkFromIndexSize(at, count, target.length);
        view(from, count).get(target, at, count);
    }

    /**
     * Copies from an array to elements {@code to}, ..., at memory speed; at most 1 GB less 8 bytes.
     */
    public void copyFrom(long[] source, int at, long to, int count) {
        Objects.checkFromIndexSize(at, count, source.length);
        view(to, count).put(source, at, count);
    }

    /** Copies all to another one of the same length, at memory speed. */
    public void copyTo(SharedLongs target) {
        copyAll(target);
    }

    /** All elements, as an array; at most 1 GB less 8 bytes. */
    public long[] toArray() {
        long[] array = new long[Math.toIntExact(length())];
        copyTo(0, array, 0, array.length);
        return array;
    }

    /** The elements from {@code from} up to, not including, {@code to}: the same memory. */
    public SharedLongs slice(long from, long to) {
        return new SharedLongs(file(), firstOfSlice(from, to), to - from);
    }

    /**
     * A buffer over {@code count} elements: the same memory, for bulk access; at most 1 GB less 8
     * bytes. Not to be used once this is closed.
     */
    public LongBuffer view(long from, int count) {
        return range(from, count).asLongBuffer();
    }
}
