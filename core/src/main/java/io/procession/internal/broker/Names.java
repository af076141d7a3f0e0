package io.procession.internal.broker;

import io.procession.internal.wire.ByteSink;
import io.procession.internal.wire.ByteSource;
import io.procession.spi.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shared objects that an encoded value names.
 *
 * <p>Whoever keeps such a value keeps these objects alive: they are attached to its bytes, and the
 * list of them goes with the bytes from process to process, so that a value need not be decoded to
 * be kept.
 */
public final class Names {

    private Names() {}

    static void write(ByteSink sink, @Nullable Object attachment) {
        List<ObjectId> ids = idsOf(attachment);
        sink.putInt(ids.size());
        for (ObjectId each : ids) {
            sink.putString(each.owner());
            sink.putLong(each.number());
        }
    }

    static List<Object> read(ByteSource in) throws IOException {
        int count = in.getInt();
        if (count <= 0) {
            return List.of();
        }
        List<Object> named = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            named.add(Broker.refOf(new ObjectId(in.getString(), in.getLong())));
        }
        return named;
    }

    private static List<ObjectId> idsOf(@Nullable Object attachment) {
        if (!(attachment instanceof List<?> named)) {
            return List.of();
        }
        List<ObjectId> ids = new ArrayList<>();
        for (Object each : named) {
            if (each instanceof SharedRef ref) {
                ids.add(ref.id());
            }
        }
        return ids;
    }

    /** What is sent ahead of a value that travels by a frame which has no room for its names. */
    public static Payload toPayload(Object attachment) {
        ByteSink sink = new ByteSink();
        write(sink, attachment);
        return sink.toPayload();
    }

    /** The objects in such a body: from now on this process holds them. */
    public static Object of(ByteSource body) throws IOException {
        return new ArrayList<>(read(body));
    }
}
