package io.procession.internal.channel;

import io.procession.internal.wire.ByteSource;
import io.procession.internal.wire.FrameType;
import io.procession.spi.Payload;
import io.procession.spi.Transport;
import java.io.IOException;
import java.util.List;

/** Frames in both directions over one transport, with a control lane. */
public final class Channel implements AutoCloseable {

    /** A message: its type, the call that it speaks of (0 for none), and its body. */
    public record Frame(FrameType type, long id, Payload body) {}

    /** Takes what arrives, on the thread that reads. */
    public interface Receiver {

        /** One whole frame. The body is valid during the call only, and need not be read to its end. */
        void frame(FrameType type, long id, ByteSource body) throws IOException;

        /** All that had arrived was delivered; the reader is about to block. */
        default void drained() throws IOException {}
    }

    /** @param name for thread names and messages, such as "images-worker-2" */
    public Channel(Transport transport, String name) {}

    /** Sends a frame. Any thread. Blocks until the transport has taken it; control frames go between the fragments of others. */
    public void send(FrameType type, long id, Payload body) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Sends several frames, small ones in one write. */
    public void sendAll(List<Frame> frames) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads once, which blocks until bytes arrive, delivers every frame that is then complete, and calls
     * {@code drained}. One thread at a time. Returns false at the end of the stream.
     *
     * @throws IOException if the stream breaks within a frame, or is out of step: the worker must be killed then
     */
    public boolean receive(Receiver receiver) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** How many bytes may be outstanding with an idle peer before {@code send} could block. */
    public int window() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
