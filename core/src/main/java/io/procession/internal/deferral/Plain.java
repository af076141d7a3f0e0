package io.procession.internal.deferral;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Values as woven code takes them from their boxes, and plain writes to arrays. */
public final class Plain {

    private Plain() {}

    /** A number that fits, a character, or 0 and 1 for a truth value. */
    public static int intOf(Value value) {
        return Arithmetic.intOf(known(value));
    }

    public static long longOf(Value value) {
        return (Long) known(value);
    }

    public static float floatOf(Value value) {
        return (Float) known(value);
    }

    public static double doubleOf(Value value) {
        return (Double) known(value);
    }

    private static Object known(Value value) {
        return Objects.requireNonNull(value.get(), "a primitive value is null");
    }

    /** Throws what the instruction would have thrown, from where it stands in the source. */
    public static void store(@Nullable Object array, int index, @Nullable Object value) {
        try {
            Arrays.set(array, index, value);
        } catch (NullPointerException | IndexOutOfBoundsException | ArrayStoreException e) {
            throw Raise.<RuntimeException>it(CallTraces.withoutMachinery(e));
        }
    }

    public static void store(@Nullable Object array, int index, int value) {
        if (array != null && Arrays.has(array, index)) {
            Arrays.setInt(array, index, value);
        } else {
            store(array, index, (Object) value);
        }
    }

    public static void store(@Nullable Object array, int index, long value) {
        if (array != null && Arrays.has(array, index)) {
            ((long[]) array)[index] = value;
        } else {
            store(array, index, (Object) value);
        }
    }

    public static void store(@Nullable Object array, int index, float value) {
        if (array != null && Arrays.has(array, index)) {
            ((float[]) array)[index] = value;
        } else {
            store(array, index, (Object) value);
        }
    }

    public static void store(@Nullable Object array, int index, double value) {
        if (array != null && Arrays.has(array, index)) {
            ((double[]) array)[index] = value;
        } else {
            store(array, index, (Object) value);
        }
    }
}
