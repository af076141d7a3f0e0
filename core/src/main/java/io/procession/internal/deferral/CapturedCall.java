package io.procession.internal.deferral;

import io.procession.internal.snapshot.CannotTravelException;
import io.procession.internal.snapshot.EncodedCall;
import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.snapshot.Originals;
import io.procession.internal.snapshot.Probe;
import io.procession.internal.snapshot.RestoringCodec;
import io.procession.spi.Attachment;
import io.procession.spi.Codec.Direction;
import io.procession.spi.Payload;
import org.jspecify.annotations.Nullable;

/**
 * A call with its arguments as they were when it was made.
 *
 * @param payload its bytes
 * @param originals the caller's own objects, which the call may change or return; or null
 * @param attachment what it was encoded on, or null
 * @param isVerified whether it will be run again
 * @param writable the arguments that it may change, in their places; null if there are none
 */
public record CapturedCall(
        Payload payload,
        @Nullable Originals originals,
        @Nullable Attachment attachment,
        boolean isVerified,
        @Nullable Object @Nullable [] writable) {

    private static final String SUBJECT = "call";
    private static final int BYTES_OF_REFERENCE = 4;

    public CapturedCall(EncodedCall encoded) {
        this(encoded.payload(), encoded.originals(), null);
    }

    public CapturedCall(
            Payload payload, @Nullable Originals originals, @Nullable Attachment attachment) {
        this(payload, originals, attachment, /* isVerified= */ false, null);
    }

    /**
     * Captures a call.
     *
     * @param queue of the method that makes it, or null if that puts nothing off
     */
    public static CapturedCall of(
            GraphCodec codec, MethodCall call, CalleeEffects effects, @Nullable Queue queue)
            throws CannotTravelException {
        if (call.hasOnlyValues() && (queue == null || !queue.verifies())) {
            return new CapturedCall(codec.encode(call, Direction.CALL, SUBJECT), null, null);
        }
        @Nullable Object[] writable = effects.writable(call.arguments());
        return queue == null ? whole(codec, call, writable) : queue.capture(codec, call, writable);
    }

    /** A call with all that it comes with. */
    static CapturedCall whole(
            GraphCodec codec, MethodCall call, @Nullable Object @Nullable [] writable)
            throws CannotTravelException {
        return new CapturedCall(new RestoringCodec(codec).encodeCall(writable, call, SUBJECT));
    }

    /** The same under the eyes of a probe; null if that stopped it. */
    static @Nullable CapturedCall whole(
            GraphCodec codec, MethodCall call, @Nullable Object @Nullable [] writable, Probe probe)
            throws CannotTravelException {
        EncodedCall encoded = new RestoringCodec(codec).encodeCall(writable, call, SUBJECT, probe);
        return encoded == null ? null : new CapturedCall(encoded);
    }

    CapturedCall verified(@Nullable Object @Nullable [] itsWritable) {
        return new CapturedCall(
                payload, originals, attachment, /* isVerified= */ true, itsWritable);
    }

    /** How much memory it takes in the caller's process. */
    public long bytes() {
        return payload.length()
                + (originals == null ? 0 : (long) originals.own() * BYTES_OF_REFERENCE);
    }
}
