package io.procession.shared;

import io.procession.ProcessionException;
import io.procession.TaskNotSerializableException;
import io.procession.internal.broker.Codecs;
import io.procession.internal.snapshot.CannotTravelException;
import io.procession.internal.wire.ByteSource;
import io.procession.spi.Codec;
import io.procession.spi.Payload;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Copies what is put into shared objects, to bytes and back. */
final class Values {

    private Values() {}

    /**
     * @param what names the value in a refusal, such as "element of SharedQueue"
     */
    static Payload encode(@Nullable Object value, String what) {
        try {
            return Codecs.current().encode(value, Codec.Direction.CALL, "value");
        } catch (CannotTravelException e) {
            throw new TaskNotSerializableException(
                    what + " cannot be sent: " + e.path() + " is a " + e.type() + "; " + e.advice(),
                    e.path(),
                    e.type(),
                    e);
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // it is of the type of what was put in
    static <T extends @Nullable Object> T decode(Payload value, String what) {
        try {
            return (T) Codecs.current().decode(new ByteSource(value), Codec.Direction.CALL);
        } catch (IOException | ClassNotFoundException e) {
            throw new ProcessionException(
                    what + " cannot be rebuilt in this process: " + e.getMessage(), e);
        }
    }

    /** For an exception in which an operation has ended that a process did for another. */
    static Payload encodeError(Throwable error) {
        return Codecs.current().encodeThrowable(error, Codec.Direction.RESULT);
    }

    /** Throws such an exception, as it is if it is unchecked. */
    static RuntimeException rethrow(Payload encoded, String what) {
        Throwable error;
        try {
            error =
                    (Throwable)
                            Codecs.current()
                                    .decode(new ByteSource(encoded), Codec.Direction.RESULT);
        } catch (IOException | ClassNotFoundException e) {
            throw new ProcessionException(
                    what + " cannot be rebuilt in this process: " + e.getMessage(), e);
        }
        if (error instanceof Error fatal) {
            throw fatal;
        }
        throw error instanceof RuntimeException unchecked
                ? unchecked
                : new ProcessionException(what + ": " + error, error);
    }
}
