package io.procession.internal.channel;

import io.procession.internal.util.Threads;
import io.procession.internal.wire.ByteSource;
import io.procession.internal.wire.FrameType;
import io.procession.internal.wire.SegmentOffer;
import io.procession.spi.Payload;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The mapped memory beside a channel, through which its large bodies go: when a segment is made,
 * who tells whom, and which ones are in use.
 *
 * <p>Thread-safe. Where a segment cannot be had, nothing is said: bodies go through the transport,
 * as they do until one is there.
 */
final class DataPlane {

    /*
     *  parent                                                     worker
     *    large bodies of one direction came to LEAST bytes
     *    makes a file, on a background thread
     *    SEGMENT(direction, slots, path) ─────────────────────►   maps it
     *    removes the file's name      ◄─────────────────── MAPPED(direction, yes or no)
     *
     *  Each direction for itself, at most once. To the worker: the parent's sender fills slots after MAPPED. From it: the worker's
     *  sender does as soon as it has mapped. Pieces in slots and pieces in frames may alternate in one body, so no body waits for it.
     */

    /**
     * So many bytes of large bodies must have gone one way: for fewer, the pipe takes less time
     * than the making of a segment.
     */
    static final long LEAST = 2 << 20;

    private final String name;
    private final FrameWriter writer;
    private volatile boolean mayOffer;
    private volatile boolean mayAccept;
    private volatile boolean peerEnded;
    private volatile @Nullable SlotSender sender;
    private volatile @Nullable SlotReceiver receiver;
    private final Way toWorker = new Way(SegmentOffer.TO_WORKER);
    private final Way fromWorker = new Way(SegmentOffer.FROM_WORKER);
    private boolean closed; // @GuardedBy("this")

    /** One direction. */
    private static final class Way {
        private final int direction;
        private long bytes; // of large bodies; written by the holder of the lane, or by the reader
        private boolean offered; // the same
        private boolean answered; // written by the reader
        private @Nullable Segment segment; // @GuardedBy("DataPlane.this")

        Way(int direction) {
            this.direction = direction;
        }
    }

    DataPlane(String name, FrameWriter writer) {
        this.name = name;
        this.writer = writer;
    }

    /** The peer can map what we make. */
    void mayOffer() {
        mayOffer = true;
    }

    /** We can map what the peer makes. */
    void mayAccept() {
        mayAccept = true;
    }

    /** Whether the peer sends nothing more, and so has ended. */
    boolean hasPeerEnded() {
        return peerEnded;
    }

    void peerEnded() {
        peerEnded = true;
    }

    /** Whether large bodies go through mapped memory both ways. */
    boolean isOpen() {
        return sender != null && receiver != null;
    }

    /** What large bodies are sent through, or null. */
    @Nullable SlotSender sender() {
        return sender;
    }

    /** What large bodies are received through, or null. */
    @Nullable SlotReceiver receiver() {
        return receiver;
    }

    /** A large body is about to be sent. The data lane's lock is held. */
    void sending(long bytes) {
        if (mayOffer) {
            count(toWorker, bytes);
        }
    }

    /** A piece of a large body has arrived through the transport. */
    void received(long bytes) {
        if (mayOffer) {
            count(fromWorker, bytes);
        }
    }

    private void count(Way way, long bytes) {
        way.bytes += bytes;
        if (!way.offered && way.bytes >= LEAST) {
            way.offered = true;
            // there, no user's interrupt closes the file that is being made
            Threads.background(() -> offer(way));
        }
    }

    // Frames between the two channels, on the thread that reads.

    void frame(FrameType type, ByteSource body) throws IOException {
        if (type == FrameType.SEGMENT && mayAccept) {
            accept(SegmentOffer.of(body));
        } else if (type == FrameType.MAPPED && mayOffer) {
            answered(body.getByte(), body.readBoolean());
        } else {
            throw new IOException("frame is not for this side: type=" + type + ", channel=" + name);
        }
    }

    // The parent.

    private void offer(Way way) {
        try {
            Segment segment = Segment.create();
            if (segment == null) {
                return;
            }
            if (!keep(way, segment)) {
                segment.close();
                return;
            }
            if (way == fromWorker) {
                receiver = new SlotReceiver(segment);
            }
            writer.send(FrameType.SEGMENT, 0, segment.offer(way.direction).toPayload());
        } catch (IOException | RuntimeException | LinkageError e) {
            // no room, no such memory on this system, or the worker is gone: the transport serves
            // on
        }
    }

    private void answered(int direction, boolean mapped) throws IOException {
        Way way = direction == SegmentOffer.TO_WORKER ? toWorker : fromWorker;
        Segment segment = segment(way);
        if (segment == null || way.direction != direction || way.answered) {
            throw new IOException(
                    "frames are out of step: nobody has asked for a segment: direction="
                            + direction
                            + ", channel="
                            + name);
        }
        way.answered = true;
        segment.unlink(); // from here on it ends with the two processes, however they end
        if (!mapped) {
            segment.close();
        } else if (way == toWorker) {
            sender = new SlotSender(segment);
        }
    }

    // The worker.

    private void accept(SegmentOffer offer) throws IOException {
        Way way = offer.direction() == SegmentOffer.TO_WORKER ? toWorker : fromWorker;
        if (segment(way) != null) {
            throw new IOException(
                    "frames are out of step: a segment is there already: "
                            + offer
                            + ", channel="
                            + name);
        }
        Segment segment = open(offer);
        boolean mapped = segment != null && keep(way, segment);
        if (segment != null && way == toWorker) {
            receiver = new SlotReceiver(segment);
        }
        writer.send(
                FrameType.MAPPED,
                0,
                Payload.of(new byte[] {(byte) offer.direction(), (byte) (mapped ? 1 : 0)}));
        if (segment != null && way == fromWorker) {
            sender = new SlotSender(segment);
        }
    }

    private static @Nullable Segment open(SegmentOffer offer) {
        boolean interrupted = Thread.interrupted(); // it would close the file that is being mapped
        try {
            return Segment.open(offer);
        } catch (IOException | RuntimeException | LinkageError e) {
            return null; // the parent is in another container, say
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    // Both.

    private synchronized boolean keep(Way way, Segment segment) {
        if (!closed) {
            way.segment = segment;
        }
        return !closed;
    }

    private synchronized @Nullable Segment segment(Way way) {
        return way.segment;
    }

    /** Gives the segments back. Any thread. */
    synchronized void close() {
        closed = true;
        close(toWorker);
        close(fromWorker);
    }

    private static void close(Way way) {
        if (way.segment != null) {
            way.segment.close();
        }
    }
}
