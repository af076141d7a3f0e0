package io.procession.internal.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * The objects that a call came with, and their numbers: those of its base first, if it has one.
 * Confined to one thread.
 *
 * <p>Most outcomes ask for few of them, or for none. So the first few times all objects are looked
 * through, which takes some microseconds for thousands; only who asks more often gets a hash table,
 * which costs each object its identity hash.
 */
final class KnownObjects implements ObjectsByNumber, Numbering {

    private static final int SCANS = 12;
    private static final int FEW = 16;

    private final @Nullable KnownObjects before; // have the lower numbers
    private final int first; // number of the first of these
    private final @Nullable Object[] objects; // by number less that
    private int[] slots = new int[0]; // number + 1, or 0
    private int scans;
    private int hidden = -1;

    KnownObjects(@Nullable Object[] objects) {
        this(null, objects);
    }

    KnownObjects(@Nullable KnownObjects before, @Nullable Object[] objects) {
        this.before = before;
        this.first = before == null ? 0 : before.size();
        this.objects = objects;
    }

    @Override
    public int size() {
        return first + objects.length;
    }

    @Override
    public @Nullable Object get(int number) {
        return before != null && number < first ? before.get(number) : objects[number - first];
    }

    /** Makes one object unknown, or (-1) none. */
    void hide(int number) {
        hidden = number;
    }

    /** The number of an object, or -1 if the call did not come with it. */
    @Override
    public int numberOf(Object object) {
        int found = before == null ? -1 : before.numberOf(object);
        if (found < 0) {
            int own = find(object);
            found = own < 0 ? -1 : first + own;
        }
        return found == hidden ? -1 : found;
    }

    private int find(Object object) {
        if (slots.length > 0) {
            return lookUp(object);
        }
        if (objects.length > FEW && ++scans > SCANS) {
            index();
            return lookUp(object);
        }
        for (int i = 0; i < objects.length; i++) {
            if (objects[i] == object) {
                return i;
            }
        }
        return -1;
    }

    private int lookUp(Object object) {
        int mask = slots.length - 1;
        int at = spread(object) & mask;
        for (int entry; (entry = slots[at]) != 0; at = (at + 1) & mask) {
            if (objects[entry - 1] == object) {
                return entry - 1;
            }
        }
        return -1;
    }

    private void index() {
        slots = new int[Integer.highestOneBit(objects.length) * 4];
        int mask = slots.length - 1;
        for (int i = 0; i < objects.length; i++) {
            Object each = objects[i];
            if (each == null) {
                continue;
            }
            int at = spread(each) & mask;
            while (slots[at] != 0 && objects[slots[at] - 1] != each) {
                at = (at + 1) & mask;
            }
            if (slots[at] == 0) { // what two objects became one keeps the lower number
                slots[at] = i + 1;
            }
        }
    }

    private static int spread(Object object) {
        int hash = System.identityHashCode(object);
        return hash ^ hash >>> 15;
    }
}
