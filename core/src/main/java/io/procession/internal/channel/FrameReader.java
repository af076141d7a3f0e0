package io.procession.internal.channel;

import io.procession.internal.util.Spin;
import io.procession.internal.wire.ByteSource;
import io.procession.internal.wire.FrameHeader;
import io.procession.internal.wire.FrameType;
import io.procession.spi.Payload;
import io.procession.spi.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames: small bodies are delivered from the read buffer itself, large ones are read into
 * chunks without a copy between. Confined to the thread that reads.
 */
final class FrameReader {

    /** A body that fits in here behind its header is delivered from here. */
    private static final int BUFFER = 1 << 16;

    /**
     * What to ask for when little is expected: what FileInputStream reads without allocating native
     * memory.
     */
    private static final int SMALL_READ = 1 << 13;

    /** An answer across two processors takes up to 40 us if both sides must be woken. */
    private static final long SPIN_NANOS = 50_000;

    private static final long TAKEN_NANOS = 20_000;

    private final Transport transport;
    private final String name;
    private final DataPlane plane;
    private final BooleanSupplier hasBytes;
    private final Spin spin = new Spin(1, SPIN_NANOS, TAKEN_NANOS);
    private final Assembly data = new Assembly();
    private final Assembly control = new Assembly();
    private final byte[] buffer = new byte[BUFFER];
    private boolean spins;
    private int start;
    private int end;
    private int needed =
            FrameHeader.LENGTH; // bytes from start until the next frame is complete, as far as is
    // known
    private boolean lastReadWasFull;
    private boolean slotsFollow; // the last piece lay in a slot, and so will the next, most likely
    private @Nullable Assembly
            filling; // the body whose piece has begun to arrive, and is read into its chunks
    private @Nullable Assembly delivering; // the large body that the receiver is looking at
    private volatile long bytesReceived; // written by the reading thread only

    FrameReader(Transport transport, String name, DataPlane plane) {
        this.transport = transport;
        this.name = name;
        this.plane = plane;
        this.hasBytes = transport::canRead;
    }

    boolean receive(Channel.Receiver receiver, boolean mayBeSoon) throws IOException {
        spins = mayBeSoon;
        if (!read()) {
            requireAtRest();
            return false;
        }
        deliver(receiver);
        receiver.drained();
        return true;
    }

    Payload keep(ByteSource body) throws IOException {
        Assembly large = delivering;
        if (large != null) {
            return large.handOver(body);
        }
        byte[] copy = new byte[(int) body.remaining()];
        body.getBytes(copy, 0, copy.length);
        return Payload.of(copy);
    }

    long bytesReceived() {
        return bytesReceived;
    }

    /** Reads once, to where the next bytes belong. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads at a time
    private boolean read() throws IOException {
        Assembly large = filling;
        int count = large != null ? large.readFrom(transport) : readToBuffer();
        if (count > 0) {
            bytesReceived += count;
        }
        return count >= 0;
    }

    private int readToBuffer() throws IOException {
        makeRoom();
        int wanted = amountToAskFor();
        if (spins && end == start && !lastReadWasFull) {
            spin.awaits(hasBytes);
        }
        int count = transport.read(buffer, end, wanted);
        lastReadWasFull = count == wanted;
        end += Math.max(0, count);
        return count;
    }

    private void makeRoom() {
        if (start == end) {
            start = 0;
            end = 0;
        } else if (buffer.length - start < needed || buffer.length - end < SMALL_READ) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
    }

    private int amountToAskFor() {
        int missing = needed - (end - start);
        if ((data.isOpen() || control.isOpen()) && !slotsFollow) {
            return missing; // a piece of a large body comes next: its header only, so that its
            // bytes need no copy
        }
        return Math.min(
                buffer.length - end, lastReadWasFull ? BUFFER : Math.max(SMALL_READ, missing));
    }

    private void deliver(Channel.Receiver receiver) throws IOException {
        if (filling != null && !finishPiece(receiver)) {
            return;
        }
        while (end - start >= FrameHeader.LENGTH) {
            if (!deliverNext(receiver)) {
                return;
            }
        }
        needed = FrameHeader.LENGTH;
    }

    /**
     * Delivers the frame at {@code start}, or begins to gather it; false if more bytes must come
     * first.
     */
    private boolean deliverNext(Channel.Receiver receiver) throws IOException {
        FrameType type = FrameHeader.checkedType(buffer, start);
        long id = FrameHeader.id(buffer, start);
        int length = FrameHeader.length(buffer, start);
        boolean more = FrameHeader.hasMore(buffer, start);
        if (FrameHeader.isInSlot(buffer, start)) {
            return takeFromSlot(type, id, more, receiver);
        }
        Assembly lane = type.isControl() ? control : data;
        if (lane.isOpen() || more || length > BUFFER - FrameHeader.LENGTH) {
            return gather(lane, type, id, length, more, receiver);
        }
        if (end - start - FrameHeader.LENGTH < length) {
            needed = FrameHeader.LENGTH + length;
            return false;
        }
        int body = start + FrameHeader.LENGTH;
        start = body + length;
        if (type.isOfChannels()) {
            plane.frame(type, new ByteSource(buffer, body, length));
        } else {
            receiver.frame(type, id, new ByteSource(buffer, body, length));
        }
        return true;
    }

    /** A frame of the data lane that tells in which slot its piece lies. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads at a time
    private boolean takeFromSlot(FrameType type, long id, boolean more, Channel.Receiver receiver)
            throws IOException {
        if (end - start < FrameHeader.LENGTH + FrameHeader.SLOT_LENGTH) {
            needed = FrameHeader.LENGTH + FrameHeader.SLOT_LENGTH;
            return false;
        }
        SlotReceiver slots = plane.receiver();
        if (slots == null) {
            throw new IOException("frames are out of step: a slot of no segment: channel=" + name);
        }
        int slot = FrameHeader.slot(buffer, start);
        int length = FrameHeader.bytesInSlot(buffer, start);
        slots.check(slot, length);
        data.beginPiece(type, id, length, more);
        slots.take(slot, length, data);
        start += FrameHeader.LENGTH + FrameHeader.SLOT_LENGTH;
        bytesReceived += length;
        slotsFollow = more;
        filling = data;
        return finishPiece(receiver);
    }

    private boolean gather(
            Assembly lane,
            FrameType type,
            long id,
            int length,
            boolean more,
            Channel.Receiver receiver)
            throws IOException {
        lane.beginPiece(type, id, length, more);
        slotsFollow = false;
        if (lane == data) {
            plane.received(length);
        }
        start += FrameHeader.LENGTH;
        start += lane.append(buffer, start, end - start);
        filling = lane;
        return finishPiece(receiver);
    }

    /** If the piece has arrived in full: delivers the body if it was the last one. */
    private boolean finishPiece(Channel.Receiver receiver) throws IOException {
        Assembly large = filling;
        if (large == null || !large.isPieceComplete()) {
            return false;
        }
        filling = null;
        needed = FrameHeader.LENGTH;
        if (!large.hasMore()) {
            deliverLarge(large, receiver);
        }
        return true;
    }

    private void deliverLarge(Assembly large, Channel.Receiver receiver) throws IOException {
        delivering = large;
        try {
            receiver.frame(large.type(), large.id(), new ByteSource(large.body()));
        } finally {
            delivering = null;
            large.reset();
        }
    }

    private void requireAtRest() throws EOFException {
        if (start != end || filling != null || data.isOpen() || control.isOpen()) {
            throw new EOFException(
                    "stream ended within a frame: channel="
                            + name
                            + ", bytes of it read="
                            + (end - start)
                            + ", needed="
                            + needed
                            + "; the other process has died, or was killed, while it wrote");
        }
    }
}
