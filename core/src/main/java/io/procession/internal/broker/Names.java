package io.procession.internal.broker;

import io.procession.internal.channel.Channel;
import io.procession.internal.wire.ByteSink;
import io.procession.internal.wire.ByteSource;
import io.procession.internal.wire.FrameType;
import io.procession.spi.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The shared objects that an encoded value names.
 *
 * <p>Whoever keeps such a value keeps these objects alive: they are attached to its bytes, and the
 * list of them goes with the bytes from process to process, so that a value need not be decoded to
 * be kept.
 */
public final class Names {

    private static final Map<Long, Object> UNTAKEN = new ConcurrentHashMap<>();
    private static final AtomicLong LAST = new AtomicLong();

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

    /**
     * Sends the names of a value ahead of it, since its frame has no room for them. Until the
     * receiver has taken hold of the objects, they are kept here.
     */
    public static void send(Channel channel, long call, Object attachment) throws IOException {
        ByteSink sink = new ByteSink();
        write(sink, attachment);
        long token = LAST.incrementAndGet();
        UNTAKEN.put(token, attachment);
        channel.send(FrameType.NAMES, call, token, sink.toPayload());
    }

    /** The objects in such a frame, of which this process takes hold; it tells the sender. */
    static Object receive(ByteSource body, Outbox sender) throws IOException {
        long token = body.getLong();
        List<Object> named = new ArrayList<>(read(body));
        sender.post(FrameType.TAKEN, -token, Payload.EMPTY);
        return named;
    }

    /** Whether a TAKEN speaks of names, and not of an answer. */
    public static boolean isToken(long id) {
        return id < 0;
    }

    /** The receiver holds them now. */
    public static void taken(long id) {
        UNTAKEN.remove(-id);
    }
}
