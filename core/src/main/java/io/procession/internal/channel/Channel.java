package io.procession.internal.channel;

import io.procession.internal.wire.ByteSource;
import io.procession.internal.wire.FrameType;
import io.procession.spi.Payload;
import io.procession.spi.Transport;
import java.io.IOException;
import java.util.List;

/**
 * Frames in both directions over one transport, with a control lane.
 *
 * <p>Sending is for any thread, receiving for one thread at a time; both go on at once. Neither
 * heeds interrupts, and neither loses an interrupt flag. Used on both sides.
 */
public final class Channel implements AutoCloseable {

    /*
     *  send ──► lane lock (data | control) ──► write lock, a piece at a time ──► transport
     *              │                                                               │
     *              └─► a slot of mapped memory, for a large body's piece ─────┐      │
     *                                                                         ▼      │
     *  Receiver.frame ◄── read buffer (small bodies) or chunks (large ones) ◄────────┘
     *
     *  A lane lock is held for all pieces of one body, so pieces of two bodies of one lane never mix. The write lock is held
     *  for one piece, and is fair: with one sender a lane at most two threads compete for it, so a control frame waits for one
     *  piece of a large body, and for what the transport has taken already.
     *
     *  Mapped memory (DataPlane) replaces nothing: of a piece that lies in a slot a frame tells where, so order, lanes and the end
     *  of the stream are what they are without it. A sender waits for a free slot under the lock of the data lane alone.
     *
     *  Order: frames of one lane arrive in the order in which they were sent. A control frame may overtake a data frame
     *  whose sending has begun, never one whose send() has returned.
     *
     *  Not promised: that send() returns while the peer does not read. Both sides must go on reading while they write.
     */

    /** A message: its type, the call that it speaks of (0 for none), and its body. */
    public record Frame(FrameType type, long id, Payload body) {}

    /** Takes what arrives, on the thread that reads. */
    public interface Receiver {

        /**
         * One whole frame. The body is valid during the call only ({@link Channel#keep} keeps it),
         * and need not be read to its end.
         */
        void frame(FrameType type, long id, ByteSource body) throws IOException;

        /** All that had arrived was delivered; the reader is about to block. */
        default void drained() throws IOException {}
    }

    private final Transport transport;
    private final FrameWriter writer;
    private final FrameReader reader;
    private final DataPlane plane;

    /**
     * @param name for messages, such as "images-worker-2"
     */
    public Channel(Transport transport, String name) {
        this.transport = transport;
        this.writer = new FrameWriter(transport, name);
        this.plane = new DataPlane(name, writer);
        this.reader = new FrameReader(transport, name, plane);
        writer.use(plane);
    }

    /**
     * Lets large bodies of both directions go through mapped memory, which this side makes when the
     * first ones have gone through the transport. To be called by the parent, once the worker has
     * shown that it can.
     */
    public void offerSegments() {
        plane.mayOffer();
    }

    /** Whether large bodies go through mapped memory both ways. */
    boolean isMapped() {
        return plane.isOpen();
    }

    /** Lets the peer offer mapped memory. To be called by a worker that is a process. */
    public void acceptSegments() {
        plane.mayAccept();
    }

    /**
     * Sends a frame. Any thread. Blocks until the transport has taken it; control frames go between
     * the fragments of others.
     *
     * @throws IOException if the peer is gone or the channel was closed: at once on every later
     *     call
     */
    public void send(FrameType type, long id, Payload body) throws IOException {
        writer.send(type, id, body);
    }

    /**
     * Sends a frame whose body is an int64, then {@code rest}: what RETURNED and THREW look like,
     * without joining payloads.
     */
    public void send(FrameType type, long id, long head, Payload rest) throws IOException {
        writer.send(type, id, head, rest);
    }

    /**
     * Sends a frame whose body is an int64, then {@code rest}, if that cannot block: if nobody else
     * writes for long, and the peer has room, given that it has read so much. Returns whether it
     * was sent.
     *
     * @param peerReceived how many bytes the peer has read, as far as is known
     */
    public boolean trySend(FrameType type, long id, long head, Payload rest, long peerReceived)
            throws IOException {
        return writer.trySend(type, id, head, rest, peerReceived);
    }

    /** Sends several frames in their order, small ones in one write. */
    public void sendAll(List<Frame> frames) throws IOException {
        writer.sendAll(frames);
    }

    /**
     * Reads once, which blocks until bytes arrive, delivers every frame that is then complete, and
     * calls {@code drained}. One thread at a time, with a happens-before between one thread's turn
     * and the next's. Returns false at the end of the stream.
     *
     * @throws IOException if the stream breaks within a frame, or is out of step: the worker must
     *     be killed then
     */
    public boolean receive(Receiver receiver) throws IOException {
        return receive(receiver, /* mayBeSoon= */ false);
    }

    /**
     * The same, for a reader who has nothing else to do.
     *
     * @param mayBeSoon whether to look for some microseconds before it sleeps, where that has paid
     *     lately
     */
    public boolean receive(Receiver receiver, boolean mayBeSoon) throws IOException {
        boolean open;
        try {
            open = reader.receive(receiver, mayBeSoon);
        } catch (IOException e) {
            plane.peerEnded();
            throw e;
        }
        if (!open) {
            plane.peerEnded(); // nobody will give back a slot that a sender waits for
        }
        return open;
    }

    /**
     * What is left of the body that {@link Receiver#frame} was given, to be used after it returns.
     * Only within that call, and the last that is done with that body. A large one is handed over,
     * a small one copied.
     */
    public Payload keep(ByteSource body) throws IOException {
        return reader.keep(body);
    }

    /** How many bytes may be outstanding with an idle peer before {@code send} could block. */
    public int window() {
        return transport.window();
    }

    /** How many bytes were written, headers included. */
    public long bytesSent() {
        return writer.bytesSent();
    }

    /** How many bytes were read, headers included. */
    public long bytesReceived() {
        return reader.bytesReceived();
    }

    /** Closes the transport. Any thread; later sends fail at once. */
    @Override
    public void close() {
        writer.close();
        transport.close();
        plane.close();
    }
}
