package io.procession.internal.snapshot;

import java.lang.reflect.Array;
import java.util.Arrays;

/** Arrays of primitives, whatever their type: what the JDK has eight methods for each. */
final class Primitives {

    private Primitives() {}

    /**
     * Adds where elements of an array, from {@code from} on, are others than the first {@code
     * count} of a second array were. Bits are compared, but all NaNs are one.
     */
    static void addDifferences(
            char kind, Object array, int from, Object was, int count, Runs runs) {
        int at = 0;
        while (at < count) {
            int start = mismatch(kind, array, from, was, at, count);
            if (start < 0) {
                return;
            }
            at = match(kind, array, from, was, start + 1, count);
            runs.add(from + start, at - start);
        }
    }

    /** Whether two arrays of one length hold the same. */
    static boolean areSame(char kind, Object array, Object was) {
        return mismatch(kind, array, 0, was, 0, Array.getLength(was)) < 0;
    }

    /** The index of the first difference in the second array from {@code at} on, or -1. */
    private static int mismatch(char kind, Object a, int from, Object b, int at, int end) {
        int start = from + at;
        int to = from + end;
        int found =
                switch (kind) {
                    case 'D' -> Arrays.mismatch((double[]) a, start, to, (double[]) b, at, end);
                    case 'J' -> Arrays.mismatch((long[]) a, start, to, (long[]) b, at, end);
                    case 'I' -> Arrays.mismatch((int[]) a, start, to, (int[]) b, at, end);
                    case 'F' -> Arrays.mismatch((float[]) a, start, to, (float[]) b, at, end);
                    case 'S' -> Arrays.mismatch((short[]) a, start, to, (short[]) b, at, end);
                    case 'C' -> Arrays.mismatch((char[]) a, start, to, (char[]) b, at, end);
                    case 'B' -> Arrays.mismatch((byte[]) a, start, to, (byte[]) b, at, end);
                    default -> Arrays.mismatch((boolean[]) a, start, to, (boolean[]) b, at, end);
                };
        return found < 0 ? -1 : at + found;
    }

    /** The index in the second array of the first element that is the same in both, or the end. */
    private static int match(char kind, Object a, int from, Object b, int start, int end) {
        int at = start;
        switch (kind) {
            case 'D' -> {
                double[] x = (double[]) a;
                double[] y = (double[]) b;
                while (at < end && Double.compare(x[from + at], y[at]) != 0) {
                    at++;
                }
            }
            case 'J' -> {
                long[] x = (long[]) a;
                long[] y = (long[]) b;
                while (at < end && x[from + at] != y[at]) {
                    at++;
                }
            }
            case 'I' -> {
                int[] x = (int[]) a;
                int[] y = (int[]) b;
                while (at < end && x[from + at] != y[at]) {
                    at++;
                }
            }
            case 'F' -> {
                float[] x = (float[]) a;
                float[] y = (float[]) b;
                while (at < end && Float.compare(x[from + at], y[at]) != 0) {
                    at++;
                }
            }
            case 'B' -> {
                byte[] x = (byte[]) a;
                byte[] y = (byte[]) b;
                while (at < end && x[from + at] != y[at]) {
                    at++;
                }
            }
            default -> {
                while (at < end && !Array.get(a, from + at).equals(Array.get(b, at))) {
                    at++;
                }
            }
        }
        return at;
    }

    /** How many bytes an array takes in an encoding, without its length. */
    static long bytes(Object array) {
        return (long) Array.getLength(array)
                * ArrayPlan.width(FieldSlot.kind(array.getClass().getComponentType()));
    }

    static Object copy(char kind, Object array) {
        return switch (kind) {
            case 'D' -> ((double[]) array).clone();
            case 'J' -> ((long[]) array).clone();
            case 'I' -> ((int[]) array).clone();
            case 'F' -> ((float[]) array).clone();
            case 'S' -> ((short[]) array).clone();
            case 'C' -> ((char[]) array).clone();
            case 'B' -> ((byte[]) array).clone();
            default -> ((boolean[]) array).clone();
        };
    }
}
