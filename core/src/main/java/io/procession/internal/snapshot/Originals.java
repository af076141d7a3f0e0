package io.procession.internal.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * The caller's own objects of one call, by the numbers that they have in both processes: those of
 * its {@link Base}, if it has one, and behind them those that only this call came with. Holds them
 * until the outcome of the call is read. Belongs to the caller's process; immutable.
 */
public final class Originals implements ObjectsByNumber {

    private final @Nullable Base base;
    private final int first; // number of the first own object
    private final Object[] objects;
    private final int trackedInBase;
    private final int tracked;

    /**
     * @param tracked how many of them, from the first on, the call may change
     */
    Originals(Object[] objects, int tracked) {
        this(null, /* reachesBase= */ false, objects, tracked);
    }

    /**
     * @param reachesBase whether the call may change what the base lets it change
     * @param objects what only the call came with
     */
    Originals(@Nullable Base base, boolean reachesBase, Object[] objects, int tracked) {
        this.base = base;
        this.first = base == null ? 0 : base.size();
        this.objects = objects;
        this.trackedInBase = base != null && reachesBase ? base.tracked() : 0;
        this.tracked = tracked;
    }

    /** How many objects the call may change, of its base's and of its own. */
    public int tracked() {
        return trackedInBase + tracked;
    }

    /** How many of those are of its base: the first. */
    public int trackedInBase() {
        return trackedInBase;
    }

    /** What the call was encoded on, or null. */
    public @Nullable Base base() {
        return base;
    }

    /** How many objects only this call came with. */
    public int own() {
        return objects.length;
    }

    /** One of the objects that the call may change, by an index below {@link #tracked}. */
    public Object trackedAt(int index) {
        return base != null && index < trackedInBase
                ? base.get(index)
                : objects[index - trackedInBase];
    }

    /** One of the caller's own objects, by its number. */
    @Override
    public Object get(int number) {
        return base != null && number < first ? base.get(number) : objects[number - first];
    }

    /** Whether two calls may change the same objects, but for the first: that is a call's own. */
    public boolean tracksSame(Originals other) {
        if (tracked != other.tracked
                || trackedInBase != other.trackedInBase
                || trackedInBase > 0 && base != other.base) {
            return false;
        }
        for (int i = 1; i < tracked; i++) {
            if (objects[i] != other.objects[i]) {
                return false;
            }
        }
        return true;
    }

    /** How many objects the call came with, those of its base included. */
    @Override
    public int size() {
        return first + objects.length;
    }
}
