package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSource;
import io.procession.spi.Codec;
import io.procession.spi.Payload;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns object graphs into bytes and back: iterative, with identity. Thread-safe; one a pool, and one a worker. */
public final class GraphCodec {

    /**
     * @param loader where the classes of decoded objects are looked up
     * @param codecs the user's own, asked first
     * @param filter what may be decoded, beside the built-in refusals; null for no more than those
     * @param standIn makes the exception that stands in for one that cannot be rebuilt here
     */
    public GraphCodec(
            ClassLoader loader,
            List<Codec> codecs,
            @Nullable ObjectInputFilter filter,
            Function<ForeignThrowable, Throwable> standIn) {}

    /** Captures a value as it is now. {@code subject} names the root in the path of a refusal, such as "argument of Blur.run". */
    public Payload encode(@Nullable Object root, Codec.Direction direction, String subject) throws CannotTravelException {
        throw new UnsupportedOperationException();
    }

    /** Encodes an exception: its class, message, fields, causes, suppressed ones and trace; never fails. */
    public Payload encodeThrowable(Throwable error, Codec.Direction direction) {
        throw new UnsupportedOperationException();
    }

    /** Rebuilds a value. Hostile bytes give an exception: never more memory than they are long, never a class that the filter refuses. */
    public @Nullable Object decode(ByteSource in, Codec.Direction direction) throws IOException, ClassNotFoundException {
        throw new UnsupportedOperationException();
    }
}
