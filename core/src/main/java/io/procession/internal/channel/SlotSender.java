package io.procession.internal.channel;

import java.io.IOException;

/**
 * The sender's side of a segment: which slot comes next, and whether it is free. Confined to the
 * holder of the data lane.
 */
final class SlotSender {

    private final Segment segment;
    private long filled;

    SlotSender(Segment segment) {
        this.segment = segment;
    }

    int slotBytes() {
        return segment.slotBytes();
    }

    /**
     * Whether the next slot is free. Does not block.
     *
     * @throws IOException if the channel was closed, or the other side has given back what it never
     *     had
     */
    boolean isFree() throws IOException {
        segment.enter();
        try {
            long inUse = filled - segment.givenBack();
            if (inUse < 0 || inUse > segment.slots()) {
                throw new IOException(
                        "slots are out of step: filled="
                                + filled
                                + ", in use="
                                + inUse
                                + ", slots="
                                + segment.slots());
            }
            return inUse < segment.slots();
        } finally {
            segment.leave();
        }
    }

    /** Fills the next slot, which is free; returns its number. */
    int fill(FrameWriter.Piece piece) throws IOException {
        int slot = (int) (filled % segment.slots());
        segment.enter();
        try {
            piece.copyTo(segment, slot);
        } finally {
            segment.leave();
        }
        filled++;
        return slot;
    }
}
