package io.procession;

import io.procession.internal.deferral.CallTraces;
import io.procession.internal.deferral.Callee;
import io.procession.internal.deferral.CalleeEffects;
import io.procession.internal.deferral.CapturedCall;
import io.procession.internal.deferral.MethodCall;
import io.procession.internal.deferral.Queue;
import io.procession.internal.deferral.Site;
import io.procession.internal.deferral.Task;
import io.procession.internal.snapshot.CannotTravelException;
import io.procession.internal.snapshot.Originals;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Submits the calls of one place in woven code to the pool that the method's annotation names. */
final class WovenSite implements Site {

    private final Callee callee;
    private final CallSettings settings;
    private @Nullable KnownEffects last; // of the receiver's class that was here last

    /** What is known of the method that receivers of one class have. */
    private record KnownEffects(@Nullable Class<?> receiver, CalleeEffects effects) {}

    WovenSite(Callee callee, CallSettings settings) {
        this.callee = callee;
        this.settings = settings;
    }

    @Override
    public Callee callee() {
        return callee;
    }

    @Override
    public CalleeEffects effects(@Nullable Object[] arguments) {
        Object receiver = callee.isStatic() ? null : arguments[0];
        Class<?> type = receiver == null ? null : receiver.getClass();
        KnownEffects known = last;
        if (known == null || known.receiver != type) {
            known = new KnownEffects(type, MethodEffects.of(callee, type));
            last = known;
        }
        return known.effects;
    }

    @Override
    public Task start(@Nullable Object[] arguments, @Nullable Queue pending) {
        MethodCall call = MethodCall.of(callee, arguments);
        ProcessPool pool = MethodPools.poolOf(settings, callee);
        if (!(pool instanceof DefaultProcessPool own)) {
            return new Waiting(callee, submitTo(pool, call, pending));
        }
        CalleeEffects effects = effects(arguments);
        CapturedCall captured = capture(own, call, callee, effects, pending);
        ProcessFuture<Object> future = own.call(captured, callee, settings, /* isRaw= */ true);
        Waiting waiting = new Waiting(callee, future);
        Originals originals = captured.originals();
        return originals == null
                ? waiting
                : new RestoringCall(
                        waiting, effects, arguments, originals, own.rerun(captured), own.answers());
    }

    @Override
    public CompletableFuture<?> begin(@Nullable Object[] arguments) {
        Callee from = CallTraces.calledFromHere(callee);
        MethodCall call = MethodCall.of(from, arguments);
        ProcessPool pool = MethodPools.poolOf(settings, from);
        if (!(pool instanceof DefaultProcessPool own)) {
            return submitTo(pool, call, null);
        }
        CapturedCall captured = capture(own, call, from, effects(arguments), null);
        return own.call(captured, from, settings, /* isRaw= */ false);
    }

    private static CapturedCall capture(
            DefaultProcessPool pool,
            MethodCall call,
            Callee from,
            CalleeEffects effects,
            @Nullable Queue pending) {
        try {
            return CapturedCall.of(pool.codec(), call, effects, pending);
        } catch (CannotTravelException e) {
            throw WovenFailures.refused(from, e);
        }
    }

    private ProcessFuture<Object> submitTo(
            ProcessPool pool, MethodCall call, @Nullable Queue pending) {
        if (pending != null) {
            pending.drainEffects(); // who knows what a pool of the user looks at
        }
        Invoking task = new Invoking(call);
        return settings.timeout() == null
                ? pool.submit(task)
                : pool.submit(task, settings.timeout());
    }

    /** A call in a pool that is not one of ours. */
    private record Invoking(MethodCall method) implements io.procession.Task<Object> {
        @Override
        @SuppressWarnings("NullAway") // as any task, it may give null
        public Object call() throws Exception {
            try {
                return method.invoke();
            } catch (Throwable e) {
                throw Answers.<RuntimeException>sneak(e);
            }
        }
    }

    /** A call on its way, for the thread that will wait for it. */
    record Waiting(Callee callee, ProcessFuture<Object> future) implements Task {

        @Override
        public boolean isDone() {
            return future.isDone();
        }

        @Override
        public @Nullable Object await() throws Throwable {
            try {
                return future.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ProcessionException(
                        "interrupted while waiting, and the call is given up: call="
                                + callee.label()
                                + ", called at "
                                + callee.callerText(),
                        e);
            } catch (CancellationException e) {
                throw ProcessFuture.told(e);
            } catch (ExecutionException e) {
                Throwable error = ProcessFuture.causeOf(e);
                CallTraces.addCaller(error, callee);
                throw error;
            }
        }

        @Override
        public void cancel() {
            future.cancel(true);
        }

        @Override
        public long bytes() {
            return future.capturedBytes();
        }
    }
}
