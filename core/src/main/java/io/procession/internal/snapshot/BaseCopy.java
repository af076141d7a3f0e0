package io.procession.internal.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * A {@link Base} in the worker's process: one copy, handed to one call after the other, each of
 * which leaves it clean by {@link Shadow#undo}. Confined to one thread at a time.
 *
 * <p>Large arrays that calls may change are compared with their own bytes in the payload, where
 * these are most of it; otherwise with copies, and the payload is not needed.
 */
public final class BaseCopy {

    private final KnownObjects known;
    private final @Nullable Object[] objects;
    private final int tracked;
    private final @Nullable EncodedArrays largeArrays;
    private @Nullable ShadowPart state; // noted by the first call that may change it

    BaseCopy(CallCopy content, EncodedArrays largeArrays) {
        this.objects = content.objects();
        this.known = new KnownObjects(objects);
        this.tracked = content.tracked();
        boolean areMost = 2 * largeArrays.bytes(objects, tracked) > largeArrays.payloadLength();
        this.largeArrays = areMost ? largeArrays : null;
    }

    /**
     * Whether the bytes that it was decoded from must stay as long as it is used: else it has taken
     * from them all that it needs.
     */
    public boolean keepsPayload() {
        return largeArrays != null;
    }

    KnownObjects known() {
        return known;
    }

    /** The state of what calls may change, while that is clean. */
    ShadowPart state(GraphCodec codec) {
        ShadowPart noted = state;
        if (noted == null) {
            noted = new ShadowPart(objects, 0, tracked, new Recorder(codec, known));
            noted.capture(largeArrays);
            state = noted;
        }
        return noted;
    }
}
