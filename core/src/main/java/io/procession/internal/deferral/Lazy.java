package io.procession.internal.deferral;

import io.procession.internal.snapshot.CannotTravelException;
import io.procession.internal.snapshot.ForeignThrowable;
import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.wire.ByteSource;
import io.procession.internal.worker.Invocation;
import io.procession.internal.worker.WorkerContext;
import io.procession.spi.Codec;
import io.procession.spi.Payload;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * For tests: the calls of this thread run in it, on copies of their arguments, each when it is
 * first waited for. What could have run in parallel is then no matter of time: {@link
 * #mostOutstanding} counts it.
 *
 * <p>A call that is given up before it is waited for never runs. Close it in the thread that
 * installed it.
 */
public final class Lazy implements AutoCloseable {

    private static final ClassValue<GraphCodec> CODECS = // by the method's class: its loader's
            new ClassValue<>() {
                @Override
                protected GraphCodec computeValue(Class<?> owner) {
                    ClassLoader loader = owner.getClassLoader();
                    return new GraphCodec(
                            loader != null ? loader : ClassLoader.getSystemClassLoader(),
                            List.of(),
                            null,
                            STAND_IN);
                }
            };
    private static final Function<ForeignThrowable, Throwable> STAND_IN =
            foreign -> new IllegalStateException(foreign.className() + ": " + foreign.message());

    private int calls;
    private int outstanding;
    private int mostOutstanding;

    private Lazy() {}

    /** Takes the calls of this thread from now on. */
    public static Lazy install() {
        Lazy lazy = new Lazy();
        Calls.substitute(lazy::start);
        return lazy;
    }

    /** How many calls were submitted. */
    public int calls() {
        return calls;
    }

    /** The most calls that were submitted and not yet waited for, at any time. */
    public int mostOutstanding() {
        return mostOutstanding;
    }

    /** How many calls were submitted and not yet waited for. */
    public int outstanding() {
        return outstanding;
    }

    /** Counts from zero again. */
    public void reset() {
        calls = 0;
        mostOutstanding = outstanding;
    }

    @Override
    public void close() {
        Calls.substitute(null);
    }

    private Task start(Callee callee, @Nullable Object[] arguments, @Nullable Queue pending) {
        GraphCodec codec = CODECS.get(callee.owner());
        MethodCall call = MethodCall.of(callee, arguments);
        Payload captured;
        try {
            captured =
                    pending == null
                            ? codec.encode(call, Codec.Direction.CALL, callee.label())
                            : pending.capture(codec, call, callee.label());
        } catch (CannotTravelException e) {
            throw new IllegalArgumentException(
                    "argument cannot be sent to a worker: " + e.getMessage(), e);
        }
        calls++;
        outstanding++;
        mostOutstanding = Math.max(mostOutstanding, outstanding);
        return new LazyTask(callee, codec, captured);
    }

    private final class LazyTask implements Task {

        private final Callee callee;
        private final GraphCodec codec;
        private @Nullable Payload captured;

        LazyTask(Callee callee, GraphCodec codec, Payload captured) {
            this.callee = callee;
            this.codec = codec;
            this.captured = captured;
        }

        @Override
        public boolean isDone() {
            return captured == null;
        }

        @Override
        public @Nullable Object await() throws Throwable {
            Payload call = Objects.requireNonNull(captured, "a call is waited for once");
            cancel();
            try {
                return copy(run(call));
            } catch (Throwable e) {
                Throwable arrived = copy(e);
                CallTraces.addCallSite(arrived, callee);
                CallTraces.addCaller(arrived, callee);
                throw arrived;
            }
        }

        private @Nullable Object run(Payload call) throws Throwable {
            Invocation invocation =
                    (Invocation)
                            Objects.requireNonNull(
                                    codec.decode(new ByteSource(call), Codec.Direction.CALL));
            boolean isOutermost = WorkerContext.beginInline();
            try {
                return invocation.invoke();
            } finally {
                WorkerContext.endInline(isOutermost);
            }
        }

        private @Nullable Object copy(@Nullable Object result) throws Exception {
            Payload encoded = codec.encode(result, Codec.Direction.RESULT, "result");
            return codec.decode(new ByteSource(encoded), Codec.Direction.RESULT);
        }

        private Throwable copy(Throwable error) throws Exception {
            Payload encoded = codec.encodeThrowable(error, Codec.Direction.RESULT);
            return (Throwable)
                    Objects.requireNonNull(
                            codec.decode(new ByteSource(encoded), Codec.Direction.RESULT));
        }

        @Override
        public void cancel() {
            if (captured != null) {
                captured = null;
                outstanding--;
            }
        }

        @Override
        public long bytes() {
            return captured == null ? 0 : captured.length();
        }
    }
}
