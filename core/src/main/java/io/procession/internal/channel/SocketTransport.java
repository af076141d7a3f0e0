package io.procession.internal.channel;

import io.procession.spi.Transport;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A connected socket: a Unix-domain one, or loopback TCP.
 *
 * <p>The channel is in non-blocking mode, and waits stand in selectors: a blocking socket channel
 * closes itself when a thread that uses it is interrupted, a selector merely returns.
 */
public final class SocketTransport implements Transport {

    /** Bounds the native buffer that a thread keeps for its reads and writes. */
    private static final int LARGEST_TRANSFER = 1 << 17;

    /**
     * Small against every default send buffer, of which each write takes more than its own bytes.
     */
    private static final int WINDOW = 1 << 14;

    private final SocketChannel channel;
    private final Selector readable;
    private final Selector writable;

    /** Takes over a connected channel. */
    public SocketTransport(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        this.readable = Selector.open();
        this.writable = Selector.open();
        channel.register(readable, SelectionKey.OP_READ);
        channel.register(writable, SelectionKey.OP_WRITE);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(target, offset, Math.min(length, LARGEST_TRANSFER));
        try {
            int count = channel.read(buffer);
            while (count == 0 && length > 0) {
                await(readable);
                count = channel.read(buffer);
            }
            return count;
        } catch (ClosedChannelException | ClosedSelectorException e) {
            return -1;
        }
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        try {
            for (int written = 0; written < length; ) {
                int part = Math.min(length - written, LARGEST_TRANSFER);
                int count = channel.write(ByteBuffer.wrap(source, offset + written, part));
                if (count == 0) {
                    await(writable);
                }
                written += count;
            }
        } catch (ClosedSelectorException e) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public int window() {
        return WINDOW;
    }

    @Override
    public void close() {
        closeQuietly(channel);
        closeQuietly(readable); // wakes whoever waits in it
        closeQuietly(writable);
    }

    /**
     * Waits until the channel is ready. An interrupted thread's select returns at once, so the flag
     * is laid aside meanwhile.
     */
    private void await(Selector selector) throws IOException {
        boolean interrupted = false;
        try {
            selector.selectedKeys().clear();
            while (selector.select() == 0 && channel.isOpen()) {
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void closeQuietly(Closeable resource) {
        try {
            resource.close();
        } catch (IOException e) {
            // the other end is gone: nothing is left to be closed
        }
    }
}
