package io.procession.internal.snapshot;

import org.jspecify.annotations.Nullable;

/** A call as it arrived in the worker's process. Confined to the thread that runs it. */
public final class CallCopy {

    private final @Nullable Object mayChange;
    private final @Nullable Object fixed;
    private final @Nullable Object[] objects;
    private final int boundary;
    private final @Nullable EncodedArrays largeArrays;

    CallCopy(
            @Nullable Object mayChange,
            @Nullable Object fixed,
            @Nullable Object[] objects,
            int boundary,
            @Nullable EncodedArrays largeArrays) {
        this.mayChange = mayChange;
        this.fixed = fixed;
        this.objects = objects;
        this.boundary = boundary;
        this.largeArrays = largeArrays;
    }

    /** What the call may change. */
    public @Nullable Object mayChange() {
        return mayChange;
    }

    /** What it cannot change, or what is not to come back; it may hold parts of the other. */
    public @Nullable Object fixed() {
        return fixed;
    }

    /** All objects by number. */
    @Nullable Object[] objects() {
        return objects;
    }

    /** Where large arrays are in the call's bytes, if these are kept. */
    @Nullable EncodedArrays largeArrays() {
        return largeArrays;
    }

    /** How many objects, from the first number on, may change. */
    int boundary() {
        return boundary;
    }
}
