package io.procession;

import io.procession.spi.Codec;
import java.io.ObjectInputFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * An {@link ExecutorService} whose threads are processes: calls run in worker JVMs of this machine,
 * which can be killed, capped in memory, and crash without harm.
 *
 * <p>A task is a lambda or another {@link Task}. What it captures is copied at the call, on the
 * caller's thread: the task sees the values of that moment, and what it changes in them stays in
 * the worker. Its result is copied back. Classes need not be {@link java.io.Serializable} when they
 * are plain data; what cannot travel (streams, sockets, threads, locks) is refused at the call with
 * a {@link TaskNotSerializableException}.
 *
 * <p>All methods may be called by any thread. Workers start when they are needed and are kept.
 * Inside a worker, static fields are the worker's own. A pool inside a worker is allowed, to the
 * depth {@code -Dprocession.maxDepth} (3 unless set).
 *
 * <p>Memory effects are those of {@link java.util.concurrent.ExecutorService}: what happened before
 * the submission is seen by the capture; what the worker did before it answered is in the answer.
 */
public interface ProcessPool extends ExecutorService, AutoCloseable {

    /** A pool of one worker a processor. */
    static ProcessPool create() {
        return builder().build();
    }

    /** A pool of so many workers. */
    static ProcessPool create(int workers) {
        return builder().workers(workers).build();
    }

    /** A pool with settings of its own. */
    static Builder builder() {
        return new PoolBuilder();
    }

    /**
     * Runs a task in a worker.
     *
     * @throws TaskNotSerializableException at once, if what it captured cannot travel
     * @throws java.util.concurrent.RejectedExecutionException after a shutdown
     */
    <T> ProcessFuture<T> submit(Task<T> task);

    /**
     * Runs a task that is killed, with its worker, when it has run for longer than {@code timeout}
     * from its start there; its future then fails with {@link TaskTimeoutException}.
     */
    <T> ProcessFuture<T> submit(Task<T> task, Duration timeout);

    /** Runs a task without a result. */
    ProcessFuture<Void> submit(Job job);

    /** Runs a task without a result, with a limit to its run time. */
    ProcessFuture<Void> submit(Job job, Duration timeout);

    /**
     * {@inheritDoc}
     *
     * <p>The task must be able to travel: cast the lambda, {@code (Task<T>) () -> ...}, or declare
     * it as a {@link Task}.
     */
    @Override
    <T> ProcessFuture<T> submit(Callable<T> task);

    @Override
    ProcessFuture<?> submit(Runnable task);

    @Override
    <T> ProcessFuture<T> submit(Runnable task, T result);

    /**
     * Applies a function to each input, in the workers, and returns the results in the order of the
     * inputs. Blocks. Inputs go to the workers in chunks whose size adapts to how long the function
     * takes; a chunk is one call for timeouts, retries and deaths. The first failure, in the order
     * of the inputs, is thrown as it is, and the rest is cancelled.
     */
    <A, R> List<R> map(TaskFunction<A, R> function, Iterable<? extends A> inputs);

    /** The same with chunks of a fixed size. */
    <A, R> List<R> map(TaskFunction<A, R> function, Iterable<? extends A> inputs, int chunkSize);

    /**
     * Applies a function to each input, lazily: inputs are drawn, on the consumer's thread, only a
     * little ahead of the results that are consumed, so that a million inputs never pile up.
     * Results come in the order of the inputs. A failure is thrown by the iteration at its place,
     * which can go on after it. Close the stream to cancel what is not needed.
     */
    <A, R> Stream<R> imap(TaskFunction<A, R> function, Iterable<? extends A> inputs);

    /** The same, with results in the order in which they are ready. */
    <A, R> Stream<R> imapUnordered(TaskFunction<A, R> function, Iterable<? extends A> inputs);

    /** {@link #map} for a function of two arguments. */
    <A, B, R> List<R> starmap(
            TaskBiFunction<A, B, R> function, Iterable<? extends Map.Entry<A, B>> inputs);

    /** {@link #map} that does not wait: all inputs are captured before it returns. */
    <A, R> ProcessFuture<List<R>> mapAsync(
            TaskFunction<A, R> function, Iterable<? extends A> inputs);

    /** Counters as of now. */
    PoolStats stats();

    /** The workers as of now. */
    List<WorkerInfo> workers();

    /**
     * Waits until a pool that was shut down has ended.
     *
     * @throws IllegalStateException if the pool is open
     */
    void join();

    /**
     * The same, for a limited time.
     *
     * @throws TimeoutException if tasks still run then; they go on
     */
    void join(Duration timeout) throws TimeoutException;

    /**
     * Shuts down and waits for what was submitted. If the waiting thread is interrupted, kills what
     * runs, and restores the interrupt.
     */
    @Override
    void close();

    /** Settings of a pool. Each method refuses bad values at once. Not thread-safe. */
    interface Builder {

        /** Names the pool in messages, threads and output. Letters, digits, {@code . _ -}. */
        Builder name(String name);

        /** So many workers, started when they are needed. At least 1. */
        Builder workers(int workers);

        /**
         * Between so few and so many: grows while that raises the throughput, shrinks when workers
         * are idle.
         */
        Builder workers(int min, int max);

        /**
         * The most heap that each worker may have, as the JVM's -Xmx takes it: "512m", "2g". Unless
         * set: a fair share of the machine.
         */
        Builder maxHeap(String size);

        /** Flags for the workers' JVMs; they win over Procession's own. */
        Builder jvmArgs(String... args);

        Builder systemProperty(String key, String value);

        /** An environment variable of the workers, beside those of this process. */
        Builder environment(String key, String value);

        /** Where the workers run. Must exist. */
        Builder workingDirectory(Path directory);

        /** The JDK or JRE of the workers, 17 or later; unless set, that of this process. */
        Builder javaHome(Path home);

        /**
         * Runs once in each worker before its first task. If it throws in the first worker, the
         * pool is broken.
         */
        Builder initializer(Job initializer);

        /** A worker is replaced after so many tasks. At least 1. */
        Builder maxTasksPerWorker(int tasks);

        /** The longest that a task may run, unless its submission says otherwise. */
        Builder taskTimeout(Duration timeout);

        /**
         * How long an interrupted task may go on after its deadline before its worker is killed.
         * 100 ms unless set.
         */
        Builder killGrace(Duration grace);

        /** A worker that had nothing to do for so long ends; the next task starts another. */
        Builder idleTimeout(Duration timeout);

        /**
         * How often a task is started again when its worker died: never unless set, and never after
         * an exception of its own.
         */
        Builder retries(int retries);

        /**
         * Whether changes that a task makes to what it captured come back into the caller's own
         * objects, when its future is read: by {@code get}, {@code join}, {@code result} or a
         * stage. Of two tasks that change one place, the one read last stays. Until the future is
         * read, the caller should leave the objects alone. What {@code map} and its kin are given
         * stays as it is. For one object instead of all: {@link CopyRestore}. False unless set.
         */
        Builder argumentChanges(boolean comeBack);

        Builder backend(Backend backend);

        Builder output(WorkerOutput output);

        /**
         * Encodes some types in a way of its own; asked before the built-in ones, in the order
         * given.
         */
        Builder codec(Codec codec);

        /** What may arrive in the workers, beside what Procession itself refuses. */
        Builder argumentFilter(String pattern);

        /**
         * What may arrive in this process from the workers, beside what Procession itself and the
         * JVM's own filter refuse.
         */
        Builder resultFilter(ObjectInputFilter filter);

        /**
         * Makes the pool. Starts nothing yet.
         *
         * @throws IllegalArgumentException if settings do not fit together
         */
        ProcessPool build();
    }
}
