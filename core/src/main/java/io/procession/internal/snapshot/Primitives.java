package io.procession.internal.snapshot;

import java.lang.reflect.Array;
import java.util.Arrays;

/** Arrays of primitives, whatever their type: what the JDK has eight methods for each. */
final class Primitives {

    private Primitives() {}

    /** The index of the first difference from some index on, or -1. Bits are compared, NaNs are one. */
    static int mismatch(char kind, Object a, Object b, int from) {
        int to = Array.getLength(a);
        int found =
                switch (kind) {
                    case 'D' ->
                            Arrays.mismatch((double[]) a, from, to, (double[]) b, from, to);
                    case 'J' -> Arrays.mismatch((long[]) a, from, to, (long[]) b, from, to);
                    case 'I' -> Arrays.mismatch((int[]) a, from, to, (int[]) b, from, to);
                    case 'F' -> Arrays.mismatch((float[]) a, from, to, (float[]) b, from, to);
                    case 'S' -> Arrays.mismatch((short[]) a, from, to, (short[]) b, from, to);
                    case 'C' -> Arrays.mismatch((char[]) a, from, to, (char[]) b, from, to);
                    case 'B' -> Arrays.mismatch((byte[]) a, from, to, (byte[]) b, from, to);
                    default ->
                            Arrays.mismatch((boolean[]) a, from, to, (boolean[]) b, from, to);
                };
        return found < 0 ? -1 : from + found;
    }

    /** The index of the first element from some index on that is the same in both, or the length. */
    static int match(char kind, Object a, Object b, int from) {
        int length = Array.getLength(a);
        int at = from;
        switch (kind) {
            case 'D' -> {
                double[] x = (double[]) a;
                double[] y = (double[]) b;
                while (at < length && Double.compare(x[at], y[at]) != 0) {
                    at++;
                }
            }
            case 'J' -> {
                long[] x = (long[]) a;
                long[] y = (long[]) b;
                while (at < length && x[at] != y[at]) {
                    at++;
                }
            }
            case 'I' -> {
                int[] x = (int[]) a;
                int[] y = (int[]) b;
                while (at < length && x[at] != y[at]) {
                    at++;
                }
            }
            case 'F' -> {
                float[] x = (float[]) a;
                float[] y = (float[]) b;
                while (at < length && Float.compare(x[at], y[at]) != 0) {
                    at++;
                }
            }
            default -> {
                while (at < length && !Array.get(a, at).equals(Array.get(b, at))) {
                    at++;
                }
            }
        }
        return at;
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
