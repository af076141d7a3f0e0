package io.procession.shared;

import io.procession.internal.shm.SharedFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.Objects;
import java.util.function.LongToDoubleFunction;

/** Numbers of type {@code double} in memory that processes share; see {@link SharedMemory}. */
public final class SharedDoubles extends SharedMemory {

    private static final long serialVersionUID = 1L;
    private static final int SHIFT = 3;
    private static final VarHandle ELEMENT =
            MethodHandles.byteBufferViewVarHandle(double[].class, ByteOrder.nativeOrder());

    SharedDoubles(SharedFile file, long first, long length) {
        super(file, SHIFT, first, length);
    }

    /** So many zeros, owned by this process. */
    public static SharedDoubles create(long length) {
        return new SharedDoubles(newFile(length, SHIFT), 0, length);
    }

    /** The content of an array, owned by this process. */
    public static SharedDoubles of(double... values) {
        SharedDoubles made = create(values.length);
        made.copyFrom(values, 0, 0, values.length);
        return made;
    }

    public double get(long index) {
        long offset = offset(index);
        return chunk(offset).getDouble(in(offset));
    }

    public void set(long index, double value) {
        long offset = offset(index);
        chunk(offset).putDouble(in(offset), value);
    }

    /**
     * Reads what was last written with {@link #setVolatile} or an atomic method, and all before it.
     */
    public double getVolatile(long index) {
        long offset = offset(index);
        return (double) ELEMENT.getVolatile(chunk(offset), in(offset));
    }

    public void setVolatile(long index, double value) {
        long offset = offset(index);
        ELEMENT.setVolatile(chunk(offset), in(offset), value);
    }

    /** Sets the value if it is the expected one, bit by bit; whether it was. */
    public boolean compareAndSet(long index, double expected, double value) {
        long offset = offset(index);
        return ELEMENT.compareAndSet(chunk(offset), in(offset), expected, value);
    }

    /** Adds atomically; the value before. */
    public double getAndAdd(long index, double addend) {
        double before = getVolatile(index);
        while (!compareAndSet(index, before, before + addend)) {
            before = getVolatile(index);
        }
        return before;
    }

    /** Adds atomically; the value after. */
    public double addAndGet(long index, double addend) {
        return getAndAdd(index, addend) + addend;
    }

    /** Computes every element from its index, in parallel threads where there are many. */
    public void setAll(LongToDoubleFunction function) {
        Objects.requireNonNull(function, "function");
        forEachIndex(index -> set(index, function.applyAsDouble(index)));
    }

    /** Gives every element the same value, in parallel threads where there are many. */
    public void fill(double value) {
        forEachIndex(index -> set(index, value));
    }

    /**
     * Copies elements {@code from}, ... to an array, at memory speed; at most 1 GB less 8 bytes.
     */
    public void copyTo(long from, double[] target, int at, int count) {
        Objects.checkFromIndexSize(at, count, target.length);
        view(from, count).get(target, at, count);
    }

    /**
     * Copies from an array to elements {@code to}, ..., at memory speed; at most 1 GB less 8 bytes.
     */
    public void copyFrom(double[] source, int at, long to, int count) {
        Objects.checkFromIndexSize(at, count, source.length);
        view(to, count).put(source, at, count);
    }

    /** Copies all to another one of the same length, at memory speed. */
    public void copyTo(SharedDoubles target) {
        copyAll(target);
    }

    /** All elements, as an array; at most 1 GB less 8 bytes. */
    public double[] toArray() {
        double[] array = new double[Math.toIntExact(length())];
        copyTo(0, array, 0, array.length);
        return array;
    }

    /** The elements from {@code from} up to, not including, {@code to}: the same memory. */
    public SharedDoubles slice(long from, long to) {
        return new SharedDoubles(file(), firstOfSlice(from, to), to - from);
    }

    /**
     * A buffer over {@code count} elements: the same memory, for bulk access; at most 1 GB less 8
     * bytes. Not to be used once this is closed.
     */
    public DoubleBuffer view(long from, int count) {
        return range(from, count).asDoubleBuffer();
    }
}
