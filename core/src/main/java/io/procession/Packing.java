package io.procession;

import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/**
 * Elements of a chunk on their way: boxes of one kind as a primitive array, which travels at memory
 * speed; all else as it is. Boxes come out equal, not identical: nothing may depend on the identity
 * of a box.
 */
final class Packing {

    private Packing() {}

    /**
     * An {@code int[]}, {@code long[]} or {@code double[]}, if all elements are such boxes; else
     * the array itself.
     */
    static Object pack(@Nullable Object[] elements) {
        Object first = elements.length == 0 ? null : elements[0];
        Object packed = null;
        if (first instanceof Integer) {
            packed = ints(elements);
        } else if (first instanceof Long) {
            packed = longs(elements);
        } else if (first instanceof Double) {
            packed = doubles(elements);
        }
        return packed == null ? elements : packed;
    }

    private static int @Nullable [] ints(@Nullable Object[] elements) {
        int[] packed = new int[elements.length];
        for (int i = 0; i < packed.length; i++) {
            if (!(elements[i] instanceof Integer number)) {
                return null;
            }
            packed[i] = number;
        }
        return packed;
    }

    private static long @Nullable [] longs(@Nullable Object[] elements) {
        long[] packed = new long[elements.length];
        for (int i = 0; i < packed.length; i++) {
            if (!(elements[i] instanceof Long number)) {
                return null;
            }
            packed[i] = number;
        }
        return packed;
    }

    private static double @Nullable [] doubles(@Nullable Object[] elements) {
        double[] packed = new double[elements.length];
        for (int i = 0; i < packed.length; i++) {
            if (!(elements[i] instanceof Double number)) {
                return null;
            }
            packed[i] = number;
        }
        return packed;
    }

    static int length(Object packed) {
        return Array.getLength(packed);
    }

    static @Nullable Object get(Object packed, int index) {
        if (packed instanceof int[] ints) {
            return ints[index];
        }
        if (packed instanceof long[] longs) {
            return longs[index];
        }
        if (packed instanceof double[] doubles) {
            return doubles[index];
        }
        return ((Object[]) packed)[index];
    }
}
