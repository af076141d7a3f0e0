package io.procession.internal.channel;

import java.io.IOException;

/**
 * The receiver's side of a segment: takes pieces out of its slots, and gives these back. Confined
 * to the thread that reads.
 */
final class SlotReceiver {

    private final Segment segment;
    private long emptied;

    SlotReceiver(Segment segment) {
        this.segment = segment;
    }

    /**
     * Copies a piece, whose begin was told to the body.
     *
     * @throws IOException if the channel was closed, or the piece cannot lie there
     */
    void take(int slot, int length, Assembly body) throws IOException {
        segment.enter();
        try {
            body.append(segment, slot, length);
            segment.giveBack(++emptied);
        } finally {
            segment.leave();
        }
    }

    /** Believes a frame's words about a slot only if they can be. */
    void check(int slot, int length) throws IOException {
        int expected = (int) (emptied % segment.slots());
        if (slot != expected || length < 1 || length > segment.slotBytes()) {
            throw new IOException(
                    "frames are out of step: no piece can lie there: slot="
                            + slot
                            + ", expected="
                            + expected
                            + ", length="
                            + length
                            + ", slotBytes="
                            + segment.slotBytes());
        }
    }
}
