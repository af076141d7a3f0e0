package io.procession.internal.channel;

import io.procession.internal.wire.FrameHeader;
import io.procession.internal.wire.FrameType;
import io.procession.internal.wire.LittleEndian;
import io.procession.spi.Payload;
import io.procession.spi.Transport;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Cuts bodies into frames and writes them. Its locks are explained in {@link Channel}. */
final class FrameWriter {

    /** Room for a batch of small frames: about what a pipe holds. */
    private static final int BUFFER = 1 << 16;

    /**
     * A piece of a body that is at least so long is written from where it lies: a copy would cost
     * more than a system call.
     */
    private static final int DIRECT = 1 << 14;

    /** How long a write of a small frame takes at most, if nothing holds it up. */
    private static final long SOON_NANOS = 100_000;

    private final Transport transport;
    private final String name;
    private final ReentrantLock dataLane = new ReentrantLock();
    private final ReentrantLock controlLane = new ReentrantLock();
    private final ReentrantLock writeLock = new ReentrantLock(/* fair= */ true);
    private final byte[] buffer = new byte[BUFFER]; // @GuardedBy("writeLock")
    private int position; // @GuardedBy("writeLock")
    private volatile long bytesSent; // written under writeLock only
    private volatile @Nullable IOException failure;
    private @Nullable DataPlane plane; // set before the first frame is sent

    FrameWriter(Transport transport, String name) {
        this.transport = transport;
        this.name = name;
    }

    /** Large bodies may go this way, where it is open. */
    void use(DataPlane dataPlane) {
        plane = dataPlane;
    }

    void send(FrameType type, long id, Payload body) throws IOException {
        ReentrantLock lane = laneOf(type);
        lane.lock();
        try {
            writeBody(type, id, 0, 0, body);
        } finally {
            lane.unlock();
        }
    }

    void send(FrameType type, long id, long head, Payload rest) throws IOException {
        ReentrantLock lane = laneOf(type);
        lane.lock();
        try {
            writeBody(type, id, Long.BYTES, head, rest);
        } finally {
            lane.unlock();
        }
    }

    /** Writes a small frame if the peer surely has room for it, and the locks are free soon. */
    boolean trySend(FrameType type, long id, long head, Payload rest, long peerReceived)
            throws IOException {
        long length = FrameHeader.LENGTH + Long.BYTES + rest.length();
        long room = transport.window() / 2; // a pipe may take small writes a page each
        if (length > room || bytesSent - peerReceived + length > room) {
            return false;
        }
        ReentrantLock lane = laneOf(type);
        if (!lockSoon(lane)) {
            return false;
        }
        try {
            if (!lockSoon(writeLock)) {
                return false;
            }
            try {
                if (bytesSent - peerReceived + length > room) {
                    return false;
                }
                writeSmall(type, id, Long.BYTES, head, rest);
                return true;
            } finally {
                writeLock.unlock();
            }
        } finally {
            lane.unlock();
        }
    }

    private static boolean lockSoon(ReentrantLock lock) {
        if (lock.tryLock()) {
            return true;
        }
        try {
            return lock.tryLock(SOON_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void sendAll(List<Channel.Frame> frames) throws IOException {
        boolean withControl = hasControl(frames);
        dataLane.lock();
        if (withControl) {
            controlLane.lock(); // by whoever sends both at once: their order is kept
        }
        try {
            int next = 0;
            while (next < frames.size()) {
                next =
                        isSmall(frames.get(next))
                                ? writeBatch(frames, next)
                                : writeLarge(frames, next);
            }
        } finally {
            if (withControl) {
                controlLane.unlock();
            }
            dataLane.unlock();
        }
    }

    private static boolean hasControl(List<Channel.Frame> frames) {
        for (Channel.Frame frame : frames) {
            if (frame.type().isControl()) {
                return true;
            }
        }
        return false;
    }

    long bytesSent() {
        return bytesSent;
    }

    void close() {
        if (failure == null) {
            failure = new IOException("channel is closed: " + name);
        }
    }

    private ReentrantLock laneOf(FrameType type) {
        return type.isControl() ? controlLane : dataLane;
    }

    private static boolean isSmall(Channel.Frame frame) {
        return frame.body().length() <= BUFFER - FrameHeader.LENGTH;
    }

    /** As many small frames as one write takes; returns the index of the next. */
    private int writeBatch(List<Channel.Frame> frames, int first) throws IOException {
        writeLock.lock();
        try {
            requireOpen();
            int next = first;
            while (next < frames.size() && fits(frames.get(next))) {
                Channel.Frame frame = frames.get(next++);
                putFrame(frame.type(), 0, frame.id(), frame.body());
            }
            flush();
            return next;
        } finally {
            writeLock.unlock();
        }
    }

    private boolean fits(Channel.Frame frame) {
        return frame.body().length() + FrameHeader.LENGTH <= BUFFER - position;
    }

    private void putFrame(FrameType type, int flags, long id, Payload body) {
        putHeader(type, flags, (int) body.length(), id);
        for (int i = 0; i < body.chunkCount(); i++) {
            System.arraycopy(body.chunk(i), 0, buffer, position, body.chunkLength(i));
            position += body.chunkLength(i);
        }
    }

    private int writeLarge(List<Channel.Frame> frames, int index) throws IOException {
        Channel.Frame frame = frames.get(index);
        writeBody(frame.type(), frame.id(), 0, 0, frame.body());
        return index + 1;
    }

    /** The pieces of one body, the write lock being free between them. The lane's lock is held. */
    private void writeBody(FrameType type, long id, int headLength, long head, Payload body)
            throws IOException {
        long left = headLength + body.length();
        if (left + FrameHeader.LENGTH <= BUFFER) {
            writeSmall(type, id, headLength, head, body);
            return;
        }
        if (!type.isControl() && plane != null) {
            plane.sending(left);
        }
        Piece piece = new Piece(body, headLength, head);
        while (left > 0) {
            left -= writePiece(type, id, piece, left);
        }
    }

    /** The next piece, through mapped memory if there is any; returns its length. */
    private int writePiece(FrameType type, long id, Piece piece, long left) throws IOException {
        SlotSender slots = type.isControl() || plane == null ? null : plane.sender();
        if (slots != null) {
            piece.length = (int) Math.min(left, slots.slotBytes());
            awaitSlot(slots, type, id);
            int flags = FrameHeader.SLOT | (left > piece.length ? FrameHeader.MORE : 0);
            writeSlot(type, flags, id, slots.fill(piece), piece.length);
        } else {
            piece.length = (int) Math.min(left, FrameHeader.FRAGMENT);
            writePiece(type, left > piece.length ? FrameHeader.MORE : 0, id, piece);
        }
        return piece.length;
    }

    /** Blocks until the receiver has emptied a slot. The data lane's lock is held, and no other. */
    private void awaitSlot(SlotSender slots, FrameType type, long id) throws IOException {
        if (slots.isFree()) {
            return;
        }
        Patience patience = new Patience();
        try {
            while (!slots.isFree()) {
                requireOpen();
                if (plane != null && plane.hasPeerEnded()) {
                    throw failed(new IOException("the other side's stream has ended"));
                }
                if (patience.pause()) {
                    // fails if nobody is left to read it; nothing else would tell where nobody
                    // reads
                    writePiece(type, FrameHeader.MORE, id, Piece.EMPTY);
                }
            }
        } finally {
            patience.end();
        }
    }

    private void writeSlot(FrameType type, int flags, long id, int slot, int length)
            throws IOException {
        writeLock.lock();
        try {
            requireOpen();
            putHeader(type, flags, FrameHeader.SLOT_LENGTH, id);
            FrameHeader.writeSlot(buffer, position, slot, length);
            position += FrameHeader.SLOT_LENGTH;
            flush();
            bytesSent += length;
        } finally {
            writeLock.unlock();
        }
    }

    private void writeSmall(FrameType type, long id, int headLength, long head, Payload body)
            throws IOException {
        writeLock.lock();
        try {
            requireOpen();
            putHeader(type, 0, headLength + (int) body.length(), id);
            putHead(headLength, head);
            for (int i = 0; i < body.chunkCount(); i++) {
                System.arraycopy(body.chunk(i), 0, buffer, position, body.chunkLength(i));
                position += body.chunkLength(i);
            }
            flush();
        } finally {
            writeLock.unlock();
        }
    }

    private void writePiece(FrameType type, int flags, long id, Piece piece) throws IOException {
        writeLock.lock();
        try {
            requireOpen();
            putHeader(type, flags, piece.length, id);
            int headLength = piece.takeHead();
            putHead(headLength, piece.head);
            for (int left = piece.length - headLength; left > 0; ) {
                int part = piece.part(left);
                put(piece.chunk(), piece.position, part);
                piece.position += part;
                left -= part;
            }
            flush();
        } finally {
            writeLock.unlock();
        }
    }

    private void putHeader(FrameType type, int flags, int length, long id) {
        FrameHeader.write(buffer, position, type, flags, length, id);
        position += FrameHeader.LENGTH;
    }

    private void putHead(int headLength, long head) {
        for (int i = 0; i < headLength; i++) {
            buffer[position++] = (byte) (head >>> (i * Byte.SIZE));
        }
    }

    private void put(byte[] source, int offset, int length) throws IOException {
        if (length >= DIRECT || length > BUFFER - position) {
            flush();
            write(source, offset, length);
        } else {
            System.arraycopy(source, offset, buffer, position, length);
            position += length;
        }
    }

    private void flush() throws IOException {
        int length = position;
        position = 0;
        if (length > 0) {
            write(buffer, 0, length);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // the write lock is held
    private void write(byte[] source, int offset, int length) throws IOException {
        try {
            transport.write(source, offset, length);
            bytesSent += length;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private IOException failed(IOException e) {
        if (failure == null) {
            failure = e;
        }
        return e;
    }

    private void requireOpen() throws IOException {
        IOException cause = failure;
        if (cause != null) {
            throw new IOException(
                    "frame cannot be sent: channel=" + name + "; " + cause.getMessage(), cause);
        }
    }

    /** What of a body is to be written next. */
    static final class Piece {

        private static final Piece EMPTY = new Piece(Payload.EMPTY, 0, 0);

        private final Payload body;
        private final long head;
        private int headLength;
        private int length;
        private int chunk;
        private int position;

        Piece(Payload body, int headLength, long head) {
            this.body = body;
            this.headLength = headLength;
            this.head = head;
        }

        /** Writes it into a slot, and goes on to where the next one starts. */
        void copyTo(Segment segment, int slot) {
            int at = takeHead();
            if (at > 0) {
                byte[] bytes = new byte[at];
                LittleEndian.putLong(bytes, 0, head);
                segment.put(slot, 0, bytes, 0, at);
            }
            while (at < length) {
                int part = part(length - at);
                segment.put(slot, at, chunk(), position, part);
                position += part;
                at += part;
            }
        }

        private int takeHead() {
            int taken = headLength;
            headLength = 0;
            return taken;
        }

        private byte[] chunk() {
            return body.chunk(chunk);
        }

        /**
         * How much of {@code wanted} lies in the current chunk, after used up ones were left
         * behind.
         */
        private int part(int wanted) {
            while (position == body.chunkLength(chunk)) {
                chunk++;
                position = 0;
            }
            return Math.min(wanted, body.chunkLength(chunk) - position);
        }
    }
}
