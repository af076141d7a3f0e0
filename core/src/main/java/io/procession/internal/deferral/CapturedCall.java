package io.procession.internal.deferral;

import io.procession.internal.snapshot.CannotTravelException;
import io.procession.internal.snapshot.EncodedCall;
import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.snapshot.Originals;
import io.procession.internal.snapshot.Probe;
import io.procession.internal.snapshot.RestoringCodec;
import io.procession.spi.Codec.Direction;
import io.procession.spi.Payload;
import org.jspecify.annotations.Nullable;

/**
 * A call with its arguments as they were when it was made.
 *
 * @param payload its bytes
 * @param originals the caller's own objects, or null if the call can change none of them
 */
public record CapturedCall(Payload payload, @Nullable Originals originals) {

    private static final String SUBJECT = "call";
    private static final int BYTES_OF_REFERENCE = 4;

    public CapturedCall(EncodedCall encoded) {
        this(encoded.payload(), encoded.originals());
    }

    /**
     * Captures a call.
     *
     * @param pending what the caller has put off and the arguments may reach, or null if nothing
     */
    public static CapturedCall of(
            GraphCodec codec, MethodCall call, CalleeEffects effects, @Nullable Queue pending)
            throws CannotTravelException {
        Object[] writable = effects.writable(call.arguments());
        return pending == null
                ? encode(codec, call, writable)
                : pending.capture(codec, call, writable);
    }

    static CapturedCall encode(
            GraphCodec codec, MethodCall call, @Nullable Object @Nullable [] writable)
            throws CannotTravelException {
        if (writable == null) {
            return new CapturedCall(codec.encode(call, Direction.CALL, SUBJECT), null);
        }
        return new CapturedCall(
                new RestoringCodec(codec).encodeCall(writable, call, SUBJECT));
    }

    /** The same under the eyes of a probe; null if that stopped it. */
    static @Nullable CapturedCall encode(
            GraphCodec codec,
            MethodCall call,
            @Nullable Object @Nullable [] writable,
            Probe probe)
            throws CannotTravelException {
        if (writable == null) {
            Payload payload = codec.encode(call, Direction.CALL, SUBJECT, probe);
            return payload == null ? null : new CapturedCall(payload, null);
        }
        EncodedCall encoded = new RestoringCodec(codec).encodeCall(writable, call, SUBJECT, probe);
        return encoded == null ? null : new CapturedCall(encoded);
    }

    /** How much memory it takes in the caller's process. */
    public long bytes() {
        return payload.length()
                + (originals == null ? 0 : (long) originals.size() * BYTES_OF_REFERENCE);
    }
}
