package io.procession.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.internal.channel.Channel.Frame;
import io.procession.internal.wire.ByteSource;
import io.procession.internal.wire.FrameHeader;
import io.procession.internal.wire.FrameType;
import io.procession.spi.Payload;
import io.procession.spi.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every channel does, whichever way its large bodies go. */
@Timeout(30)
abstract class ChannelContract {

    record Got(FrameType type, long id, byte[] body) {}

    Transport rawLeft;
    Channel left;
    Channel right;

    @BeforeEach
    void open() throws Exception {
        InProcessTransport.Pair pair = InProcessTransport.open();
        rawLeft = pair.parent();
        left = new Channel(pair.parent(), "left");
        right = new Channel(pair.worker(), "right");
        prepare();
    }

    /** Brings a new pair of channels to where a test begins. */
    abstract void prepare() throws Exception;

    @AfterEach
    void close() {
        left.close();
        right.close();
    }

    @Test
    void send_ofBodiesOfAnyLength_deliversThemWhole() throws Exception {
        int buffer = 1 << 16;
        int[] lengths = {
            0,
            1,
            100,
            buffer - 17,
            buffer - 16,
            buffer - 15,
            buffer,
            FrameHeader.FRAGMENT - 1,
            FrameHeader.FRAGMENT,
            FrameHeader.FRAGMENT + 1,
            3 * FrameHeader.FRAGMENT,
            (5 << 20) + 3,
            7
        };
        CompletableFuture<Void> sending =
                run(() -> {
                    for (int length : lengths) {
                        left.send(
                                FrameType.CALL,
                                length,
                                Payload.of(TransportContract.randomBytes(length)));
                    }
                });
        List<Got> got = receive(lengths.length);
        for (int i = 0; i < lengths.length; i++) {
            assertThat(got.get(i).id()).isEqualTo(lengths[i]);
            assertThat(got.get(i).body()).isEqualTo(TransportContract.randomBytes(lengths[i]));
        }
        sending.join();
    }

    @Test
    void send_ofAPayloadOfManyChunks_joinsThem() throws Exception {
        byte[] all = TransportContract.randomBytes(700_000);
        int[] cuts = {0, 0, 1, 20, 40_000, 40_000, 300_000, 699_999, 700_000};
        byte[][] chunks = new byte[cuts.length - 1][];
        int[] lengths = new int[chunks.length];
        for (int i = 0; i < chunks.length; i++) {
            lengths[i] = cuts[i + 1] - cuts[i];
            chunks[i] =
                    java.util.Arrays.copyOf(
                            java.util.Arrays.copyOfRange(all, cuts[i], cuts[i + 1]),
                            lengths[i] + 5);
        }
        CompletableFuture<Void> sending =
                run(() -> left.send(FrameType.CALL, 1, new Payload(chunks, lengths)));
        assertThat(receive(1).get(0).body()).isEqualTo(all);
        sending.join();
    }

    @Test
    void send_withAHead_putsItBeforeTheBody() throws Exception {
        for (int length : new int[] {3, 500_000}) {
            byte[] rest = TransportContract.randomBytes(length);
            CompletableFuture<Void> sending =
                    run(() -> left.send(FrameType.RETURNED, 1, -5, Payload.of(rest)));
            ByteSource body = new ByteSource(Payload.of(receive(1).get(0).body()));
            assertThat(body.getLong()).isEqualTo(-5);
            assertThat(bytes(body)).isEqualTo(rest);
            sending.join();
        }
    }

    @Test
    void keep_ofABodyReadInPart_givesTheRest_whichLaterFramesDoNotTouch() throws Exception {
        byte[] large = TransportContract.randomBytes(3 << 20);
        byte[] small = TransportContract.randomBytes(50);
        CompletableFuture<Void> sending =
                run(() -> {
                    for (byte[] body : List.of(large, small, new byte[4 << 20], new byte[60])) {
                        left.send(FrameType.RETURNED, 1, 42, Payload.of(body));
                    }
                });
        List<Payload> kept = new ArrayList<>();
        while (kept.size() < 4) {
            right.receive((type, id, body) -> {
                body.getLong();
                kept.add(right.keep(body));
            });
        }
        assertThat(bytes(new ByteSource(kept.get(0)))).isEqualTo(large);
        assertThat(bytes(new ByteSource(kept.get(1)))).isEqualTo(small);
        sending.join();
    }

    @Test
    void controlFrame_whileALargeBodyIsSent_goesBetweenItsPieces() throws Exception {
        CompletableFuture<Void> large =
                run(() -> left.send(FrameType.CALL, 1, Payload.of(new byte[64 << 20])));
        BlockingQueue<FrameType> got = new LinkedBlockingQueue<>();
        right.receive((type, id, body) -> got.add(type)); // the body has begun
        CompletableFuture<Void> ping = run(() -> left.send(FrameType.PING, 2, Payload.EMPTY));
        while (got.isEmpty()) {
            right.receive((type, id, body) -> got.add(type));
        }
        assertThat(got.take()).isEqualTo(FrameType.PING);
        while (got.isEmpty()) {
            right.receive((type, id, body) -> got.add(type));
        }
        assertThat(got.take()).isEqualTo(FrameType.CALL);
        CompletableFuture.allOf(large, ping).join();
    }

    @Test
    void sendAll_ofSmallAndLargeFrames_keepsTheirOrder() throws Exception {
        List<Frame> frames = new ArrayList<>();
        for (int i = 1; i <= 300; i++) {
            int length = i % 50 == 0 ? 400_000 : i * 7;
            frames.add(
                    new Frame(
                            i % 3 == 0 ? FrameType.CANCEL : FrameType.CALL,
                            i,
                            Payload.of(new byte[length])));
        }
        CompletableFuture<Void> sending = run(() -> left.sendAll(frames));
        List<Got> got = receive(300);
        for (int i = 0; i < 300; i++) {
            assertThat(got.get(i).id()).isEqualTo(i + 1);
            assertThat(got.get(i).type()).isEqualTo(frames.get(i).type());
            assertThat(got.get(i).body()).hasSize((int) frames.get(i).body().length());
        }
        sending.join();
        assertThat(right.bytesReceived()).isEqualTo(left.bytesSent());
    }

    @Test
    void send_byManyThreads_mixesNoBodies() throws Exception {
        List<CompletableFuture<Void>> senders = new ArrayList<>();
        for (int sender = 1; sender <= 4; sender++) {
            int number = sender;
            senders.add(
                    run(() -> {
                        for (int i = 0; i < 50; i++) {
                            byte[] body = new byte[i % 5 == 0 ? 300_000 : 50];
                            java.util.Arrays.fill(body, (byte) number);
                            left.send(
                                    number % 2 == 0 ? FrameType.DUMPED : FrameType.CALL,
                                    number,
                                    Payload.of(body));
                        }
                    }));
        }
        for (Got each : receive(200)) {
            byte[] expected = new byte[each.body().length];
            java.util.Arrays.fill(expected, (byte) each.id());
            assertThat(each.body()).isEqualTo(expected);
        }
        CompletableFuture.allOf(senders.toArray(new CompletableFuture<?>[0])).join();
    }

    @Test
    void receive_atEndOfStream_isFalse_andWithinAFrame_throws() throws Exception {
        byte[] header = header(FrameType.CALL, 0, 10, 1);
        rawLeft.write(header, 0, header.length);
        rawLeft.close();
        assertThat(right.receive((type, id, body) -> {})).isTrue();
        assertThatThrownBy(() -> right.receive((type, id, body) -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("stream ended within a frame");
    }

    @Test
    void receive_ofWhatIsNoFrame_throwsAndNamesTheBytes() throws Exception {
        byte[] text =
                "#\n# A fatal error has been detected"
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        rawLeft.write(text, 0, text.length);
        assertThatThrownBy(() -> right.receive((type, id, body) -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("must start with 'PR'")
                .hasMessageContaining("bytes=230a2320412066617461");
    }

    @Test
    void receive_ofUnknownTypeFlagOrLength_throws() throws Exception {
        byte[] unknownType = header(FrameType.CALL, 0, 0, 1);
        unknownType[2] = 99;
        assertRefused(unknownType, "unknown frame type: type=99");
        assertRefused(header(FrameType.CALL, 4, 0, 1), "unknown frame flags");
        assertRefused(header(FrameType.CALL, FrameHeader.SLOT, 7, 1), "a frame that names a slot");
        assertRefused(header(FrameType.PING, FrameHeader.SLOT, 8, 1), "a frame that names a slot");
        assertRefused(header(FrameType.CALL, 0, -1, 1), "length=-1");
        assertRefused(
                header(FrameType.CALL, 0, FrameHeader.LARGEST_FRAGMENT + 1, 1),
                "frame length must be 0 to");
    }

    @Test
    void receive_ofTwoBodiesMixedOnOneLane_throws() throws Exception {
        byte[] first = header(FrameType.CALL, FrameHeader.MORE, 0, 1);
        rawLeft.write(first, 0, first.length);
        right.receive((type, id, body) -> {});
        assertRefused(header(FrameType.CALL, 0, 0, 2), "begun=CALL#1, read=CALL#2");
    }

    @Test
    void send_afterClose_throwsAtOnce() {
        left.close();
        assertThatThrownBy(() -> left.send(FrameType.PING, 1, Payload.EMPTY))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("channel is closed: left");
    }

    @Test
    void send_afterAWriteHasFailed_throwsAtOnce() {
        right.close();
        assertThatThrownBy(() -> left.send(FrameType.PING, 1, Payload.EMPTY))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> left.send(FrameType.PING, 1, Payload.EMPTY))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("frame cannot be sent: channel=left");
    }

    void assertRefused(byte[] header, String message) throws Exception {
        rawLeft.write(header, 0, header.length);
        assertThatThrownBy(() -> right.receive((type, id, body) -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("out of step")
                .hasMessageContaining(message);
        open();
    }

    static byte[] header(FrameType type, int flags, int length, long id) {
        byte[] header = new byte[FrameHeader.LENGTH];
        FrameHeader.write(header, 0, type, flags, length, id);
        return header;
    }

    private List<Got> receive(int count) throws IOException {
        return receive(right, count);
    }

    static List<Got> receive(Channel from, int count) throws IOException {
        List<Got> got = new ArrayList<>();
        while (got.size() < count) {
            assertThat(from.receive((type, id, body) -> got.add(new Got(type, id, bytes(body)))))
                    .isTrue();
        }
        return got;
    }

    static byte[] bytes(ByteSource source) throws IOException {
        byte[] bytes = new byte[(int) source.remaining()];
        source.getBytes(bytes, 0, bytes.length);
        return bytes;
    }

    interface Work {
        void run() throws IOException;
    }

    static CompletableFuture<Void> run(Work work) {
        return CompletableFuture.runAsync(
                        () -> {
                            try {
                                work.run();
                            } catch (IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        },
                        TransportContract.OWN_THREAD)
                .orTimeout(20, TimeUnit.SECONDS);
    }
}
