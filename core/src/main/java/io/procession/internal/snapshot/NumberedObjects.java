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
 * <p>Where the outcome of a call is read, the caller's own objects have the first numbers; where a
 * call on a base is read, those of the base. They are not copied in here, since they may be many.
 * The caller's own count as open until the changes of the call are made in them, since until then
 * their hash codes are old.
 */
final class NumberedObjects {

    private static final int WHOLE = 0;
    private static final int OPEN = -1;
    private static final int FIRST = 64;
    private static final int KEPT = 1 << 15;

    private ObjectsByNumber before = ObjectsByNumber.NONE;
    private int known; // how many have the first numbers
    private @Nullable Object[] objects = new @Nullable Object[FIRST]; // null: not made yet
    private int[] states = new int[FIRST];
    private int size; // of these two
    private boolean isSettled;

    int size() {
        return known + size;
    }

    /** Gives the first numbers to objects that are there already, but may be about to change. */
    void preload(ObjectsByNumber there) {
        before = there;
        known = there.size();
        isSettled = false;
    }

    /** How many were there already. */
    int known() {
        return known;
    }

    /** The objects that were there already have got their changes. */
    void settle() {
        isSettled = true;
    }

    /** All objects that were not there already, in order of their numbers. */
    @Nullable Object[] toArray() {
        return Arrays.copyOf(objects, size);
    }

    /** The next number. */
    int next() {
        if (size == objects.length) {
            objects = Arrays.copyOf(objects, size * 2);
            states = Arrays.copyOf(states, size * 2);
        }
        return known + size++;
    }

    /** The object of a number, or null if it is not made yet. */
    @Nullable Object get(int number) {
        return number < known ? before.get(number) : objects[number - known];
    }

    @Nullable Object put(int number, @Nullable Object object) {
        objects[number - known] = object;
        return object;
    }

    void open(int number) {
        states[number - known] = OPEN;
    }

    void close(int number) {
        states[number - known] = WHOLE;
    }

    /** Closes an object that is whole only when an older one is. */
    void closeAwaiting(int number, int older) {
        states[number - known] = older + 1;
    }

    /** The open object on which a number's wholeness depends, or -1 if it is whole. */
    int oldestOpen(int number) {
        int at = number;
        while (at >= known && states[at - known] > 0) {
            at = states[at - known] - 1;
        }
        boolean isOpen = at < known ? isUnsettled(at) : states[at - known] == OPEN;
        if (at != number) {
            states[number - known] = isOpen ? at + 1 : WHOLE; // a shorter way, for the next time
        }
        return isOpen ? at : -1;
    }

    private boolean isUnsettled(int number) {
        return !isSettled && !Values.isValue(before.get(number));
    }

    /**
     * Whether all objects that are missing in {@code holes} (index, number, index, number, ...) are
     * made by now.
     */
    boolean areMade(int[] holes) {
        for (int i = 1; i < holes.length; i += 2) {
            if (get(holes[i]) == null) {
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
            gathered[holes[i]] = get(holes[i + 1]);
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
        before = ObjectsByNumber.NONE;
        known = 0;
    }
}
