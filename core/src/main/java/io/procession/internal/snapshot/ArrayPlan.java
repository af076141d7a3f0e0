package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSink;
import io.procession.internal.wire.ByteSource;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arrays of objects, element by element, and of primitives, copied as they lie in memory. */
final class ArrayPlan extends DescribedPlan {

    private final Class<?> component;
    private final char kind;

    ArrayPlan(Class<?> type) {
        super(type, Descriptor.ARRAY, List.of());
        component = type.getComponentType();
        kind = FieldSlot.kind(component);
    }

    @Override
    @Nullable Class<?> filteredType() {
        return null; // asked with the length
    }

    @Override
    void write(Encoder out, Object value) throws IOException {
        ByteSink sink = out.sink;
        out.putDescriptor(descriptor());
        int length = Array.getLength(value);
        sink.putVarInt(length);
        if (kind == 'L') {
            out.members(this, value, length);
        } else if (!isCompared(out, value)) {
            putPrimitives(sink, kind, value);
        }
    }

    private boolean isCompared(Encoder out, Object value) throws IOException {
        Recheck recheck = out.recheck();
        return recheck != null && recheck.comparesInPlace(kind, value, out.sink);
    }

    /** The elements of an array of primitives of a {@link FieldSlot#kind}, without its length. */
    static void putPrimitives(ByteSink sink, char kind, Object value) {
        switch (kind) {
            case 'D' -> sink.putDoubles((double[]) value);
            case 'J' -> sink.putLongs((long[]) value);
            case 'I' -> sink.putInts((int[]) value);
            case 'F' -> sink.putFloats((float[]) value);
            case 'S' -> sink.putShorts((short[]) value);
            case 'C' -> sink.putChars((char[]) value);
            case 'B' -> sink.putBytes((byte[]) value, 0, ((byte[]) value).length);
            default -> putBooleans(sink, (boolean[]) value);
        }
    }

    private static void putBooleans(ByteSink sink, boolean[] values) {
        for (boolean each : values) {
            sink.putByte(each ? 1 : 0);
        }
    }

    @Override
    @Nullable Object member(Object owner, int index) {
        return ((Object[]) owner)[index];
    }

    @Override
    Object read(Decoder in) throws IOException {
        int length = in.readCount();
        if (in.isFiltered()) {
            in.check(type(), length);
        }
        if (kind == 'L') {
            return in.open(this, Array.newInstance(component, length), length);
        }
        if ((long) length * width(kind) >= EncodedArray.LEAST) {
            in.noteLargeArray();
        }
        return getPrimitives(in.source(), kind, length);
    }

    /** Reads what {@link #putPrimitives} wrote, and spends no memory on what is not there. */
    static Object getPrimitives(ByteSource source, char kind, int length) throws IOException {
        source.requireAtLeast((long) length * width(kind));
        return readPrimitives(source, kind, length);
    }

    /** Of an element, in bytes. */
    static int width(char kind) {
        return switch (kind) {
            case 'D', 'J' -> 8;
            case 'I', 'F' -> 4;
            case 'S', 'C' -> 2;
            default -> 1;
        };
    }

    private static Object readPrimitives(ByteSource source, char kind, int length)
            throws IOException {
        Object values =
                switch (kind) {
                    case 'D' -> new double[length];
                    case 'J' -> new long[length];
                    case 'I' -> new int[length];
                    case 'F' -> new float[length];
                    case 'S' -> new short[length];
                    case 'C' -> new char[length];
                    case 'B' -> new byte[length];
                    default -> new boolean[length];
                };
        fillPrimitives(source, kind, values);
        return values;
    }

    /** Fills an array of primitives with the next elements. */
    static void fillPrimitives(ByteSource source, char kind, Object values) throws IOException {
        switch (kind) {
            case 'D' -> source.getDoubles((double[]) values);
            case 'J' -> source.getLongs((long[]) values);
            case 'I' -> source.getInts((int[]) values);
            case 'F' -> source.getFloats((float[]) values);
            case 'S' -> source.getShorts((short[]) values);
            case 'C' -> source.getChars((char[]) values);
            case 'B' -> source.getBytes((byte[]) values, 0, ((byte[]) values).length);
            default -> fillBooleans(source, (boolean[]) values);
        }
    }

    private static void fillBooleans(ByteSource source, boolean[] values) throws IOException {
        for (int i = 0; i < values.length; i++) {
            values[i] = source.getByte() != 0;
        }
    }

    @Override
    void set(Object owner, int index, @Nullable Object member) {
        ((@Nullable Object[]) owner)[index] = member;
    }
}
