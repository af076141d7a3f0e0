package io.procession.actor;

import io.procession.TaskNotSerializableException;
import io.procession.internal.broker.Codecs;
import io.procession.internal.snapshot.CannotTravelException;
import io.procession.internal.wire.ByteSource;
import io.procession.spi.Codec;
import io.procession.spi.Payload;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Copies messages, results and states to bytes and back. */
final class Coding {

    private Coding() {}

    /**
     * @param root how the path of a refusal begins
     * @param what names the value in a refusal, such as "message to Counter#1"
     */
    static Payload encode(
            @Nullable Object value, Codec.Direction direction, String root, String what) {
        try {
            return Codecs.current().encode(value, direction, root);
        } catch (CannotTravelException e) {
            throw new TaskNotSerializableException(
                    what + " cannot be sent: " + e.path() + " is a " + e.type() + "; " + e.advice(),
                    e.path(),
                    e.type(),
                    e);
        }
    }

    static Payload encodeThrowable(Throwable error) {
        return Codecs.current().encodeThrowable(error, Codec.Direction.RESULT);
    }

    static @Nullable Object decode(Payload value) throws IOException, ClassNotFoundException {
        return Codecs.current().decode(new ByteSource(value), Codec.Direction.CALL);
    }
}
