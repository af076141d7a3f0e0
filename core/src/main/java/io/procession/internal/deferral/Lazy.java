package io.procession.internal.deferral;

import io.procession.internal.restore.RestoredCall;
import io.procession.internal.snapshot.CannotTravelException;
import io.procession.internal.snapshot.Delta;
import io.procession.internal.snapshot.ForeignThrowable;
import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.snapshot.Originals;
import io.procession.internal.snapshot.PathFinder;
import io.procession.internal.snapshot.RestoringCodec;
import io.procession.internal.wire.ByteSource;
import io.procession.internal.worker.CallExecution;
import io.procession.internal.worker.KeptBase;
import io.procession.internal.worker.SerialCalls;
import io.procession.internal.worker.WorkerContext;
import io.procession.spi.Attachment;
import io.procession.spi.Codec;
import io.procession.spi.Payload;
import java.io.IOException;
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

    private Task start(
            Callee callee,
            CalleeEffects effects,
            @Nullable Object[] arguments,
            @Nullable Queue pending) {
        GraphCodec codec = CODECS.get(callee.owner());
        CapturedCall captured;
        try {
            captured = CapturedCall.of(codec, MethodCall.of(callee, arguments), effects, pending);
        } catch (CannotTravelException e) {
            throw new IllegalArgumentException(
                    "argument cannot be sent to a worker: " + e.getMessage(), e);
        }
        calls++;
        outstanding++;
        mostOutstanding = Math.max(mostOutstanding, outstanding);
        LazyTask task = new LazyTask(callee, codec, captured);
        Originals originals = captured.originals();
        return originals == null
                ? task
                : new LazyRestoring(task, originals, effects.told(callee, arguments), captured);
    }

    private final class LazyTask implements Task {

        private final Callee callee;
        private final GraphCodec codec;
        private @Nullable CapturedCall captured;
        private CallExecution.@Nullable Ended ended;

        LazyTask(Callee callee, GraphCodec codec, CapturedCall captured) {
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
            CallExecution.Ended ended = run();
            Object result = codec.decode(new ByteSource(ended.body()), Codec.Direction.RESULT);
            if (ended.threw()) {
                throw thrown((Throwable) Objects.requireNonNull(result));
            }
            return result;
        }

        private CallExecution.Ended runOnce() {
            CallExecution.Ended known = ended;
            if (known == null) {
                known = run();
                ended = known;
            }
            return known;
        }

        private CallExecution.Ended run() {
            CapturedCall call = Objects.requireNonNull(captured, "a call is waited for once");
            Attachment base = call.attachment();
            cancel();
            boolean isOutermost = WorkerContext.beginInline();
            try {
                return new CallExecution(codec)
                        .run(call.payload(), base == null ? null : new KeptBase(base.payload()));
            } finally {
                WorkerContext.endInline(isOutermost);
            }
        }

        private Throwable thrown(Throwable arrived) {
            CallTraces.addCallSite(arrived, callee);
            CallTraces.addCaller(arrived, callee);
            return arrived;
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
            return captured == null ? 0 : captured.bytes();
        }
    }

    /** A call that may change objects of the caller. */
    private record LazyRestoring(
            LazyTask task, Originals originals, RestoredCall told, CapturedCall captured)
            implements Task, Restoring {

        @Override
        public boolean isDone() {
            return task.isDone();
        }

        @Override
        public @Nullable Object await() throws Throwable {
            Delta delta = arrive();
            delta.apply();
            if (delta.isThrown()) {
                throw thrown((Throwable) Objects.requireNonNull(delta.result()));
            }
            return delta.result();
        }

        @Override
        public Delta arrive() throws Throwable {
            CallExecution.Ended ended = task.runOnce();
            if (!RestoringCodec.isOutcome(ended.body())) {
                throw task.thrown(
                        (Throwable)
                                Objects.requireNonNull(
                                        task.codec.decode(
                                                new ByteSource(ended.body()),
                                                Codec.Direction.RESULT)));
            }
            return new RestoringCodec(task.codec)
                    .decodeOutcome(new ByteSource(ended.body()), originals);
        }

        @Override
        public Throwable thrown(Throwable error) {
            return task.thrown(error);
        }

        @Override
        public RuntimeException notMade(IOException e) {
            return new IllegalStateException(e);
        }

        @Override
        public @Nullable Rerun rerun() {
            return captured.isVerified()
                    ? new Rerun(task.codec, captured.writable(), this::runAgain)
                    : null;
        }

        private byte[] runAgain(SerialCalls calls) throws Exception {
            Payload encoded = task.codec.encode(calls, Codec.Direction.CALL, "calls");
            CallExecution.Ended ended = new CallExecution(task.codec).run(encoded);
            return (byte[])
                    Objects.requireNonNull(
                            task.codec.decode(
                                    new ByteSource(ended.body()), Codec.Direction.RESULT));
        }

        @Override
        public PathFinder paths() {
            return new PathFinder(task.codec);
        }

        @Override
        public void cancel() {
            task.cancel();
        }

        @Override
        public long bytes() {
            return task.bytes();
        }

        @Override
        public Restoring restoring() {
            return this;
        }
    }
}
