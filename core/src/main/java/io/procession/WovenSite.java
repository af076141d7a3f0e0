package io.procession;

import io.procession.internal.deferral.CallTraces;
import io.procession.internal.deferral.Callee;
import io.procession.internal.deferral.MethodCall;
import io.procession.internal.deferral.Queue;
import io.procession.internal.deferral.Site;
import io.procession.internal.deferral.Task;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Submits the calls of one place in woven code to the pool that the method's annotation names. */
final class WovenSite implements Site {

    private final Callee callee;
    private final CallSettings settings;

    WovenSite(Callee callee, CallSettings settings) {
        this.callee = callee;
        this.settings = settings;
    }

    @Override
    public Callee callee() {
        return callee;
    }

    @Override
    public Task start(@Nullable Object[] arguments, @Nullable Queue pending) {
        return new Waiting(callee, submit(callee, arguments, pending));
    }

    @Override
    public CompletableFuture<?> begin(@Nullable Object[] arguments) {
        return submit(CallTraces.calledFromHere(callee), arguments, null);
    }

    private ProcessFuture<Object> submit(
            Callee from, @Nullable Object[] arguments, @Nullable Queue pending) {
        MethodCall call = MethodCall.of(from, arguments);
        ProcessPool pool = MethodPools.poolOf(settings, from);
        if (pool instanceof DefaultProcessPool own) {
            return own.call(call, from, settings, pending);
        }
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
    private record Waiting(Callee callee, ProcessFuture<Object> future) implements Task {

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
