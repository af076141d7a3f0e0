package io.procession.shared;

import io.procession.internal.shm.SharedFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Objects;
import java.util.function.LongToIntFunction;

/** Numbers of type {@code int} in memory that processes share; see {@link SharedMemory}. */
public final class SharedInts extends SharedMemory {

    private static final long serialVersionUID = 1L;
    private static final int SHIFT = 2;
    private static final VarHandle ELEMENT =
            MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    SharedInts(SharedFile file, long first, long length) {
        super(file, SHIFT, first, length);
    }

    /** So many zeros, owned by this process. */
    public static SharedInts create(long length) {
        return new SharedInts(newFile(length, SHIFT), 0, length);
    }

    /** The content of an array, owned by this process. */
    public static SharedInts of(int... values) {
        SharedInts made = create(values.length);
        made.copyFrom(values, 0, 0, values.length);
        return made;
    }

    public int get(long index) {
        long offset = offset(index);
        return chunk(offset).getInt(in(offset));
    }

    public void set(long index, int value) {
        long offset = offset(index);
        chunk(offset).putInt(in(offset), value);
    }

    /**
     * Reads what was last written with {@link #setVolatile} or an atomic method, and all before it.
     */
    public int getVolatile(long index) {
        long offset = offset(index);
        return (int) ELEMENT.getVolatile(chunk(offset), in(offset));
    }

    public void setVolatile(long index, int value) {
        long offset = offset(index);
        ELEMENT.setVolatile(chunk(offset), in(offset), value);
    }

    /** Sets the value if it is the expected one; whether it was. */
    public boolean compareAndSet(long index, int expected, int value) {
        long offset = offset(index);
        return ELEMENT.compareAndSet(chunk(offset), in(offset), expected, value);
    }

    /** Adds atomically; the value before. */
    public int getAndAdd(long index, int addend) {
        long offset = offset(index);
        return (int) ELEMENT.getAndAdd(chunk(offset), in(offset), addend);
    }

    /** Adds one atomically; the value after. */
    public int incrementAndGet(long index) {
        return getAndAdd(index, 1) + 1;
    }

    /** Adds atomically; the value after. */
    public int addAndGet(long index, int addend) {
        return getAndAdd(index, addend) + addend;
    }

    /** Computes every element from its index, in parallel threads where there are many. */
    public void setAll(LongToIntFunction function) {
        Objects.requireNonNull(function, "function");
        forEachIndex(index -> set(index, function.applyAsInt(index)));
    }

    /** Gives every element the same value, in parallel threads where there are many. */
    public void fill(int value) {
        forEachIndex(index -> set(index, value));
    }

    /**
     * Copies elements {@code from}, ... to an array, at memory speed; at most 1 GB less 8 bytes.
     */
    public void copyTo(long from, int[] target, int at, int count) {
        Objects.checkFromIndexSize(at, count, target.length);
        view(from, count).get(target, at, count);
    }

    /**
     * Copies from an array to elements {@code to}, ..., at memory speed; at most 1 GB less 8 bytes.
     */
    public void copyFrom(int[] source, int at, long to, int count) {
        Objects.checkFromIndexSize(at, count, source.length);
        view(to, count).put(source, at, count);
    }

    /** Copies all to another one of the same length, at memory speed. */
    public void copyTo(SharedInts target) {
        copyAll(target);
    }

    /** All elements, as an array; at most 1 GB less 8 bytes. */
    public int[] toArray() {
        int[] array = new int[Math.toIntExact(length())];
        copyTo(0, array, 0, array.length);
        return array;
    }

    /** The elements from {@code from} up to, not including, {@code to}: the same memory. */
    public SharedInts slice(long from, long to) {
        return new SharedInts(file(), firstOfSlice(from, to), to - from);
    }

    /**
     * A buffer over {@code count} elements: the same memory, for bulk access; at most 1 GB less 8
     * bytes. Not to be used once this is closed.
     */
    public IntBuffer view(long from, int count) {
        return range(from, count).asIntBuffer();
    }
}
