package io.procession.it.shared;

import io.procession.internal.channel.Channel;
import io.procession.internal.launch.LaunchSpec;
import io.procession.internal.launch.WorkerLauncher;
import io.procession.internal.launch.WorkerProcess;
import io.procession.internal.local.ExitReport;
import io.procession.internal.local.OutputRouter;
import io.procession.internal.local.WorkerHandle;
import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.wire.FrameType;
import io.procession.internal.worker.Invocation;
import io.procession.internal.worker.WorkerSetup;
import io.procession.spi.Codec.Direction;
import io.procession.spi.Payload;
import io.procession.spi.Transport;
import io.procession.testkit.Timeouts;
import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A worker process that is killed with SIGKILL at the n-th step of its one call: when its parent has read something of
 * it, before anybody looks at that, or is about to write something to it, which it never gets.
 */
final class FaultyWorker implements WorkerHandle.Owner {

    /** What the worker does. */
    interface Script extends Invocation, Serializable {}

    private static final GraphCodec CODEC =
            GraphCodec.ofParent(
                    FaultyWorker.class.getClassLoader(),
                    List.of(),
                    null,
                    foreign -> new IllegalStateException(foreign.className()));

    private final int fatalStep;
    private final AtomicInteger steps = new AtomicInteger();
    private final WorkerHandle handle;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<FrameType> answer = new CompletableFuture<>();
    private volatile boolean armed;
    private volatile boolean diedUnanswered;

    private FaultyWorker(int fatalStep) {
        this.fatalStep = fatalStep;
        LaunchSpec spec =
                new LaunchSpec(
                        "faulty", 1, null, "64m", List.of(), Map.of(), Map.of(), null, line -> {});
        handle =
                new WorkerHandle(
                        "faulty-worker-" + fatalStep,
                        this,
                        () -> faulty(WorkerLauncher.launch(spec)),
                        new WorkerSetup(
                                "faulty-worker-" + fatalStep,
                                1,
                                true,
                                "",
                                Payload.EMPTY,
                                Payload.EMPTY),
                        new OutputRouter(OutputRouter.Mode.INHERIT, "faulty"));
        handle.start();
    }

    /** Starts a worker that will be killed at a step, counted from 1. */
    static FaultyWorker start(int fatalStep) {
        return new FaultyWorker(fatalStep);
    }

    /**
     * Runs the script until the worker dies of it, or has answered; then ends the worker. Returns whether it died: if
     * not, the script has fewer steps.
     */
    boolean run(Script script) throws Exception {
        ready.get(Timeouts.MEDIUM.toMillis(), TimeUnit.MILLISECONDS);
        Payload call = CODEC.encode(script, Direction.CALL, "script");
        armed = true;
        try {
            handle.send(List.of(new Channel.Frame(FrameType.CALL, 1, call)));
        } catch (IOException e) {
            // it was killed at the first step
        }
        try {
            FrameType type = answer.get(Timeouts.LONG.toMillis(), TimeUnit.MILLISECONDS);
            if (type != FrameType.RETURNED) {
                throw new AssertionError("script did not return: " + type);
            }
            armed = false;
            return false;
        } catch (ExecutionException e) {
            return true;
        } finally {
            handle.kill();
            handle.ended().get(Timeouts.MEDIUM.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Kills it now. */
    void kill() {
        handle.kill();
    }

    /** Whether it was killed before it could get an answer for which it waited. */
    boolean diedUnanswered() {
        return diedUnanswered;
    }

    private WorkerProcess faulty(WorkerProcess process) {
        Transport transport = new Killing(process);
        return (WorkerProcess)
                Proxy.newProxyInstance(
                        WorkerProcess.class.getClassLoader(),
                        new Class<?>[] {WorkerProcess.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("transport")) {
                                return transport;
                            }
                            try {
                                return method.invoke(process, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    // The owner's part.

    @Override
    public void ready() {
        ready.complete(null);
    }

    @Override
    public void answered(FrameType type, long id, long runNanos, Payload body) {
        answer.complete(type);
    }

    @Override
    public void gaveBack(long[] ids) {}

    @Override
    public @Nullable Runnable afterRead() {
        return null;
    }

    @Override
    public void ended(ExitReport report) {
        IllegalStateException died = new IllegalStateException(report.explanation());
        ready.completeExceptionally(died);
        answer.completeExceptionally(died);
    }

    @Override
    public boolean isStreaming() {
        return false;
    }

    @Override
    public String labelOf(long id) {
        return "script";
    }

    /** The stream to a process, which counts what passes. What the process has written before its death can be read. */
    private final class Killing implements Transport {

        private final WorkerProcess process;
        private final Transport plain;

        Killing(WorkerProcess process) {
            this.process = process;
            this.plain = process.transport();
        }

        private boolean isFatal() {
            if (!armed || steps.incrementAndGet() != fatalStep) {
                return false;
            }
            process.killTree();
            try {
                process.exit().get(Timeouts.MEDIUM.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new IllegalStateException("worker did not die", e);
            }
            return true;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = plain.read(target, offset, length);
            if (count > 0) {
                isFatal();
            }
            return count;
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            if (isFatal()) {
                diedUnanswered = true;
            }
            plain.write(source, offset, length);
        }

        @Override
        public int window() {
            return plain.window();
        }

        @Override
        public void close() {
            plain.close();
        }
    }
}
