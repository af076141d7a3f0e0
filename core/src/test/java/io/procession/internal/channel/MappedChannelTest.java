package io.procession.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.internal.wire.ByteSource;
import io.procession.internal.wire.FrameHeader;
import io.procession.internal.wire.FrameType;
import io.procession.internal.wire.SegmentOffer;
import io.procession.spi.Payload;
import io.procession.spi.Transport;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Large bodies go through mapped memory, both ways. */
@EnabledOnOs(OS.LINUX)
class MappedChannelTest extends ChannelContract {

    private static final int MORE_THAN_ALL_SLOTS = (Segment.SLOTS + 3) * Segment.SLOT_BYTES + 5;

    @Override
    void prepare() throws Exception {
        left.offerSegments();
        right.acceptSegments();
        pass(left, right, (int) DataPlane.LEAST);
        pass(right, left, (int) DataPlane.LEAST);
        CompletableFuture<Void> accepting = // SEGMENT, twice
                run(() -> {
                    while (!right.isMapped()) {
                        right.receive((type, id, body) -> {});
                    }
                });
        while (!left.isMapped()) {
            left.receive((type, id, body) -> {}); // MAPPED
        }
        accepting.join();
    }

    private static void pass(Channel from, Channel to, int bytes) throws Exception {
        CompletableFuture<Void> sending =
                run(() -> from.send(FrameType.CALL, 1, Payload.of(new byte[bytes])));
        receive(to, 1);
        sending.join();
    }

    @Test
    void send_ofLargeBodies_leavesTheTransportToTheRest() throws Exception {
        InProcessTransport.Pair pair = InProcessTransport.open();
        left.close();
        right.close();
        Watched transport = new Watched(pair.parent());
        left = new Channel(transport, "left");
        right = new Channel(pair.worker(), "right");
        prepare();
        long before = transport.written.get();
        for (int i = 0; i < 10; i++) {
            pass(left, right, 10 << 20);
        }
        assertThat(transport.written.get() - before).isBetween(1L, 100L << 10);
        assertThat(left.bytesSent()).isGreaterThan(100L << 20);
    }

    @Test
    void send_bothWaysAtOnce_ofBodiesAroundTheLengthsOfSlots_deliversThemWhole() throws Exception {
        int slot = Segment.SLOT_BYTES;
        int all = Segment.SLOTS * slot;
        int[] lengths = {
            (1 << 16) - 16,
            (1 << 16) - 15,
            slot - 9,
            slot - 8,
            slot - 7,
            slot - 1,
            slot,
            slot + 1,
            2 * slot,
            all - 1,
            all,
            all + 1,
            5 * all + 11,
            100,
            MORE_THAN_ALL_SLOTS
        };
        List<CompletableFuture<Void>> work =
                List.of(
                        run(() -> send(left, lengths)),
                        run(() -> send(right, lengths)),
                        run(() -> assertReceives(left, lengths)),
                        run(() -> assertReceives(right, lengths)));
        work.forEach(CompletableFuture::join);
    }

    private static void send(Channel from, int[] lengths) throws IOException {
        for (int length : lengths) {
            byte[] body = TransportContract.randomBytes(length);
            from.send(FrameType.RETURNED, length, length, Payload.of(body));
        }
    }

    private static void assertReceives(Channel to, int[] lengths) throws IOException {
        List<Got> got = receive(to, lengths.length);
        for (int i = 0; i < lengths.length; i++) {
            ByteSource body = new ByteSource(Payload.of(got.get(i).body()));
            assertThat(body.getLong()).isEqualTo(lengths[i]);
            assertThat(bytes(body)).isEqualTo(TransportContract.randomBytes(lengths[i]));
        }
    }

    @Test
    void controlFrame_whileALargeBodyWaitsForASlot_isSentAtOnce() throws Exception {
        CompletableFuture<Void> large = sendMoreThanAllSlots();
        left.send(FrameType.PING, 2, Payload.EMPTY); // nobody reads, and still it returns
        assertThat(large).isNotDone();
        List<Got> got = receive(right, 2);
        assertThat(got.get(0).type()).isEqualTo(FrameType.PING);
        assertThat(got.get(1).body()).hasSize(MORE_THAN_ALL_SLOTS);
        large.join();
    }

    @Test
    void send_whileNobodyReads_endsWhenTheOtherSideCloses() throws Exception {
        CompletableFuture<Void> large = sendMoreThanAllSlots();
        right.close();
        assertThatThrownBy(() -> large.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(IOException.class);
    }

    /** Though what it writes is taken: from a pipe that a child of the dead process holds open. */
    @Test
    void send_whileNobodyReads_endsWhenItsOwnSideReadsTheEnd() throws Exception {
        InProcessTransport.Pair pair = InProcessTransport.open();
        left.close();
        right.close();
        Watched transport = new Watched(pair.parent());
        left = new Channel(transport, "left");
        right = new Channel(pair.worker(), "right");
        prepare();
        CompletableFuture<Void> large = sendMoreThanAllSlots();
        transport.ended = true;
        assertThat(left.receive((type, id, body) -> {})).isFalse();
        assertThatThrownBy(() -> large.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasStackTraceContaining("the other side's stream has ended");
    }

    @Test
    void send_whileNobodyReads_endsWhenItsOwnSideCloses() throws Exception {
        CompletableFuture<Void> large = sendMoreThanAllSlots();
        left.close();
        assertThatThrownBy(() -> large.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasStackTraceContaining("channel is closed");
    }

    @Test
    void send_byAnInterruptedThreadThatMustWait_deliversAll_andKeepsTheFlag() throws Exception {
        AtomicReference<Boolean> flag = new AtomicReference<>();
        byte[] body = TransportContract.randomBytes(MORE_THAN_ALL_SLOTS);
        CompletableFuture<Void> sending =
                run(() -> {
                    Thread.currentThread().interrupt();
                    left.send(FrameType.CALL, 3, Payload.of(body));
                    flag.set(Thread.interrupted());
                });
        awaitAllSlotsFilled();
        assertThat(receive(right, 1).get(0).body()).isEqualTo(body);
        sending.join();
        assertThat(flag.get()).isTrue();
    }

    private CompletableFuture<Void> sendMoreThanAllSlots() {
        CompletableFuture<Void> large =
                run(() -> left.send(FrameType.CALL, 1, Payload.of(new byte[MORE_THAN_ALL_SLOTS])));
        awaitAllSlotsFilled();
        return large;
    }

    private void awaitAllSlotsFilled() {
        long before = DataPlane.LEAST;
        long slots = (long) Segment.SLOTS * Segment.SLOT_BYTES;
        Awaitility.await()
                .atMost(10, TimeUnit.SECONDS)
                .until(() -> left.bytesSent() >= before + slots);
    }

    @Test
    void receive_ofAPieceThatCannotLieThere_throws() throws Exception {
        int[][] lies = {{1, 10}, {-1, 10}, {99, 10}, {0, 0}, {0, -1}, {0, Segment.SLOT_BYTES + 1}};
        for (int[] lie : lies) {
            byte[] frame = new byte[FrameHeader.LENGTH + FrameHeader.SLOT_LENGTH];
            FrameHeader.write(
                    frame, 0, FrameType.CALL, FrameHeader.SLOT, FrameHeader.SLOT_LENGTH, 1);
            FrameHeader.writeSlot(frame, FrameHeader.LENGTH, lie[0], lie[1]);
            assertRefused(frame, "no piece can lie there: slot=" + lie[0]);
        }
    }

    @Test
    void receive_ofASecondOfferOrAnswer_throws() throws Exception {
        SegmentOffer offer = new SegmentOffer(SegmentOffer.TO_WORKER, 1, 1, "/dev/shm/none");
        left.send(FrameType.SEGMENT, 0, offer.toPayload());
        assertThatThrownBy(() -> right.receive((type, id, body) -> {}))
                .hasMessageContaining("a segment is there already");
        right.send(FrameType.MAPPED, 0, Payload.of(new byte[] {SegmentOffer.TO_WORKER, 1}));
        assertThatThrownBy(() -> left.receive((type, id, body) -> {}))
                .hasMessageContaining("nobody has asked for a segment");
    }

    @Test
    void slots_givenBackThatWereNeverFilled_areNotBelieved() throws Exception {
        for (long lie : new long[] {1, -1 - Segment.SLOTS, Long.MAX_VALUE, Long.MIN_VALUE}) {
            Segment segment = Objects.requireNonNull(Segment.create());
            segment.enter();
            segment.giveBack(lie);
            segment.leave();
            assertThatThrownBy(() -> new SlotSender(segment).isFree())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("slots are out of step: filled=0");
            segment.close();
            assertThatThrownBy(segment::enter).isInstanceOf(IOException.class);
        }
    }

    @Test
    void send_toAPeerThatCannotMapWhatItIsOffered_goesThroughTheTransport() throws Exception {
        InProcessTransport.Pair pair = InProcessTransport.open();
        try (Channel offering = new Channel(pair.parent(), "offering");
                Channel refusing = new Channel(pair.worker(), "refusing")) {
            offering.offerSegments();
            byte[] body = TransportContract.randomBytes((int) DataPlane.LEAST);
            CompletableFuture<Void> sending =
                    run(() -> offering.send(FrameType.CALL, 1, Payload.of(body)));
            AtomicReference<Throwable> refusal = new AtomicReference<>();
            AtomicLong calls = new AtomicLong();
            while (calls.get() == 0 || refusal.get() == null) {
                try {
                    refusing.receive((type, id, source) -> calls.incrementAndGet());
                } catch (IOException e) {
                    refusal.set(e); // SEGMENT, which it has never said to understand
                }
            }
            sending.join();
            byte[] no = {SegmentOffer.TO_WORKER, 0};
            refusing.send(FrameType.MAPPED, 0, Payload.of(no));
            offering.receive((type, id, source) -> {});
            CompletableFuture<Void> again =
                    run(() -> offering.send(FrameType.CALL, 2, Payload.of(body)));
            assertThat(Arrays.equals(receive(refusing, 1).get(0).body(), body)).isTrue();
            again.join();
        }
    }

    /** Counts what is written, and can be made to read the end of the stream. */
    private static final class Watched implements Transport {

        private final Transport transport;
        private final AtomicLong written = new AtomicLong();
        private volatile boolean ended;

        Watched(Transport transport) {
            this.transport = transport;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return ended ? -1 : transport.read(target, offset, length);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            written.addAndGet(length);
            transport.write(source, offset, length);
        }

        @Override
        public int window() {
            return transport.window();
        }

        @Override
        public void close() {
            transport.close();
        }
    }
}
