package io.procession.internal.snapshot;

import org.jspecify.annotations.Nullable;

/** A call as it arrived in the worker's process. Confined to the thread that runs it. */
public final class CallCopy {

    private final @Nullable Object mayChange;
    private final @Nullable Object fixed;
    private final @Nullable Object[] objects;
    private final int tracked;
    private final @Nullable EncodedArrays largeArrays;
    private final @Nullable BaseCopy base;
    private final boolean reachesBase;

    CallCopy(
            @Nullable Object mayChange,
            @Nullable Object fixed,
            @Nullable Object[] objects,
            int tracked,
            @Nullable EncodedArrays largeArrays,
            @Nullable BaseCopy base,
            boolean reachesBase) {
        this.mayChange = mayChange;
        this.fixed = fixed;
        this.objects = objects;
        this.tracked = tracked;
        this.largeArrays = largeArrays;
        this.base = base;
        this.reachesBase = reachesBase;
    }

    /** What the call may change. */
    public @Nullable Object mayChange() {
        return mayChange;
    }

    /** What it cannot change, or what is not to come back; it may hold parts of the other. */
    public @Nullable Object fixed() {
        return fixed;
    }

    /** The objects that are not in the base, in order of their numbers, which follow the base's. */
    @Nullable Object[] objects() {
        return objects;
    }

    /** Where large arrays are in the call's bytes, if these are kept. */
    @Nullable EncodedArrays largeArrays() {
        return largeArrays;
    }

    /** How many of these, from the first on, may change. */
    int tracked() {
        return tracked;
    }

    /** What was there already. */
    @Nullable BaseCopy base() {
        return base;
    }

    /** Whether the call may change what the base lets calls change. */
    boolean reachesBase() {
        return reachesBase;
    }
}
