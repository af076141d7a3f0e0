package io.procession.it.weave.program;

import io.procession.it.weave.Picture;
import org.jspecify.annotations.Nullable;

/** What generated programs call: pure, impure, and the work of their concurrent methods. */
public final class Helpers {

    private Helpers() {}

    /**
     * A small number that depends on all arguments, and on what can be reached from them. With a
     * negative salt some arguments fail.
     */
    public static int mix(int salt, @Nullable Object... arguments) {
        int hash = hash(salt, arguments);
        if (salt < 0 && Math.floorMod(hash, 11) == 3) {
            throw new Boom("boom " + Math.floorMod(hash, 1000));
        }
        return Math.floorMod(hash >> 3, 90) - 30;
    }

    /** Like {@link #mix}, but fails with a checked exception. */
    public static int risky(int salt, @Nullable Object... arguments) throws Unlucky {
        int hash = hash(salt, arguments);
        if (salt < 0 && Math.floorMod(hash, 11) == 3) {
            throw new Unlucky("unlucky " + Math.floorMod(hash, 1000));
        }
        return Math.floorMod(hash >> 3, 90) - 30;
    }

    private static int hash(int salt, @Nullable Object[] arguments) {
        int hash = Math.abs(salt) * 31;
        for (Object each : arguments) {
            hash = hash * 1_000_003 + Picture.ofContent(each).hashCode();
        }
        return hash ^ hash >>> 15;
    }

    /** A short word for a number. */
    public static String word(int n) {
        return "w" + (n & 7);
    }

    /** Keeps texts from growing without end. */
    public static String cut(@Nullable String text) {
        return text == null
                ? "null"
                : text.length() <= 12 ? text : text.substring(text.length() - 12);
    }

    /** An exception, without what depends on the bytecode or on class loaders. */
    public static String say(Throwable failure) {
        boolean plain =
                failure instanceof NullPointerException || failure instanceof ClassCastException;
        return failure.getClass().getName() + (plain ? "" : ": " + failure.getMessage());
    }

    /** Writes to the log: an unknown call to whoever has not read it. */
    public static void log(State s, @Nullable Object what) {
        if (s.log.size() < 400) {
            s.log.add(what instanceof int[] || what instanceof Node ? Picture.of(what) : "" + what);
        }
    }

    public static int pure(int a, int b) {
        return a * 5 - b;
    }

    /** Changes what it is given. */
    public static int bump(State s, int by) {
        s.count += by;
        return s.count;
    }

    /** Writes an element. */
    public static void put(int[] array, int index, int value) {
        array[index & 7] = value;
    }

    /** Reads an element. */
    public static int look(int[] array, int index) {
        return array[index & 7];
    }

    /** Refuses some values; used where failures are. */
    public static int refuse(int a) {
        if (a % 13 == 5) {
            throw new IllegalArgumentException("refused " + a);
        }
        return a;
    }
}
