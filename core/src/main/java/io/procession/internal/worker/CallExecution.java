package io.procession.internal.worker;

import io.procession.internal.snapshot.CallCopy;
import io.procession.internal.snapshot.CannotTravelException;
import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.snapshot.RestoringCodec;
import io.procession.internal.snapshot.Shadow;
import io.procession.internal.wire.ByteSource;
import io.procession.spi.Codec.Direction;
import io.procession.spi.Payload;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Runs encoded calls, and encodes how they end: what they returned or threw, and what they changed
 * in their arguments if that is to come back. Whatever a call throws is its answer, except that the
 * heap is exhausted. Thread-safe.
 */
public final class CallExecution {

    private final GraphCodec codec;
    private final RestoringCodec restoring;

    public CallExecution(GraphCodec codec) {
        this.codec = codec;
        this.restoring = new RestoringCodec(codec);
    }

    /**
     * How a call ended.
     *
     * @param threw whether the body is an exception
     * @param nanos how long it ran
     */
    public record Ended(boolean threw, long nanos, Payload body) {}

    /** A call that was decoded. */
    private record Decoded(Invocation invocation, @Nullable Shadow shadow) {}

    /** Runs a call in this thread, and releases its bytes. */
    public Ended run(Payload call) {
        return run(call, null);
    }

    /**
     * The same.
     *
     * @param base what the call was encoded on, if it is such a call
     */
    public Ended run(Payload call, @Nullable KeptBase base) {
        Decoded decoded;
        try {
            decoded = decode(call, base);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            return threw(0, new UndecodableCallException(e), null);
        }
        long start = System.nanoTime();
        try {
            Object result =
                    decoded.invocation instanceof SerialCalls calls
                            ? calls.invoke(codec)
                            : decoded.invocation.invoke();
            return returned(System.nanoTime() - start, result, decoded.shadow);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            return threw(System.nanoTime() - start, e, decoded.shadow);
        } finally {
            if (decoded.shadow != null) {
                clean(decoded.shadow, base);
                call.release();
            }
        }
    }

    /** Gives the next call a clean copy of the base. */
    private static void clean(Shadow shadow, @Nullable KeptBase base) {
        if (base != null) {
            boolean isClean = false;
            try {
                isClean = shadow.undo();
            } catch (IOException | RuntimeException | StackOverflowError e) {
                // of code of the user: the copy is made anew
            } finally {
                if (!isClean) {
                    base.spoil();
                }
            }
        }
    }

    private Decoded decode(Payload call, @Nullable KeptBase base)
            throws IOException, ClassNotFoundException {
        if (RestoringCodec.isOnBase(call)) {
            if (base == null) {
                throw new IOException("call came without what it was encoded on");
            }
            CallCopy copy = restoring.decodeCall(call, base.copy(restoring));
            Object invocation = copy.fixed() == null ? copy.mayChange() : copy.fixed();
            return new Decoded(invocation(invocation), restoring.shadow(copy));
        }
        if (RestoringCodec.isRestoring(call)) {
            CallCopy copy = restoring.decodeCall(call);
            Object invocation = copy.fixed() == null ? copy.mayChange() : copy.fixed();
            return new Decoded(invocation(invocation), restoring.shadow(copy));
        }
        Object decoded = codec.decode(new ByteSource(call), Direction.CALL);
        call.release();
        return new Decoded(invocation(decoded), null);
    }

    private static Invocation invocation(@Nullable Object decoded) throws IOException {
        if (decoded instanceof Invocation invocation) {
            return invocation;
        }
        throw new IOException(
                "not an Invocation: " + (decoded == null ? null : decoded.getClass().getName()));
    }

    private Ended returned(long nanos, @Nullable Object result, @Nullable Shadow shadow) {
        try {
            Payload body =
                    shadow == null
                            ? codec.encode(result, Direction.RESULT, "result")
                            : restoring.encodeReturned(shadow, result);
            return new Ended(/* threw= */ false, nanos, body);
        } catch (CannotTravelException e) {
            return threw(nanos, e, null);
        }
    }

    private Ended threw(long nanos, Throwable error, @Nullable Shadow shadow) {
        if (shadow != null) {
            try {
                return new Ended(/* threw= */ true, nanos, restoring.encodeThrown(shadow, error));
            } catch (CannotTravelException e) {
                error.addSuppressed(e); // of the changes: they are lost, the exception is not
            }
        }
        return new Ended(/* threw= */ true, nanos, codec.encodeThrowable(error, Direction.RESULT));
    }
}
