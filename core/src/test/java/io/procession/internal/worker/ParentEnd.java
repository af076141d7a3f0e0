package io.procession.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.internal.channel.Channel;
import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.wire.ByteSource;
import io.procession.internal.wire.FrameType;
import io.procession.spi.Codec.Direction;
import io.procession.spi.Payload;
import io.procession.spi.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The parent's side of a worker, for tests: a channel, and a thread that collects what comes. */
final class ParentEnd {

    /** A frame as it came, or the end of the stream if it has no type. */
    record Received(@Nullable FrameType type, long id, Payload body) {

        String text() {
            return new String(bytes(), StandardCharsets.UTF_8);
        }

        byte[] bytes() {
            try {
                byte[] bytes = new byte[(int) body.length()];
                new ByteSource(body).getBytes(bytes, 0, bytes.length);
                return bytes;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        /** The value of a RETURNED, or the exception of a THREW. */
        @Nullable Object answer() throws Exception {
            ByteSource source = new ByteSource(body);
            assertThat(source.getLong()).as("nanoseconds").isNotNegative();
            return CODEC.decode(source, Direction.RESULT);
        }

        List<Long> ids() throws IOException {
            ByteSource source = new ByteSource(body);
            List<Long> ids = new ArrayList<>();
            for (int left = source.getInt(); left > 0; left--) {
                ids.add(source.getLong());
            }
            return ids;
        }
    }

    static final GraphCodec CODEC =
            new GraphCodec(
                    ParentEnd.class.getClassLoader(),
                    List.of(),
                    null,
                    foreign -> new IllegalStateException(foreign.className()));

    private final Channel channel;
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final Thread reader = new Thread(this::readAll, "parent-reader");

    ParentEnd(Transport transport) {
        channel = new Channel(transport, "parent");
    }

    void startReading() {
        reader.start();
    }

    /** Sends the SETUP, and waits for HELLO and READY. */
    void setUp() throws Exception {
        setUp(new WorkerSetup("test-worker", 1, true, "", Payload.EMPTY, Payload.EMPTY));
        assertThat(next().type()).isEqualTo(FrameType.READY);
    }

    void setUp(WorkerSetup setup) throws Exception {
        startReading();
        assertThat(next().type()).isEqualTo(FrameType.HELLO);
        channel.send(FrameType.SETUP, 0, setup.toPayload());
    }

    void call(long id, Invocation call) throws Exception {
        channel.send(FrameType.CALL, id, encode(call));
    }

    static Payload encode(Invocation call) throws Exception {
        return CODEC.encode(call, Direction.CALL, "call");
    }

    void send(FrameType type, long id) throws IOException {
        channel.send(type, id, Payload.EMPTY);
    }

    Channel channel() {
        return channel;
    }

    Received next() throws InterruptedException {
        Received next = received.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("next frame").isNotNull();
        return next;
    }

    Received next(FrameType type, long id) throws InterruptedException {
        Received next = next();
        assertThat(next.type()).as("type of %s", next).isEqualTo(type);
        assertThat(next.id()).as("id of %s", next).isEqualTo(id);
        return next;
    }

    /** Until the call, or the initializer for 0, has begun and has called something. */
    void awaitRunning(long call) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        String dump = "";
        while (!dump.startsWith("call=" + call + ",") || !dump.contains("Tasks.lambda")) {
            assertThat(System.nanoTime() - end)
                    .as("call does not begin; last dump: %s", dump)
                    .isNegative();
            send(FrameType.DUMP, 0);
            dump = next(FrameType.DUMPED, 0).text();
        }
    }

    void close() throws InterruptedException {
        channel.close();
        reader.join(TimeUnit.SECONDS.toMillis(10));
        assertThat(reader.isAlive()).as("reader of the parent's end").isFalse();
    }

    private void readAll() {
        try {
            while (channel.receive(
                    (type, id, body) -> received.add(new Received(type, id, channel.keep(body))))) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            received.add(
                    new Received(
                            null, -1, Payload.of(e.toString().getBytes(StandardCharsets.UTF_8))));
            return;
        }
        received.add(new Received(null, 0, Payload.EMPTY));
    }
}
