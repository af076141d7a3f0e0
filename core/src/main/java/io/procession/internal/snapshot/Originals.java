package io.procession.internal.snapshot;

/**
 * The caller's own objects of one call, by the numbers that they have in both processes. Holds them
 * until the outcome of the call is read. Belongs to the caller's process; immutable.
 */
public final class Originals {

    private final Object[] objects;

    Originals(Object[] objects) {
        this.objects = objects;
    }

    Object[] objects() {
        return objects;
    }

    /** How many objects the call came with. */
    public int size() {
        return objects.length;
    }
}
