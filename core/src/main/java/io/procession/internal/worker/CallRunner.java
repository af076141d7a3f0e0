package io.procession.internal.worker;

import io.procession.internal.broker.Names;
import io.procession.internal.channel.Channel;
import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.wire.FrameType;
import io.procession.spi.Codec.Direction;
import io.procession.spi.Payload;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs one call: decodes it, invokes it, encodes and sends the answer. Whatever the task throws is
 * its answer, except that the heap is exhausted. Confined to the task thread.
 */
final class CallRunner {

    private final Channel channel;
    private final GraphCodec codec;
    private final CallExecution execution;
    private final CurrentCall current;
    private final StandardStreams streams;
    private final Map<Long, KeptBase> bases = new HashMap<>();
    private @Nullable KeptBase used; // by the next call

    CallRunner(Channel channel, GraphCodec codec, CurrentCall current, StandardStreams streams) {
        this.channel = channel;
        this.codec = codec;
        this.execution = new CallExecution(codec);
        this.current = current;
        this.streams = streams;
    }

    /** Runs a call; its answer has been written when this returns. */
    void run(long id, Payload call) throws IOException {
        current.begin(id);
        CallExecution.Ended ended;
        try {
            KeptBase base = used;
            used = null;
            ended = execution.run(call, base);
            streams.flush();
        } finally {
            current.end();
        }
        Object named = ended.body().attachment();
        if (named != null) {
            Names.send(channel, id, named);
        }
        FrameType type = ended.threw() ? FrameType.THREW : FrameType.RETURNED;
        channel.send(type, id, ended.nanos(), ended.body());
        ended.body().release();
    }

    /** Keeps the base of calls to come, or uses the one it has, or lets go of it. */
    void base(FrameType type, long id, Payload body) {
        switch (type) {
            case KEEP -> {
                used = new KeptBase(body);
                bases.put(id, used);
            }
            case USE -> used = bases.get(id);
            default -> bases.remove(id);
        }
    }

    /** Answers a call with an error that its run ended in. */
    void answerThrew(long id, Throwable error) throws IOException {
        channel.send(FrameType.THREW, id, 0, codec.encodeThrowable(error, Direction.RESULT));
    }
}
