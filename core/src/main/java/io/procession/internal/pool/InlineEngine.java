package io.procession.internal.pool;

import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.worker.CallExecution;
import io.procession.internal.worker.KeptBase;
import io.procession.internal.worker.WorkerContext;
import io.procession.spi.Attachment;
import io.procession.spi.Call;
import io.procession.spi.Codec;
import io.procession.spi.Death;
import io.procession.spi.Engine;
import io.procession.spi.EngineStats;
import io.procession.spi.Outcome;
import io.procession.spi.WorkerSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs each call at once, on the thread that submits it, on copies of what it captured: the same
 * answers as from a worker, without one. For tests, for debugging, and for calls within a worker.
 */
public final class InlineEngine implements Engine {

    private final String name;
    private final GraphCodec codec;
    private final CallExecution execution;
    private final AtomicLong submitted = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong timedOut = new AtomicLong();
    private volatile boolean shutdown;

    public InlineEngine(String name, GraphCodec codec) {
        this.name = name;
        this.codec = codec;
        this.execution = new CallExecution(codec);
    }

    @Override
    public Submission submit(Call call, Listener listener) {
        if (shutdown) {
            throw new RejectedExecutionException(
                    "pool is shut down: pool=" + name + ", state=TERMINATED");
        }
        long id = submitted.incrementAndGet();
        String label = Labels.of(call.subject(), id);
        listener.ended(run(call, label));
        return new Ended(label);
    }

    private Outcome run(Call call, String label) {
        long start = System.nanoTime();
        long pid = ProcessHandle.current().pid();
        Outcome outcome = run(call, pid);
        Duration timeout = call.timeout();
        if (timeout != null && System.nanoTime() - start > timeout.toNanos()) {
            timedOut.incrementAndGet();
            failed.incrementAndGet();
            return new Outcome.Died(tooLate(label, timeout, pid));
        }
        return outcome;
    }

    private Outcome run(Call call, long pid) {
        boolean isOutermost = WorkerContext.beginInline();
        try {
            Attachment attachment = call.attachment();
            CallExecution.Ended ended =
                    execution.run(
                            call.invocation(),
                            attachment == null ? null : new KeptBase(attachment.payload()));
            if (ended.threw()) {
                failed.incrementAndGet();
                return new Outcome.Threw(ended.body(), pid);
            }
            return new Outcome.Returned(ended.body());
        } catch (OutOfMemoryError e) {
            failed.incrementAndGet();
            return new Outcome.Threw(codec.encodeThrowable(e, Codec.Direction.RESULT), pid);
        } finally {
            WorkerContext.endInline(isOutermost);
        }
    }

    private static Death tooLate(String label, Duration timeout, long pid) {
        return new Death(
                Death.Cause.TIMED_OUT,
                OptionalLong.of(pid),
                OptionalInt.empty(),
                label,
                "it ran inline, where nothing can stop it, and came to its end",
                List.of(),
                null,
                null,
                timeout,
                null,
                1);
    }

    /** The codec of this engine's calls, for whoever reads their outcomes. */
    public GraphCodec codec() {
        return codec;
    }

    @Override
    public void shutdown() {
        shutdown = true;
    }

    @Override
    public List<Object> shutdownNow() {
        shutdown = true;
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown;
    }

    @Override
    public boolean awaitTermination(Duration timeout) {
        return shutdown;
    }

    @Override
    public int parallelism() {
        return 1;
    }

    @Override
    public long meanRunNanos() {
        return -1;
    }

    @Override
    public List<WorkerSnapshot> workers() {
        return List.of();
    }

    @Override
    public EngineStats stats() {
        long all = submitted.get();
        return new EngineStats(
                all, all - timedOut.get(), failed.get(), 0, timedOut.get(), 0, 0, 0, 0, 0, 0, 0);
    }

    /** A call that had ended when its submission returned. */
    private record Ended(String label) implements Submission {

        @Override
        public boolean isRunning() {
            return false;
        }

        @Override
        public OptionalLong pid() {
            return OptionalLong.of(ProcessHandle.current().pid());
        }

        @Override
        public OptionalInt exitCode() {
            return OptionalInt.empty();
        }

        @Override
        public boolean cancel(boolean kill) {
            return false;
        }

        @Override
        public void kill() {
            // it has ended
        }
    }
}
