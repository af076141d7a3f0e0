package io.procession.internal.worker;

import io.procession.internal.broker.Names;
import io.procession.internal.channel.Channel;
import io.procession.internal.snapshot.CannotTravelException;
import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.wire.ByteSource;
import io.procession.internal.wire.FrameType;
import io.procession.spi.Codec.Direction;
import io.procession.spi.Payload;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Runs one call: decodes it, invokes it, encodes and sends the answer. Whatever the task throws is
 * its answer, except that the heap is exhausted. Confined to the task thread.
 */
final class CallRunner {

    private final Channel channel;
    private final GraphCodec codec;
    private final CurrentCall current;
    private final StandardStreams streams;

    CallRunner(Channel channel, GraphCodec codec, CurrentCall current, StandardStreams streams) {
        this.channel = channel;
        this.codec = codec;
        this.current = current;
        this.streams = streams;
    }

    /** Runs a call; its answer has been written when this returns. */
    void run(long id, Payload call) throws IOException {
        current.begin(id);
        Answer answer;
        try {
            answer = execute(call);
            streams.flush();
        } finally {
            current.end();
        }
        Object named = answer.body.attachment();
        if (named != null) {
            channel.send(FrameType.NAMES, id, 0, Names.toPayload(named));
        }
        channel.send(answer.type, id, answer.nanos, answer.body);
        answer.body.release();
    }

    /** Answers a call with an error that its run ended in. */
    void answerThrew(long id, Throwable error) throws IOException {
        channel.send(FrameType.THREW, id, 0, codec.encodeThrowable(error, Direction.RESULT));
    }

    private Answer execute(Payload call) {
        Invocation invocation;
        try {
            invocation = decode(call);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            return threw(0, new UndecodableCallException(e));
        }
        long start = System.nanoTime();
        try {
            Object result = invocation.invoke();
            return returned(System.nanoTime() - start, result);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            return threw(System.nanoTime() - start, e);
        }
    }

    private Invocation decode(Payload call) throws IOException, ClassNotFoundException {
        Object decoded = codec.decode(new ByteSource(call), Direction.CALL);
        call.release();
        if (decoded instanceof Invocation invocation) {
            return invocation;
        }
        throw new IOException(
                "not an Invocation: " + (decoded == null ? null : decoded.getClass().getName()));
    }

    private Answer returned(long nanos, @Nullable Object result) throws CannotTravelException {
        return new Answer(
                FrameType.RETURNED, nanos, codec.encode(result, Direction.RESULT, "result"));
    }

    private Answer threw(long nanos, Throwable error) {
        return new Answer(FrameType.THREW, nanos, codec.encodeThrowable(error, Direction.RESULT));
    }

    private record Answer(FrameType type, long nanos, Payload body) {}
}
