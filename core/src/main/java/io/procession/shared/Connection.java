package io.procession.shared;

import io.procession.internal.broker.Message;
import io.procession.internal.broker.Request;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One end of a {@link Pipe}.
 *
 * <p>Any thread of any process may use it, but it is meant for one. When the other end is closed,
 * or the process that used it last has died, what it had sent can still be received, and then
 * {@link #receive()} throws a {@link PipeClosedException}, as {@link #send} does at once.
 */
public final class Connection implements Serializable, AutoCloseable {

    private static final long serialVersionUID = 1L;
    private static final String WHAT = "message of Connection";

    private final Pipe pipe;
    private final int side;

    Connection(Pipe pipe, int side) {
        this.pipe = pipe;
        this.side = side;
    }

    /** Sends a copy of a message. Does not wait for anybody to receive it. */
    public void send(Object message) {
        Objects.requireNonNull(message, "message");
        open(pipe.ref().ask(Message.of(PipeState.SEND, Values.encode(message, WHAT), side)));
    }

    /** Receives the next message; blocks until there is one. */
    public Object receive() throws InterruptedException {
        return decoded(
                open(pipe.ref().await(Message.of(PipeState.RECEIVE, side), Request.FOREVER)));
    }

    /** Waits for a message for a limited time; null if that is over. */
    public @Nullable Object receive(Duration timeout) throws InterruptedException {
        Message reply =
                open(pipe.ref().await(Message.of(PipeState.RECEIVE, side), Waits.nanos(timeout)));
        return reply.isOk() ? decoded(reply) : null;
    }

    /** Whether {@link #receive()} would not block: a message waits, or the other end is closed. */
    public boolean poll() {
        return open(pipe.ref().ask(Message.of(PipeState.POLL, side))).isOk();
    }

    /** Waits until {@link #receive()} would not block, for a limited time. Takes nothing. */
    public boolean poll(Duration timeout) throws InterruptedException {
        return open(pipe.ref().await(Message.of(PipeState.POLL, side), Waits.nanos(timeout)))
                .isOk();
    }

    /** Closes this end, for all processes. Does nothing the second time. */
    @Override
    public void close() {
        pipe.ref().ask(Message.of(PipeState.CLOSE, side));
    }

    private static Object decoded(Message reply) {
        return Values.decode(reply.value(0), WHAT);
    }

    private static Message open(Message reply) {
        if (reply.code() == PipeState.CLOSED) {
            throw new PipeClosedException(reply.text());
        }
        return reply;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Connection connection
                && connection.pipe == pipe
                && connection.side == side;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(pipe) * 2 + side;
    }

    @Override
    public String toString() {
        return "Connection(" + (side == 0 ? "left" : "right") + " of " + pipe + ")";
    }
}
