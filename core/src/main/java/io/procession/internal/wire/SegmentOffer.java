package io.procession.internal.wire;

import io.procession.spi.Payload;
import java.io.IOException;

/**
 * The body of a SEGMENT frame: a file that the parent has mapped, for the worker to map, too.
 *
 * @param direction {@link #TO_WORKER} or {@link #FROM_WORKER}
 * @param slots how many slots it has
 * @param slotBytes how long each is
 * @param path where it lies
 */
public record SegmentOffer(int direction, int slots, int slotBytes, String path) {

    /** Direction: the parent writes. */
    public static final int TO_WORKER = 1;

    /** Direction: the worker writes. */
    public static final int FROM_WORKER = 2;

    private static final int MOST_SLOTS = 1 << 10;
    private static final int LARGEST_BYTES = 1 << 30;

    /** As the body of a frame. */
    public Payload toPayload() {
        ByteSink sink = new ByteSink(128);
        sink.putByte(direction);
        sink.putInt(slots);
        sink.putInt(slotBytes);
        sink.putString(path);
        return sink.toPayload();
    }

    /**
     * From the body of a frame.
     *
     * @throws IOException if what it says cannot be
     */
    public static SegmentOffer of(ByteSource body) throws IOException {
        SegmentOffer offer =
                new SegmentOffer(body.getByte(), body.getInt(), body.getInt(), body.getString());
        if (offer.direction != TO_WORKER && offer.direction != FROM_WORKER
                || offer.slots < 1
                || offer.slots > MOST_SLOTS
                || offer.slotBytes < 1
                || offer.slotBytes > LARGEST_BYTES / offer.slots) {
            throw new IOException("frames are out of step: no such segment can be: " + offer);
        }
        return offer;
    }
}
