package io.procession.spi;

import java.io.Closeable;
import java.io.IOException;

/**
 * One end of an ordered, reliable stream of bytes between two processes.
 *
 * <p>One thread reads and one thread writes at a time; reading and writing go on at once. Neither
 * is interruptible: a thread that is blocked is freed by {@link #close()}, or by the other end's
 * death.
 */
public interface Transport extends Closeable {

    /**
     * Reads at least one byte. Blocks. Returns how many, or -1 when the other end has closed or
     * died.
     */
    int read(byte[] target, int offset, int length) throws IOException;

    /**
     * Whether bytes are there already, so that a read would not block. Does not block; true where
     * it cannot be told. For the thread that reads, which may look for some microseconds before it
     * blocks.
     */
    default boolean canRead() {
        return true;
    }

    /**
     * Writes all of the bytes. Blocks until the other end, or what lies between, has taken them.
     */
    void write(byte[] source, int offset, int length) throws IOException;

    /**
     * How many bytes can be written to an idle peer without blocking, at least. A sender that has
     * fewer than this outstanding never waits.
     */
    int window();

    /**
     * Closes both directions. Frees threads that are blocked here; the other end reads end of
     * stream.
     */
    @Override
    void close();
}
