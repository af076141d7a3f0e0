package io.procession.internal.snapshot;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The decoder's objects by number, and whether they are whole. Confined to one thread.
 *
 * <pre>
 *   state   WHOLE   all that the object refers to has been read     (also of numbers without members)
 *           OPEN    its members are being read
 *           n + 1   closed, but it leads to number n, which was open then: whole when that is
 * </pre>
 *
 * <p>Where the outcome of a call is read, the caller's own objects have the first numbers. They
 * count as open until the changes of the call are made in them, since until then their hash codes
 * are old.
 */
final class NumberedObjects {

    private static final int WHOLE = 0;
    private static final int OPEN = -1;
    private static final int FIRST = 64;
    private static final int KEPT = 1 << 15;

    private @Nullable Object[] objects = new @Nullable Object[FIRST]; // null: not made yet
    private int[] states = new int[FIRST];
    private int size;
    private int known; // how many are the caller's own
    private boolean isSettled;

    int size() {
        return size;
    }

    /** Gives the first numbers to the caller's own objects. */
    void preload(Object[] own) {
        int capacity = Math.max(FIRST, own.length + (own.length >> 3));
        objects = Arrays.copyOf(own, capacity, Object[].class);
        states = new int[capacity];
        size = own.length;
        known = own.length;
        isSettled = false;
    }

    /** How many are the caller's own. */
    int known() {
        return known;
    }

    /** The caller's own objects have got their changes. */
    void settle() {
        Arrays.fill(states, 0, known, WHOLE);
        isSettled = true;
    }

    /** All objects by number. */
    @Nullable Object[] toArray() {
        return Arrays.copyOf(objects, size);
    }

    /** The next number. */
    int next() {
        if (size == objects.length) {
            objects = Arrays.copyOf(objects, size * 2);
            states = Arrays.copyOf(states, size * 2);
        }
        return size++;
    }

    /** The object of a number, or null if it is not made yet. */
    @Nullable Object get(int number) {
        return objects[number];
    }

    @Nullable Object put(int number, @Nullable Object object) {
        objects[number] = object;
        return object;
    }

    void open(int number) {
        states[number] = OPEN;
    }

    void close(int number) {
        states[number] = WHOLE;
    }

    /** Closes an object that is whole only when an older one is. */
    void closeAwaiting(int number, int older) {
        states[number] = older + 1;
    }

    /** The open object on which a number's wholeness depends, or -1 if it is whole. */
    int oldestOpen(int number) {
        int at = number;
        if (at < known && !isSettled && !Values.isValue(objects[at])) {
            states[at] = OPEN;
        }
        while (states[at] > 0) {
            at = states[at] - 1;
        }
        boolean isOpen = states[at] == OPEN;
        if (at != number) {
            states[number] = isOpen ? at + 1 : WHOLE; // a shorter way, for the next time
        }
        return isOpen ? at : -1;
    }

    /**
     * Whether all objects that are missing in {@code holes} (index, number, index, number, ...) are
     * made by now.
     */
    boolean areMade(int[] holes) {
        for (int i = 1; i < holes.length; i += 2) {
            if (objects[holes[i]] == null) {
                return false;
            }
        }
        return true;
    }

    /** Puts objects into the holes of gathered members, if all of them are made by now. */
    boolean fill(@Nullable Object[] gathered, int[] holes) {
        if (!areMade(holes)) {
            return false;
        }
        for (int i = 0; i < holes.length; i += 2) {
            gathered[holes[i]] = objects[holes[i + 1]];
        }
        return true;
    }

    /** Forgets all, and holds on to no object. */
    void clear() {
        if (size > KEPT) {
            objects = new @Nullable Object[FIRST];
            states = new int[FIRST];
        } else {
            Arrays.fill(objects, 0, size, null);
            Arrays.fill(states, 0, size, WHOLE);
        }
        size = 0;
        known = 0;
    }
}
