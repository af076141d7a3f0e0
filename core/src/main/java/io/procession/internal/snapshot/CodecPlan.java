package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSink;
import io.procession.spi.Codec;
import java.io.IOException;

/**
 * Objects of a class that a codec of the user writes: opaque bytes with a length. Read by {@link
 * CodecReader}.
 */
final class CodecPlan extends ClassPlan {

    private final Class<?> type;
    private final Codec codec;
    private final int index;

    CodecPlan(Class<?> type, Codec codec, int index) {
        this.type = type;
        this.codec = codec;
        this.index = index;
    }

    @Override
    Class<?> type() {
        return type;
    }

    @Override
    void write(Encoder out, Object value) throws IOException {
        ByteSink bytes = new ByteSink();
        codec.encode(value, bytes, out.direction());
        out.sink.putByte(Tags.CODEC);
        out.sink.putVarInt(index);
        out.sink.putString(type.getName());
        out.sink.putInt(Math.toIntExact(bytes.length()));
        out.sink.putPayload(bytes.toPayload());
    }

    @Override
    Object read(Decoder in) {
        throw new AssertionError("read by CodecReader");
    }
}
