package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSource;
import io.procession.spi.Codec;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.StreamCorruptedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what codecs of the user wrote. */
final class CodecReader extends ReadPlan {

    private final List<Codec> codecs;

    CodecReader(List<Codec> codecs) {
        this.codecs = codecs;
    }

    @Override
    Object read(Decoder in) throws IOException, ClassNotFoundException {
        ByteSource source = in.source();
        int index = source.getVarInt();
        String name = source.getString();
        int length = source.getInt();
        source.requireAtLeast(length);
        if (index < 0 || index >= codecs.size()) {
            throw new StreamCorruptedException(
                    "unknown codec: index=" + index + ", codecs=" + codecs.size());
        }
        in.descriptors().filters().askAgain();
        Class<?> type = in.descriptors().find(name);
        in.check(type, -1);
        byte[] bytes = new byte[length];
        source.getBytes(bytes, 0, length);
        return decode(codecs.get(index), type, new ByteSource(bytes, 0, length), in.direction());
    }

    private static Object decode(
            Codec codec, Class<?> type, ByteSource bytes, Codec.Direction direction)
            throws IOException {
        if (!codec.handles(type)) {
            throw new InvalidObjectException(
                    "codec does not handle the class: codec=" + codec + ", class=" + type);
        }
        @Nullable Object value = codec.decode(type, bytes, direction);
        if (value == null || bytes.remaining() > 0) {
            throw new InvalidObjectException(
                    "codec must read all that it wrote, and give an object: codec="
                            + codec
                            + ", class="
                            + type.getName()
                            + ", left="
                            + bytes.remaining()
                            + " bytes");
        }
        return value;
    }
}
