package io.procession.internal.broker;

import io.procession.internal.channel.Channel;
import io.procession.internal.util.Threads;
import io.procession.internal.wire.FrameType;
import io.procession.spi.Payload;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends frames to a neighbour, in order, and never blocks: what the neighbour may have no room for
 * is written by a background thread. So threads that read may send.
 *
 * <p>Every frame says how much this process has read from that neighbour; so each side knows how
 * much of what it has sent may still lie in the pipe, and writes at once as long as that is little.
 */
final class Outbox {

    private record Letter(FrameType type, long id, Payload body) {}

    private final Channel channel;
    private final ArrayDeque<Letter> letters = new ArrayDeque<>(); // @GuardedBy("this")
    private boolean draining; // @GuardedBy("this")
    private volatile long peerReceived;

    Outbox(Channel channel) {
        this.channel = channel;
    }

    /** The neighbour says how much it has read. */
    void peerHasReceived(long bytes) {
        if (bytes > peerReceived) {
            peerReceived = bytes;
        }
    }

    synchronized void post(FrameType type, long id, Payload body) {
        try {
            if (isWritten(type, id, body)) {
                return;
            }
        } catch (IOException e) {
            return; // the reader sees the end of the stream, and tells all who wait
        }
        letters.add(new Letter(type, id, body));
        if (!draining) {
            draining = true;
            Threads.background(this::drain);
        }
    }

    /**
     * Sends a frame if it can be written here and now: then it arrives, whatever becomes of this
     * process. Returns whether it was.
     *
     * @param mayStill asked when all frames before it were written
     */
    synchronized boolean postNow(FrameType type, long id, Payload body, BooleanSupplier mayStill) {
        try {
            return mayStill.getAsBoolean() && isWritten(type, id, body);
        } catch (IOException e) {
            return false; // whoever asks in another way is told why
        }
    }

    /** The monitor is held. */
    private boolean isWritten(FrameType type, long id, Payload body) throws IOException {
        return !draining && channel.trySend(type, id, channel.bytesReceived(), body, peerReceived);
    }

    private void drain() {
        for (Letter next = next(); next != null; next = next()) {
            try {
                channel.send(next.type, next.id, channel.bytesReceived(), next.body);
            } catch (IOException e) {
                continue; // so will the others, and quickly
            }
        }
    }

    private synchronized @Nullable Letter next() {
        Letter next = letters.poll();
        draining = next != null;
        return next;
    }
}
