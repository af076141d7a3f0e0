package io.procession.internal.snapshot;

import io.procession.spi.Codec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Encodes single objects of a call, to tell whether they changed. Confined to one thread. */
final class Recorder {

    private final GraphCodec codec;
    private final KnownObjects known;

    Recorder(GraphCodec codec, KnownObjects known) {
        this.codec = codec;
        this.known = known;
    }

    /** Whether an object has this number, and not a lower one too. */
    boolean isAt(int number, Object object) {
        return known.numberOf(object) == number;
    }

    /** The bytes of one object and of what it alone knows; others of the call by their numbers. */
    byte @Nullable [] record(Object object) {
        Encoder encoder = codec.lendEncoder();
        known.hide(known.numberOf(object));
        try {
            return Descriptor.bytes(encoder.encodeAlone(object, known, Codec.Direction.RESULT));
        } catch (CannotTravelException e) {
            return null; // it came, so it could travel; what it became is told when it changed
        } finally {
            known.hide(-1);
            codec.takeBack(encoder);
        }
    }

    ClassPlan planOf(Object object) {
        return Objects.requireNonNull(codec.planOf(object.getClass()));
    }
}
