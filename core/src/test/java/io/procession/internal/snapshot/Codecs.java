package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSource;
import io.procession.spi.Codec;
import io.procession.spi.Payload;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Codecs for tests, and round trips through them. */
final class Codecs {

    static final GraphCodec PLAIN = with(List.of());

    private Codecs() {}

    /** What stands in for an exception that could not be rebuilt. */
    static final class StandIn extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final transient ForeignThrowable foreign;

        StandIn(ForeignThrowable foreign) {
            super(foreign.className() + ": " + foreign.message(), foreign.cause());
            this.foreign = foreign;
        }
    }

    static GraphCodec with(List<Codec> codecs) {
        return new GraphCodec(Codecs.class.getClassLoader(), codecs, null, StandIn::new);
    }

    static byte[] encode(@Nullable Object value) throws CannotTravelException {
        return Descriptor.bytes(PLAIN.encode(value, Codec.Direction.CALL, "value"));
    }

    static @Nullable Object decode(byte[] bytes) throws IOException, ClassNotFoundException {
        return PLAIN.decode(new ByteSource(bytes, 0, bytes.length), Codec.Direction.CALL);
    }

    /** There and back. */
    @SuppressWarnings("unchecked")
    static <T> T travel(T value) throws Exception {
        Payload payload = PLAIN.encode(value, Codec.Direction.CALL, "value");
        ByteSource source = new ByteSource(payload);
        T back = (T) Objects.requireNonNull(PLAIN.decode(source, Codec.Direction.CALL));
        if (source.remaining() != 0) {
            throw new AssertionError("bytes left: " + source.remaining());
        }
        return back;
    }

    /** What a stand-in tells. */
    static ForeignThrowable foreign(@Nullable Throwable standIn) {
        return ((StandIn) Objects.requireNonNull(standIn, "stand-in")).foreign;
    }

    /** There and back, as a task's failure goes. */
    static Throwable travelThrown(Throwable error) throws Exception {
        Payload payload = PLAIN.encodeThrowable(error, Codec.Direction.RESULT);
        return (Throwable)
                Objects.requireNonNull(
                        PLAIN.decode(new ByteSource(payload), Codec.Direction.RESULT));
    }
}
