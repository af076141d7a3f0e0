package io.procession;

import io.procession.internal.launch.WorkerProcess;
import io.procession.internal.local.ExitReport;
import io.procession.internal.local.WorkerHandle;
import io.procession.internal.pool.LocalEngine;
import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.util.Durations;
import io.procession.internal.wire.FrameType;
import io.procession.spi.Engine;
import io.procession.spi.WorkerSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A process of one's own: an engine with a single worker that is never replaced. */
final class ForkedWorker implements Worker {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final LocalEngine engine;
    private final DefaultProcessPool calls;
    private final WorkerHandle handle;
    private final WorkerProcess process;
    private final CompletableFuture<Worker> onExit;

    private ForkedWorker(
            String name,
            LocalEngine engine,
            Backend backend,
            GraphCodec codec,
            Supplier<Engine> freshWorker) {
        this.engine = engine;
        calls =
                new DefaultProcessPool(
                        name,
                        backend,
                        engine,
                        codec,
                        null,
                        0,
                        /* argumentChanges= */ false,
                        freshWorker);
        handle = engine.singleWorker();
        process = started(handle);
        onExit = handle.ended().thenApply(report -> this);
    }

    /** Starts a process; blocks for the operating system's part of that. */
    static ForkedWorker start(String kind) {
        String name = kind + "-" + COUNT.incrementAndGet();
        return new ForkedWorker(
                name,
                new PoolBuilder().single(name),
                Backend.PROCESSES,
                PoolBuilder.plainCodec(),
                () -> new PoolBuilder().single(name + "-verify"));
    }

    /** Starts one with the settings of a pool. */
    static ForkedWorker start(
            String pool,
            LocalEngine like,
            Backend backend,
            GraphCodec codec,
            Supplier<Engine> freshWorker) {
        LocalEngine engine = new LocalEngine(like.settings().ofSingle());
        return new ForkedWorker(pool, engine, backend, codec, freshWorker);
    }

    List<WorkerSnapshot> snapshots() {
        return engine.workers();
    }

    /** How it ended; blocks until it has. */
    ExitReport exitReport() {
        return handle.ended().join();
    }

    private static WorkerProcess started(WorkerHandle handle) {
        try {
            return handle.started().join();
        } catch (CompletionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new ProcessionException("process did not start: " + cause.getMessage(), cause);
        }
    }

    @Override
    public <T> ProcessFuture<T> call(Task<T> task) {
        return calls.submit(task);
    }

    @Override
    public ProcessFuture<Void> call(Job job) {
        return calls.submit(job);
    }

    @Override
    public <T> ProcessFuture<T> call(Task<T> task, Duration timeout) {
        return calls.submit(task, timeout);
    }

    /** Makes the one call of {@link Procession#start}: its future ends when the process has. */
    <T> ProcessFuture<T> onlyCall(Object invocation, Object subject) {
        ProcessFuture<T> inner;
        try {
            inner = calls.start(Objects.requireNonNull(invocation), subject, null, 1);
        } catch (RuntimeException e) {
            kill(); // there is nothing that it could do
            throw e;
        }
        engine.shutdown(); // after this call
        ProcessFuture<T> future = new ProcessFuture<>();
        future.submittedAs(new OnlyCall(this, inner));
        inner.whenComplete((result, error) ->
                handle.ended()
                        .whenComplete((report, never) -> {
                            if (error != null) {
                                future.completeExceptionally(error);
                            } else {
                                future.complete(result);
                            }
                        }));
        return future;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public OptionalInt exitCode() {
        return handle.exitCode();
    }

    @Override
    public CompletableFuture<Worker> onExit() {
        return onExit.copy();
    }

    @Override
    public void interrupt() {
        handle.tell(FrameType.INTERRUPT, engine.runningCall());
    }

    @Override
    public void terminate() {
        handle.terminate();
    }

    @Override
    public void kill() {
        handle.kill();
    }

    @Override
    public void join() {
        join(Durations.FOREVER);
    }

    @Override
    public boolean join(Duration timeout) {
        engine.shutdown();
        if (timeout.isNegative() || timeout.isZero()) {
            return engine.isTerminated();
        }
        try {
            return engine.awaitTermination(timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProcessionException(
                    "interrupted while joining, and the process goes on: pid=" + pid(), e);
        }
    }

    @Override
    public void close() {
        join();
    }

    @Override
    public String toString() {
        return handle.name() + " pid=" + pid() + (isAlive() ? "" : " ended");
    }
}
