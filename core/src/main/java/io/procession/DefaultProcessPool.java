package io.procession;

import io.procession.internal.deferral.Callee;
import io.procession.internal.deferral.CapturedCall;
import io.procession.internal.deferral.Rerun;
import io.procession.internal.pool.LocalEngine;
import io.procession.internal.snapshot.CannotTravelException;
import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.snapshot.Originals;
import io.procession.internal.snapshot.RestoringCodec;
import io.procession.internal.util.Durations;
import io.procession.internal.worker.SerialCalls;
import io.procession.spi.Call;
import io.procession.spi.Codec;
import io.procession.spi.Engine;
import io.procession.spi.EngineStats;
import io.procession.spi.Outcome;
import io.procession.spi.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pool over an engine: captures calls, hands them over, and turns their outcomes into results.
 */
/*
 * A call: encode (the capture, on the caller's thread) -> engine.submit -> ... -> the engine's listener, on a reader thread ->
 * answers.complete -> the future. The pool has no state of its own beside the engine's.
 */
final class DefaultProcessPool implements ProcessPool {

    private final String name;
    private final Engine engine;
    private final GraphCodec codec;
    private final Answers answers;
    private final @Nullable Duration taskTimeout;
    private final int retries;
    private final Backend backend;
    private final Guests guests = new Guests();
    private final boolean argumentChanges;
    private final Supplier<Engine> freshWorker; // as those of this pool, in a process of its own

    DefaultProcessPool(
            String name,
            Backend backend,
            Engine engine,
            GraphCodec codec,
            @Nullable Duration taskTimeout,
            int retries,
            boolean argumentChanges,
            Supplier<Engine> freshWorker) {
        this.name = name;
        this.freshWorker = freshWorker;
        this.argumentChanges = argumentChanges;
        this.backend = backend;
        this.engine = engine;
        this.codec = codec;
        this.answers = new Answers(name, codec);
        this.taskTimeout = taskTimeout;
        this.retries = retries;
        Children.add(engine);
    }

    // ---- one call

    @Override
    public <T> ProcessFuture<T> submit(Task<T> task) {
        return start(
                new Invocations.Calling(Objects.requireNonNull(task, "task")),
                task,
                taskTimeout,
                1);
    }

    @Override
    public <T> ProcessFuture<T> submit(Task<T> task, Duration timeout) {
        return start(
                new Invocations.Calling(Objects.requireNonNull(task, "task")),
                task,
                checked(timeout),
                1);
    }

    @Override
    public ProcessFuture<Void> submit(Job job) {
        return start(
                new Invocations.Running(Objects.requireNonNull(job, "job")), job, taskTimeout, 1);
    }

    @Override
    public ProcessFuture<Void> submit(Job job, Duration timeout) {
        return start(
                new Invocations.Running(Objects.requireNonNull(job, "job")),
                job,
                checked(timeout),
                1);
    }

    @Override
    public <T> ProcessFuture<T> submit(Callable<T> task) {
        return start(
                new Invocations.Calling(Objects.requireNonNull(task, "task")),
                task,
                taskTimeout,
                1);
    }

    @Override
    public ProcessFuture<?> submit(Runnable task) {
        return start(
                new Invocations.Running(Objects.requireNonNull(task, "task")),
                task,
                taskTimeout,
                1);
    }

    @Override
    public <T> ProcessFuture<T> submit(Runnable task, T result) {
        Objects.requireNonNull(task, "task");
        return start(
                new Invocations.Running(task),
                task,
                taskTimeout,
                1,
                nothing -> result); // the caller's own object: it never travels
    }

    @Override
    public void execute(Runnable command) {
        submit(command)
                .whenComplete((nothing, error) -> {
                    if (error != null && !(error instanceof CancellationException)) {
                        Thread thread = Thread.currentThread();
                        Thread.UncaughtExceptionHandler handler =
                                Thread.getDefaultUncaughtExceptionHandler();
                        if (handler != null) {
                            handler.uncaughtException(thread, error);
                        } else {
                            System.getLogger("io.procession")
                                    .log(
                                            System.Logger.Level.ERROR,
                                            "task of execute() failed: pool=" + name,
                                            error);
                        }
                    }
                });
    }

    private static Duration checked(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "timeout must be longer than zero: timeout=" + timeout);
        }
        return timeout;
    }

    /**
     * Captures a call and hands it to the engine. {@code tasks}: how many the user would count it
     * as.
     */
    <T> ProcessFuture<T> start(
            Object invocation, Object subject, @Nullable Duration timeout, int tasks) {
        return start(invocation, subject, timeout, tasks, null);
    }

    /**
     * The same.
     *
     * @param value makes of what the task returned what the future gives; null for what it returned
     */
    private <T> ProcessFuture<T> start(
            Object invocation,
            Object subject,
            @Nullable Duration timeout,
            int tasks,
            @Nullable UnaryOperator<@Nullable Object> value) {
        CapturedCall captured;
        try {
            captured = capture(invocation);
        } catch (CannotTravelException e) {
            throw refused("task", e);
        }
        Originals originals = captured.originals();
        return submit(
                new Call(captured.payload(), subject, timeout, retries),
                tasks,
                (future, outcome) -> answers.complete(future, outcome, originals, null, value));
    }

    private CapturedCall capture(Object invocation) throws CannotTravelException {
        boolean isTask =
                invocation instanceof Invocations.Calling
                        || invocation instanceof Invocations.Running;
        if (argumentChanges && isTask) {
            return new CapturedCall(new RestoringCodec(codec).encodeCall(invocation, null, "task"));
        }
        Payload captured;
        @Nullable Object @Nullable [] restored;
        try (CopyRestore.Search search = CopyRestore.search()) {
            captured = codec.encode(invocation, Codec.Direction.CALL, "task");
            restored = search == null ? null : search.objects();
        }
        if (restored == null || restored.length == 0) {
            return new CapturedCall(captured, null, null);
        }
        captured.release();
        return new CapturedCall(new RestoringCodec(codec).encodeCall(restored, invocation, "task"));
    }

    private <T> ProcessFuture<T> submit(
            Call call, int tasks, BiConsumer<ProcessFuture<T>, Outcome> completion) {
        ProcessFuture<T> future = new ProcessFuture<>();
        ProgressHook.submitted(name, tasks);
        future.submittedAs(
                engine.submit(
                        call,
                        outcome -> {
                            ProgressHook.completed(name, tasks);
                            completion.accept(future, outcome);
                        }));
        return future;
    }

    /**
     * Hands a call of a concurrent method to the engine.
     *
     * @param isRaw whether the future of a call whose changes come back shall have its outcome as
     *     value, for a thread that will make the changes itself
     */
    ProcessFuture<Object> call(
            CapturedCall captured, Callee callee, CallSettings settings, boolean isRaw) {
        Duration timeout = settings.timeout() == null ? taskTimeout : settings.timeout();
        int tries = settings.retries() < 0 ? retries : settings.retries();
        Originals originals = captured.originals();
        long bytes = captured.bytes();
        ProcessFuture<Object> submitted =
                submit(
                        new Call(
                                captured.payload(),
                                callee.label(),
                                timeout,
                                tries,
                                captured.attachment()),
                        1,
                        (future, outcome) -> {
                            if (isRaw && isOutcome(outcome)) {
                                future.complete(outcome);
                            } else if (originals != null && isOutcome(outcome)) {
                                answers.complete(
                                        future,
                                        outcome,
                                        originals,
                                        error -> WovenFailures.of(error, callee),
                                        null);
                            } else if (outcome instanceof Outcome.Returned) {
                                answers.complete(future, outcome);
                            } else {
                                future.completeExceptionally(
                                        WovenFailures.of(answers, callee, outcome));
                            }
                        });
        submitted.captured(bytes);
        return submitted;
    }

    /** Whether an answer tells what the call changed in its arguments. */
    private static boolean isOutcome(Outcome outcome) {
        Payload answer = Answers.answerOf(outcome);
        return answer != null && RestoringCodec.isOutcome(answer);
    }

    /** What is needed to run a call again in a fresh worker, if that is asked for. */
    @Nullable Rerun rerun(CapturedCall captured) {
        return captured.isVerified() ? new Rerun(codec, captured.writable(), this::runAgain) : null;
    }

    /** Runs calls serially in a fresh worker that is as this pool's are. Blocks. */
    private byte[] runAgain(SerialCalls calls) throws Throwable {
        Engine fresh = freshWorker.get();
        try {
            DefaultProcessPool once =
                    new DefaultProcessPool(
                            name + "-verify",
                            Backend.PROCESSES,
                            fresh,
                            codec,
                            null,
                            0,
                            /* argumentChanges= */ false,
                            freshWorker);
            ProcessFuture<byte[]> ended = once.start(calls, "verify", null, 1);
            try {
                return ended.get();
            } catch (ExecutionException e) {
                throw new ProcessionException(
                        "calls could not be run again serially, to be compared: pool="
                                + name
                                + "; "
                                + ProcessFuture.causeOf(e),
                        e.getCause());
            }
        } finally {
            fresh.shutdownNow();
        }
    }

    GraphCodec codec() {
        return codec;
    }

    Answers answers() {
        return answers;
    }

    static TaskNotSerializableException refused(String what, CannotTravelException e) {
        String path =
                e.path()
                        .replaceFirst(
                                "^task\\.(task|function|inputs?|arguments)",
                                "$1"); // the user wrote no more
        return new TaskNotSerializableException(
                what + " cannot be sent: " + path + " is a " + e.type() + "; " + e.advice(),
                path,
                e.type(),
                e);
    }

    @Nullable Duration taskTimeout() {
        return taskTimeout;
    }

    Backend backend() {
        return backend;
    }

    int parallelism() {
        return engine.parallelism();
    }

    long meanRunNanos() {
        return engine.meanRunNanos();
    }

    // ---- many calls

    @Override
    public <A, R> List<R> map(TaskFunction<A, R> function, Iterable<? extends A> inputs) {
        return new ChunkedMap<A, R>(this, function, /* fixedChunk= */ 0).run(inputs);
    }

    @Override
    public <A, R> List<R> map(
            TaskFunction<A, R> function, Iterable<? extends A> inputs, int chunkSize) {
        if (chunkSize < 1) {
            throw new IllegalArgumentException(
                    "chunkSize must be at least 1: chunkSize=" + chunkSize);
        }
        return new ChunkedMap<A, R>(this, function, chunkSize).run(inputs);
    }

    @Override
    public <A, R> Stream<R> imap(TaskFunction<A, R> function, Iterable<? extends A> inputs) {
        return new LazyMap<A, R>(this, function, inputs.iterator(), /* ordered= */ true).stream();
    }

    @Override
    public <A, R> Stream<R> imapUnordered(
            TaskFunction<A, R> function, Iterable<? extends A> inputs) {
        return new LazyMap<A, R>(this, function, inputs.iterator(), /* ordered= */ false).stream();
    }

    @Override
    public <A, B, R> List<R> starmap(
            TaskBiFunction<A, B, R> function, Iterable<? extends Map.Entry<A, B>> inputs) {
        Objects.requireNonNull(function, "function");
        TaskFunction<Map.Entry<A, B>, R> pairs =
                pair -> function.apply(pair.getKey(), pair.getValue());
        return map(pairs, inputs);
    }

    @Override
    public <A, R> ProcessFuture<List<R>> mapAsync(
            TaskFunction<A, R> function, Iterable<? extends A> inputs) {
        return new ChunkedMap<A, R>(this, function, /* fixedChunk= */ 0).start(inputs);
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
            throws InterruptedException {
        return invokeAll(tasks, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    @Override
    public <T> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException {
        long end = deadline(timeout, unit);
        List<Future<T>> futures = new ArrayList<>(tasks.size());
        boolean done = false;
        try {
            for (Callable<T> task : tasks) {
                futures.add(submit(task));
            }
            done = awaitAll(futures, end);
            return futures;
        } finally {
            if (!done) {
                futures.forEach(future -> future.cancel(true));
            }
        }
    }

    private static <T> boolean awaitAll(List<Future<T>> futures, long end)
            throws InterruptedException {
        for (Future<T> future : futures) {
            try {
                future.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException | CancellationException e) {
                // the future says so
            } catch (TimeoutException e) {
                return false;
            }
        }
        return true;
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        try {
            return invokeAny(tasks, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("292 years have passed", e);
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("invokeAny needs at least one task: tasks=0");
        }
        long end = deadline(timeout, unit);
        List<ProcessFuture<T>> futures = new ArrayList<>(tasks.size());
        try {
            for (Callable<T> task : tasks) {
                futures.add(submit(task));
            }
            return ProcessFutures.firstSuccess(futures, end);
        } finally {
            futures.forEach(future -> future.cancel(true));
        }
    }

    private static long deadline(long timeout, TimeUnit unit) {
        long now = System.nanoTime();
        long end = now + unit.toNanos(timeout);
        return timeout > 0 && end - now < 0 ? now + Long.MAX_VALUE / 2 : end;
    }

    // ---- life

    @Override
    public void shutdown() {
        engine.shutdown();
        guests.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> never = new ArrayList<>();
        for (Object subject : engine.shutdownNow()) {
            never.add(subject instanceof Runnable task ? task : new NeverStarted(subject));
        }
        guests.shutdownNow();
        return never;
    }

    /** A task that a shutdown kept from starting; running it runs it here. */
    private record NeverStarted(Object subject) implements Runnable {
        @Override
        public void run() {
            if (subject instanceof Callable<?> task) {
                try {
                    task.call();
                } catch (Exception e) {
                    throw Answers.<RuntimeException>sneak(e);
                }
            }
        }
    }

    @Override
    public boolean isShutdown() {
        return engine.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return engine.isTerminated() && guests.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return awaitEnd(Duration.ofNanos(unit.toNanos(timeout)));
    }

    private boolean awaitEnd(Duration timeout) throws InterruptedException {
        long start = System.nanoTime();
        return engine.awaitTermination(timeout)
                && guests.awaitTermination(timeout.minusNanos(System.nanoTime() - start));
    }

    Guests guests() {
        return guests;
    }

    /** A worker with the settings of this pool; null if this pool has none. */
    @Nullable ForkedWorker fork() {
        return engine instanceof LocalEngine local
                ? ForkedWorker.start(name, local, backend, codec, freshWorker)
                : null;
    }

    @Override
    public void join() {
        try {
            join(Durations.FOREVER);
        } catch (TimeoutException e) {
            throw new AssertionError("292 years have passed", e);
        }
    }

    @Override
    public void join(Duration timeout) throws TimeoutException {
        if (!engine.isShutdown()) {
            throw new IllegalStateException(
                    "pool is open, shut it down before joining: pool=" + name);
        }
        try {
            if (!awaitEnd(timeout)) {
                throw new TimeoutException("tasks still run: pool=" + name + ", waited=" + timeout);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProcessionException("interrupted while joining: pool=" + name, e);
        }
    }

    @Override
    public void close() {
        shutdown();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = awaitEnd(Durations.FOREVER);
            } catch (InterruptedException e) {
                interrupted = true;
                shutdownNow();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public PoolStats stats() {
        EngineStats now = engine.stats();
        return new PoolStats(
                now.submitted(),
                now.completed(),
                now.failed(),
                now.cancelled(),
                now.timedOut(),
                now.retried(),
                now.workersStarted(),
                now.workersDied(),
                now.workersAlive(),
                now.workersBusy(),
                now.waiting(),
                now.running());
    }

    @Override
    public List<WorkerInfo> workers() {
        return Stream.concat(engine.workers().stream(), guests.workers().stream())
                .map(WorkerInfo::new)
                .toList();
    }

    @Override
    public String toString() {
        return "ProcessPool[" + name + "]";
    }
}
