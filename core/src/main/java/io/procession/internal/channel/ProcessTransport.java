package io.procession.internal.channel;

import io.procession.internal.util.Later;
import io.procession.spi.Transport;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The parent's end of the two pipes to a worker.
 *
 * <p>A thread that is blocked here is freed by the worker's end. {@link #close} brings that about:
 * a healthy worker ends when its stream does, and one that does not, within a second, is killed.
 */
public final class ProcessTransport implements Transport {

    /*
     * Process wraps its pipes in buffered streams, where each read costs two system calls more (is there more to come?),
     * one eighth of a round trip. So, once the worker's first bytes prove that its descriptors 3 and 4 are the pipes,
     * they are opened anew under /proc/PID/fd. A buffered stream that gives less than it was asked for has given all that it
     * held; one that gives as much may hold more, and is not left yet. To open a pipe waits for somebody at its other
     * end, and the worker may die just then: both are held open read-write meanwhile, which waits for nobody. Where there
     * is no /proc, the streams of Process serve on.
     *
     * Of the streams that were left, the input is closed at once: when the process ends, Process would read what is left in
     * the pipe, which is ours. The output stays, since a writer may be in it, and is closed with the plain one: the worker
     * reads end of stream only when the last writer is gone.
     *
     * A stream is closed only while nobody is in it, by close() or by the last one out: to close a buffered stream
     * waits for a blocked writer, and to close a plain one does not wake it.
     */
    static final int WINDOW =
            32 << 10; // a pipe has 16 pages; a write of half a page and a byte takes a whole one
    private static final long GRACE_MILLIS = 1000;

    private final Process process;
    private final Runnable kill;
    private final ReentrantLock reading =
            new ReentrantLock(); // its holder may be blocked in a read
    private final ReentrantLock writing =
            new ReentrantLock(); // its holder may be blocked in a write
    private volatile @Nullable InputStream plainIn;
    private volatile @Nullable OutputStream plainOut;
    private volatile boolean heard;
    private volatile boolean closed;
    private boolean
            settled; // @GuardedBy("reading"): whether it was tried to open the plain streams

    /**
     * @param kill ends the worker when it does not end by itself
     */
    public ProcessTransport(Process process, Runnable kill) {
        this.process = process;
        this.kill = kill;
    }

    /** Whether the worker has sent anything yet. */
    public boolean hasHeard() {
        return heard;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        reading.lock();
        try {
            if (closed) {
                return -1;
            }
            int count = in().read(target, offset, length);
            if (!settled && count > 0) {
                heard = true;
                settle(count < length);
            }
            return closed ? -1 : count;
        } catch (IOException e) {
            if (closed || !process.isAlive()) {
                return -1; // Process closes its streams under our hands when it ends
            }
            throw e;
        } finally {
            reading.unlock();
            closeInputIfDue();
        }
    }

    @Override
    public boolean canRead() {
        InputStream plain = plainIn;
        return plain == null || closed || hasBytes(plain);
    }

    /** True if it cannot be told: a read says what is wrong. */
    static boolean hasBytes(InputStream plain) {
        try {
            return plain.available() > 0;
        } catch (IOException e) {
            return true;
        }
    }

    private void settle(boolean nothingIsBuffered) {
        if (nothingIsBuffered) {
            settled = true;
            openPlainStreams("/proc/" + process.pid() + "/fd/");
        }
    }

    @SuppressWarnings("try") // the two that hold are there to be closed
    private void openPlainStreams(String descriptors) {
        try (RandomAccessFile holdIn = new RandomAccessFile(descriptors + 4, "rw");
                RandomAccessFile holdOut = new RandomAccessFile(descriptors + 3, "rw")) {
            plainOut = new FileOutputStream(descriptors + 3);
            plainIn = new FileInputStream(descriptors + 4);
            process.getInputStream().close();
        } catch (IOException e) {
            // no /proc, or the worker has just died: what we have will do
        }
    }

    private InputStream in() {
        InputStream plain = plainIn;
        return plain != null ? plain : process.getInputStream();
    }

    private OutputStream out() {
        OutputStream plain = plainOut;
        return plain != null ? plain : process.getOutputStream();
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        writing.lock();
        try {
            if (closed) {
                throw new IOException("transport is closed: pid=" + process.pid());
            }
            OutputStream out = out();
            out.write(source, offset, length);
            out.flush();
        } finally {
            writing.unlock();
            closeOutputIfDue();
        }
    }

    @Override
    public int window() {
        return WINDOW;
    }

    @Override
    public void close() {
        closed = true;
        closeOutputIfDue();
        closeInputIfDue();
        if (isOccupied()) {
            Later.run(GRACE_MILLIS, TimeUnit.MILLISECONDS, this::killIfOccupied);
        }
    }

    private boolean isOccupied() {
        return reading.isLocked() || writing.isLocked();
    }

    private void killIfOccupied() {
        if (isOccupied()) {
            kill.run();
        }
    }

    private void closeInputIfDue() {
        if (closed && reading.tryLock()) {
            try {
                closeQuietly(plainIn);
                closeQuietly(process.getInputStream());
            } finally {
                reading.unlock();
            }
        }
    }

    private void closeOutputIfDue() {
        if (closed && writing.tryLock()) {
            try {
                closeQuietly(plainOut);
                closeQuietly(process.getOutputStream());
            } finally {
                writing.unlock();
            }
        }
    }

    private static void closeQuietly(@Nullable Closeable stream) {
        try {
            if (stream != null) {
                stream.close();
            }
        } catch (IOException e) {
            // the worker is gone: nothing is left to be closed
        }
    }
}
