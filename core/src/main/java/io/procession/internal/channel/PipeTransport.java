package io.procession.internal.channel;

import io.procession.spi.Transport;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Two pipes between a parent and its worker. The worker finds its ends at the descriptors 3 and 4.
 *
 * <p>Interrupts do not touch it: streams over files are not interruptible. The system does not wake a thread that is blocked on
 * a pipe when its own process closes it; it wakes it when the other end closes. {@link #close} therefore makes the other end
 * read end of stream and fail to write, which ends a worker; one that is stopped or stuck must be killed by its owner.
 */
public final class PipeTransport implements Transport {

    /** A Linux pipe has 16 pages, and a write of half a page and a byte takes a page of its own. */
    private static final int WINDOW = 1 << 15;

    private final InputStream in;
    private final OutputStream out;
    private volatile boolean closed;

    /** Over two streams; {@code out} is flushed after each write. */
    public PipeTransport(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** The worker's end: what its parent's launch line put at the descriptors 3 and 4. Runs in the worker process. */
    public static PipeTransport toParent() throws IOException {
        return new PipeTransport(new FileInputStream("/dev/fd/3"), new FileOutputStream("/dev/fd/4"));
    }

    /** The parent's end: the standard streams of a process. */
    public static PipeTransport toProcess(Process process) {
        return new PipeTransport(process.getInputStream(), process.getOutputStream());
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (closed) {
            return -1;
        }
        try {
            return in.read(target, offset, length);
        } catch (IOException e) {
            if (closed) {
                return -1;
            }
            throw e;
        }
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        out.write(source, offset, length);
        out.flush();
    }

    @Override
    public int window() {
        return WINDOW;
    }

    @Override
    public void close() {
        closed = true;
        closeQuietly(in);
        closeQuietly(out);
    }

    private static void closeQuietly(java.io.Closeable stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // the other end is gone: nothing is left to be closed
        }
    }
}
