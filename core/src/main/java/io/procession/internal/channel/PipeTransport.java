package io.procession.internal.channel;

import io.procession.spi.Transport;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Two pipes between a parent and its worker. The worker finds its ends at the descriptors 3 and 4.
 *
 * <p>Interrupts do not touch it: streams over files are not interruptible. The system does not wake a thread that is blocked on
 * a pipe when its own process closes it; it wakes it when the other end closes. {@link #close} therefore makes the other end
 * read end of stream and fail to write, which ends a worker; one that is stopped or stuck must be killed by its owner, through
 * its {@link ProcessHandle}: {@code Process.destroy} would close the streams, and lose what is still in them.
 */
public final class PipeTransport implements Transport {

    /*
     * The streams of a Process cost two system calls a read (how much is available?), and their output cannot be closed
     * while a thread is blocked in it. So the parent's end opens the same pipes anew through the worker's descriptors 3 and 4,
     * where the system has such a thing, as soon as the first bytes have shown that the worker has set them up; and closes
     * those of the Process, which would otherwise also read what is left when the process ends. Reader and writer each switch by
     * themselves, between two calls. What was written before is in the pipe already. A BufferedInputStream that gives less than it was
     * asked for has given all that was in its buffer; one that gives as much may hold more, and is not left yet.
     */

    /** A Linux pipe has 16 pages, and a write of half a page and a byte takes a page of its own. */
    private static final int WINDOW = 1 << 15;

    private volatile InputStream in; // written by the reader, and so is rawOut
    private volatile OutputStream out; // written by the writer
    private volatile @Nullable OutputStream rawOut; // what the writer is to switch to
    private volatile boolean closed;
    private long rawPid; // reader only; the process whose descriptors may be opened, 0 for none

    private PipeTransport(InputStream in, OutputStream out, long rawPid) {
        this.in = in;
        this.out = out;
        this.rawPid = rawPid;
    }

    /** The worker's end: what its parent's launch line put at the descriptors 3 and 4. Runs in the worker process. */
    public static PipeTransport toParent() throws IOException {
        return new PipeTransport(new FileInputStream("/dev/fd/3"), new FileOutputStream("/dev/fd/4"), 0);
    }

    /** The parent's end, to any process: its standard streams. */
    public static PipeTransport toProcess(Process process) {
        return new PipeTransport(process.getInputStream(), process.getOutputStream(), 0);
    }

    /** The parent's end, to a process that has its standard streams at the descriptors 3 and 4 before it writes its first byte. */
    public static PipeTransport toWorker(Process process) {
        return new PipeTransport(process.getInputStream(), process.getOutputStream(), process.pid());
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (closed) {
            return -1;
        }
        try {
            int count = in.read(target, offset, length);
            if (rawPid != 0 && count >= 0 && count < length) {
                switchToRaw();
            }
            return count;
        } catch (IOException e) {
            if (closed) {
                return -1;
            }
            throw e;
        }
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        OutputStream raw = rawOut;
        if (raw != null && out != raw) {
            closeQuietly(out);
            out = raw;
        }
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
        closeQuietly(in); // first: a peer that is blocked in a write fails, ends, and frees whoever is blocked here
        closeQuietly(rawOut);
        closeQuietly(out);
    }

    private void switchToRaw() {
        String descriptors = "/proc/" + rawPid + "/fd/";
        rawPid = 0;
        FileInputStream raw = null;
        try {
            raw = new FileInputStream(descriptors + 4);
            rawOut = new FileOutputStream(descriptors + 3);
        } catch (IOException e) {
            closeQuietly(raw); // there is no /proc, or the process is gone: the streams of the Process serve as well
            return;
        }
        InputStream wrapped = in;
        in = raw;
        closeQuietly(wrapped);
        if (closed) {
            close(); // it did not see the new streams
        }
    }

    private static void closeQuietly(@Nullable Closeable stream) {
        try {
            if (stream != null) {
                stream.close();
            }
        } catch (IOException e) {
            // the other end is gone: nothing is left to be closed
        }
    }
}
