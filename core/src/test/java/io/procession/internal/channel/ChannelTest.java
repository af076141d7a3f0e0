package io.procession.internal.channel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.internal.wire.FrameHeader;
import io.procession.internal.wire.FrameType;
import io.procession.internal.wire.SegmentOffer;
import io.procession.spi.Payload;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** All bodies go through the transport. */
class ChannelTest extends ChannelContract {

    @Override
    void prepare() {
        // neither side has shown that it can map memory
    }

    @Test
    void receive_ofASlotWithoutASegment_throws() throws Exception {
        byte[] frame = new byte[FrameHeader.LENGTH + FrameHeader.SLOT_LENGTH];
        FrameHeader.write(frame, 0, FrameType.CALL, FrameHeader.SLOT, FrameHeader.SLOT_LENGTH, 1);
        FrameHeader.writeSlot(frame, FrameHeader.LENGTH, 0, 1);
        assertRefused(frame, "a slot of no segment");
    }

    @Test
    void receive_ofAnOfferThatItHasNotAskedFor_throws() throws Exception {
        SegmentOffer offer = new SegmentOffer(SegmentOffer.TO_WORKER, 1, 1, "/dev/shm/none");
        left.send(FrameType.SEGMENT, 0, offer.toPayload());
        assertThatThrownBy(() -> right.receive((type, id, body) -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not for this side: type=SEGMENT");
    }

    @Test
    void receive_ofAnOfferThatCannotBe_throws() throws Exception {
        right.acceptSegments();
        for (SegmentOffer offer :
                new SegmentOffer[] {
                    new SegmentOffer(3, 1, 1, "x"),
                    new SegmentOffer(1, 0, 1, "x"),
                    new SegmentOffer(1, 1, -1, "x"),
                    new SegmentOffer(2, 1 << 10, 1 << 24, "x")
                }) {
            left.send(FrameType.SEGMENT, 0, offer.toPayload());
            assertThatThrownBy(() -> right.receive((type, id, body) -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no such segment can be");
        }
    }

    @Test
    void receive_ofAnAnswerToNoOffer_throws() throws Exception {
        right.offerSegments();
        left.send(FrameType.MAPPED, 0, Payload.of(new byte[] {SegmentOffer.TO_WORKER, 1}));
        assertThatThrownBy(() -> right.receive((type, id, body) -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nobody has asked for a segment: direction=1");
    }
}
