package io.procession.internal.snapshot;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers objects by identity, in the order in which they are first seen: 0, 1, 2, ... Confined to
 * one thread.
 *
 * <p>The first few are found by a linear scan: asking an object for its identity hash costs a call
 * into the VM the first time, which is more than a small call's whole encoding may cost. Beyond
 * that, open addressing.
 */
final class IdentityTable {

    private static final int SCANNED = 12;
    private static final int KEPT = 1 << 15;

    private @Nullable Object[] objects = new @Nullable Object[SCANNED * 2]; // by number
    private int[] slots = new int[0]; // number + 1, or 0; used when size > SCANNED
    private int size;

    /** How many objects have a number. */
    int size() {
        return size;
    }

    /** The object of a number. */
    Object get(int number) {
        Object found = number < size ? objects[number] : null;
        if (found == null) {
            throw new IndexOutOfBoundsException("number=" + number + ", size=" + size);
        }
        return found;
    }

    /** The number of an object, or -1 if it has none. */
    int numberOf(Object object) {
        if (size <= SCANNED) {
            for (int i = 0; i < size; i++) {
                if (objects[i] == object) {
                    return i;
                }
            }
            return -1;
        }
        int mask = slots.length - 1;
        int at = spread(object) & mask;
        for (int entry; (entry = slots[at]) != 0; at = (at + 1) & mask) {
            if (objects[entry - 1] == object) {
                return entry - 1;
            }
        }
        return -1;
    }

    /** The number of an object seen before, or -1 after the object was given the next one. */
    int numberOrAdd(Object object) {
        if (size <= SCANNED) {
            for (int i = 0; i < size; i++) {
                if (objects[i] == object) {
                    return i;
                }
            }
            append(object);
            if (size > SCANNED) {
                rehash(SCANNED * 8);
            }
            return -1;
        }
        int mask = slots.length - 1;
        int at = spread(object) & mask;
        for (int entry; (entry = slots[at]) != 0; at = (at + 1) & mask) {
            if (objects[entry - 1] == object) {
                return entry - 1;
            }
        }
        append(object);
        slots[at] = size;
        if (size > slots.length >> 1) {
            rehash(slots.length * 4); // seldom: it asks each object for its hash again
        }
        return -1;
    }

    /** All objects by number. */
    Object[] toArray() {
        Object[] all = new Object[size];
        System.arraycopy(objects, 0, all, 0, size);
        return all;
    }

    /** Keeps no more memory than its objects need, since it is to live on. */
    void trim() {
        objects = Arrays.copyOf(objects, size);
        if (size > SCANNED && slots.length > 8 * size) {
            slots = new int[0];
            rehash(4 * size);
        }
    }

    /** Forgets all objects, and holds on to none of them. */
    void clear() {
        if (size > KEPT) {
            objects = new @Nullable Object[SCANNED * 2];
            slots = new int[0];
        } else {
            Arrays.fill(objects, 0, size, null);
            clearSlots();
        }
        size = 0;
    }

    private void clearSlots() {
        if (size > SCANNED && size > slots.length >> 5) {
            Arrays.fill(slots, 0);
        } else if (size > SCANNED) {
            slots = new int[0]; // cheaper than to clear what one large graph needed
        }
    }

    private void append(Object object) {
        if (size == objects.length) {
            objects = Arrays.copyOf(objects, size * 2);
        }
        objects[size++] = object;
    }

    private void rehash(int wanted) {
        int length = Math.max(slots.length, Integer.highestOneBit(wanted - 1) << 1);
        slots = length == slots.length ? slots : new int[length];
        int mask = length - 1;
        for (int i = 0; i < size; i++) {
            int at = spread(objects[i]) & mask;
            while (slots[at] != 0) {
                at = (at + 1) & mask;
            }
            slots[at] = i + 1;
        }
    }

    private static int spread(@Nullable Object object) {
        int hash = System.identityHashCode(object);
        return hash ^ hash >>> 15;
    }
}
