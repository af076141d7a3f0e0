package io.procession.internal.channel;

import io.procession.spi.Transport;
import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Two bounded queues of bytes within one process: for workers that are threads, and for tests. */
public final class InProcessTransport implements Transport {

    private static final int CAPACITY = 1 << 16;

    private final ByteQueue incoming;
    private final ByteQueue outgoing;

    private InProcessTransport(ByteQueue incoming, ByteQueue outgoing) {
        this.incoming = incoming;
        this.outgoing = outgoing;
    }

    /** The two ends of a new stream. */
    public static Pair open() {
        ByteQueue there = new ByteQueue();
        ByteQueue back = new ByteQueue();
        return new Pair(new InProcessTransport(back, there), new InProcessTransport(there, back));
    }

    /** Two ends: what one writes, the other reads. */
    public record Pair(Transport parent, Transport worker) {}

    @Override
    public int read(byte[] target, int offset, int length) {
        return incoming.read(target, offset, length);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        outgoing.write(source, offset, length);
    }

    @Override
    public int window() {
        return CAPACITY;
    }

    @Override
    public void close() {
        outgoing.closeWriter();
        incoming.closeReader();
    }

    /** A ring of bytes that blocks its reader when empty and its writer when full. */
    private static final class ByteQueue {

        private final ReentrantLock lock = new ReentrantLock();
        private final Condition readable = lock.newCondition();
        private final Condition writable = lock.newCondition();
        private final byte[] ring = new byte[CAPACITY]; // this and all below: @GuardedBy("lock")
        private int head;
        private int count;
        private boolean writerClosed;
        private boolean readerClosed;

        int read(byte[] target, int offset, int length) {
            lock.lock();
            try {
                while (count == 0 && !writerClosed && !readerClosed) {
                    readable.awaitUninterruptibly();
                }
                if (count == 0 || readerClosed) {
                    return -1;
                }
                int part = take(target, offset, length);
                writable.signal();
                return part;
            } finally {
                lock.unlock();
            }
        }

        void write(byte[] source, int offset, int length) throws IOException {
            lock.lock();
            try {
                for (int written = 0; written < length; ) {
                    while (count == CAPACITY && !writerClosed && !readerClosed) {
                        writable.awaitUninterruptibly();
                    }
                    if (writerClosed || readerClosed) {
                        throw new IOException(
                                readerClosed ? "the other end is closed" : "this end is closed");
                    }
                    written += put(source, offset + written, length - written);
                    readable.signal();
                }
            } finally {
                lock.unlock();
            }
        }

        void closeWriter() {
            lock.lock();
            try {
                writerClosed = true;
                readable.signalAll();
                writable.signalAll();
            } finally {
                lock.unlock();
            }
        }

        void closeReader() {
            lock.lock();
            try {
                readerClosed = true;
                readable.signalAll();
                writable.signalAll();
            } finally {
                lock.unlock();
            }
        }

        private int take(byte[] target, int offset, int length) {
            int part = Math.min(length, count);
            int first = Math.min(part, CAPACITY - head);
            System.arraycopy(ring, head, target, offset, first);
            System.arraycopy(ring, 0, target, offset + first, part - first);
            head = (head + part) % CAPACITY;
            count -= part;
            return part;
        }

        private int put(byte[] source, int offset, int length) {
            int part = Math.min(length, CAPACITY - count);
            int tail = (head + count) % CAPACITY;
            int first = Math.min(part, CAPACITY - tail);
            System.arraycopy(source, offset, ring, tail, first);
            System.arraycopy(source, offset + first, ring, 0, part - first);
            count += part;
            return part;
        }
    }
}
