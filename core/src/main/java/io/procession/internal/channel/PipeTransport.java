package io.procession.internal.channel;

import io.procession.spi.Transport;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;

/**
 * The worker's end of the two pipes to its parent, which the launch line put at the descriptors 3
 * and 4. Runs in the worker process.
 *
 * <p>Interrupts do not touch it: streams over files are not interruptible. Nor does {@link #close}
 * wake a thread that is blocked here; the parent's end does, and until then the worker that wants
 * to end does so by its exit.
 */
final class PipeTransport implements Transport {

    private final FileInputStream in;
    private final FileOutputStream out;

    private PipeTransport(FileInputStream in, FileOutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** Opens the descriptors, which is to be done once. */
    static PipeTransport open() throws IOException {
        return new PipeTransport(
                new FileInputStream("/dev/fd/3"), new FileOutputStream("/dev/fd/4"));
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return in.read(target, offset, length);
    }

    @Override
    public boolean canRead() {
        return ProcessTransport.hasBytes(in);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        out.write(source, offset, length);
    }

    @Override
    public int window() {
        return ProcessTransport.WINDOW;
    }

    @Override
    public void close() {
        closeQuietly(in);
        closeQuietly(out);
    }

    private static void closeQuietly(Closeable stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // the parent is gone: nothing is left to be closed
        }
    }
}
