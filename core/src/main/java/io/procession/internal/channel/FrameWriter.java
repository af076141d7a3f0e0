package io.procession.internal.channel;

import io.procession.internal.wire.FrameHeader;
import io.procession.internal.wire.FrameType;
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

    FrameWriter(Transport transport, String name) {
        this.transport = transport;
        this.name = name;
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
        dataLane.lock();
        controlLane.lock();
        try {
            int next = 0;
            while (next < frames.size()) {
                next =
                        isSmall(frames.get(next))
                                ? writeBatch(frames, next)
                                : writeLarge(frames, next);
            }
        } finally {
            controlLane.unlock();
            dataLane.unlock();
        }
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
        Cursor cursor = new Cursor(body);
        int headLeft = headLength;
        while (left > 0) {
            int length = (int) Math.min(left, FrameHeader.FRAGMENT);
            left -= length;
            writePiece(type, left > 0 ? FrameHeader.MORE : 0, id, headLeft, head, length, cursor);
            headLeft = 0;
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

    private void writePiece(
            FrameType type,
            int flags,
            long id,
            int headLength,
            long head,
            int length,
            Cursor cursor)
            throws IOException {
        writeLock.lock();
        try {
            requireOpen();
            putHeader(type, flags, length, id);
            putHead(headLength, head);
            for (int left = length - headLength; left > 0; ) {
                int part = cursor.part(left);
                put(cursor.chunk(), cursor.position, part);
                cursor.position += part;
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
            if (failure == null) {
                failure = e;
            }
            throw e;
        }
    }

    private void requireOpen() throws IOException {
        IOException cause = failure;
        if (cause != null) {
            throw new IOException(
                    "frame cannot be sent: channel=" + name + "; " + cause.getMessage(), cause);
        }
    }

    /** Where in a payload the next piece starts. */
    private static final class Cursor {

        private final Payload body;
        private int chunk;
        private int position;

        Cursor(Payload body) {
            this.body = body;
        }

        byte[] chunk() {
            return body.chunk(chunk);
        }

        /**
         * How much of {@code wanted} lies in the current chunk, after used up ones were left
         * behind.
         */
        int part(int wanted) {
            while (position == body.chunkLength(chunk)) {
                chunk++;
                position = 0;
            }
            return Math.min(wanted, body.chunkLength(chunk) - position);
        }
    }
}
