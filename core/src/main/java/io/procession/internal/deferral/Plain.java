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

    public static void store(@Nullable Object array, int index, int value) {
        if (array == null) {
            throw ofNull();
        }
        Arrays.setInt(array, index, value);
    }

    public static void store(@Nullable Object array, int index, long value) {
        if (array == null) {
            throw ofNull();
        }
        ((long[]) array)[index] = value;
    }

    public static void store(@Nullable Object array, int index, float value) {
        if (array == null) {
            throw ofNull();
        }
        ((float[]) array)[index] = value;
    }

    public static void store(@Nullable Object array, int index, double value) {
        if (array == null) {
            throw ofNull();
        }
        ((double[]) array)[index] = value;
    }

    public static void store(@Nullable Object array, int index, @Nullable Object value) {
        if (array == null) {
            throw ofNull();
        }
        Arrays.setObject((Object[]) array, index, value);
    }

    private static NullPointerException ofNull() {
        return new NullPointerException("Cannot store to an array that is null");
    }
}
