package io.procession.internal.deferral;

import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/** Writes to arrays of any kind, as the instructions do. */
final class Arrays {

    private Arrays() {}

    /** Stores a boxed value; of what fits an int, any box will do. */
    static void set(@Nullable Object array, int index, @Nullable Object value) {
        if (array instanceof double[] doubles) {
            doubles[index] = ((Number) known(value)).doubleValue();
        } else if (array instanceof long[] longs) {
            longs[index] = ((Number) known(value)).longValue();
        } else if (array instanceof float[] floats) {
            floats[index] = ((Number) known(value)).floatValue();
        } else if (array == null || array instanceof Object[]) {
            setObject((Object[]) array, index, value);
        } else {
            setInt(array, index, Arithmetic.intOf(known(value)));
        }
    }

    @SuppressWarnings("NullAway") // the exception is the point
    static void setObject(@Nullable Object @Nullable [] array, int index, @Nullable Object value) {
        array[index] = value;
    }

    /** Serves all arrays whose elements the JVM keeps on its stack as ints. */
    static void setInt(Object array, int index, int value) {
        if (array instanceof int[] ints) {
            ints[index] = value;
        } else if (array instanceof byte[] bytes) {
            bytes[index] = (byte) value;
        } else if (array instanceof boolean[] booleans) {
            booleans[index] = (value & 1) != 0;
        } else if (array instanceof char[] chars) {
            chars[index] = (char) value;
        } else {
            ((short[]) array)[index] = (short) value;
        }
    }

    static boolean has(@Nullable Object array, int index) {
        return array != null && index >= 0 && index < Array.getLength(array);
    }

    private static Object known(@Nullable Object value) {
        if (value == null) {
            throw new IllegalStateException("an element of a primitive array was given null");
        }
        return value;
    }
}
