package io.procession.benchmarks.jmh;

import io.procession.Backend;
import io.procession.ProcessPool;
import io.procession.Task;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does one call and its result cost, on a pool of processes, of threads, inline, and on a
 * plain thread pool of the JDK?
 *
 * <pre>./procession bench --jmh SubmitBenchmark -prof gc</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SubmitBenchmark {

    /** Where the call runs. */
    public enum Where {
        PROCESSES,
        THREADS,
        INLINE,
        JDK_THREAD_POOL
    }

    @Param public Where where;
    private ExecutorService executor;
    private int next;

    @Setup
    public void open() {
        executor =
                where == Where.JDK_THREAD_POOL
                        ? Executors.newSingleThreadExecutor()
                        : ProcessPool.builder()
                                .workers(1)
                                .backend(Backend.valueOf(where.name()))
                                .build();
    }

    @TearDown
    public void close() {
        executor.shutdownNow();
    }

    @Benchmark
    public Integer submitAndResult() throws ExecutionException, InterruptedException {
        int value = next++;
        Callable<Integer> task = (Callable<Integer> & Task<Integer>) () -> value;
        return executor.submit(task).get();
    }
}
