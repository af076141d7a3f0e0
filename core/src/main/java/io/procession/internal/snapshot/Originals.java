package io.procession.internal.snapshot;

/**
 * The caller's own objects of one call, by the numbers that they have in both processes. Holds them
 * until the outcome of the call is read. Belongs to the caller's process; immutable.
 */
public final class Originals {

    private final Object[] objects;
    private final int tracked;

    /**
     * @param tracked how many of them, from the first on, the call may change
     */
    Originals(Object[] objects, int tracked) {
        this.objects = objects;
        this.tracked = tracked;
    }

    Object[] objects() {
        return objects;
    }

    /** How many objects, from the first number on, the call may change. */
    public int tracked() {
        return tracked;
    }

    /** One of the caller's own objects. */
    public Object get(int number) {
        return objects[number];
    }

    /** Whether two calls may change the same objects, but for the first: that is a call's own. */
    public boolean tracksSame(Originals other) {
        if (tracked != other.tracked) {
            return false;
        }
        for (int i = 1; i < tracked; i++) {
            if (objects[i] != other.objects[i]) {
                return false;
            }
        }
        return true;
    }

    /** How many objects the call came with. */
    public int size() {
        return objects.length;
    }
}
