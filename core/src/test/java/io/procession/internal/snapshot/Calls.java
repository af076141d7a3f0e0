package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSource;
import io.procession.spi.Payload;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Calls for tests: on copies, as in a worker, but in this process. */
public final class Calls {

    public static final RestoringCodec CODEC = new RestoringCodec(Codecs.PLAIN);

    public static final PathFinder PATHS = new PathFinder(Codecs.PLAIN);

    private Calls() {}

    /** What runs in the worker; it is given a copy. */
    public interface Body<T> {
        @Nullable Object run(T argument) throws Throwable;
    }

    /** Runs a call, brings its changes back, and returns its result, or throws what it threw. */
    public static <T> @Nullable Object call(T argument, Body<T> body) throws Throwable {
        Delta delta = delta(argument, body);
        delta.apply();
        if (delta.isThrown()) {
            throw (Throwable) Objects.requireNonNull(delta.result());
        }
        return delta.result();
    }

    /** Runs a call, and does not apply what it changed. */
    public static <T> Delta delta(T argument, Body<T> body) throws Exception {
        EncodedCall call = CODEC.encodeCall(argument, null, "argument");
        return CODEC.decodeOutcome(new ByteSource(run(call.payload(), body)), call.originals());
    }

    @SuppressWarnings("unchecked")
    private static <T> Payload run(Payload payload, Body<T> body) throws Exception {
        CallCopy copy = CODEC.decodeCall(payload);
        Shadow shadow = CODEC.shadow(copy);
        Object result;
        try {
            result = body.run((T) Objects.requireNonNull(copy.mayChange()));
        } catch (Throwable e) {
            return CODEC.encodeThrown(shadow, e);
        }
        return CODEC.encodeReturned(shadow, result);
    }
}
