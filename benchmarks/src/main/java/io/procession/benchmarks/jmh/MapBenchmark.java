package io.procession.benchmarks.jmh;

import io.procession.ProcessPool;
import io.procession.TaskFunction;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does an element of a {@code map} cost when the function does nothing, by size of chunk?
 *
 * <pre>./procession bench --jmh MapBenchmark -p chunk=0</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MapBenchmark {

    private static final int INPUTS = 100_000;

    /** 0: chunks that adapt. */
    @Param({"0", "1", "100", "10000"})
    public int chunk;

    private ProcessPool pool;
    private List<Integer> inputs;

    @Setup
    public void open() {
        pool = ProcessPool.create(2);
        inputs = IntStream.range(0, INPUTS).boxed().toList();
    }

    @TearDown
    public void close() {
        pool.shutdownNow();
    }

    @Benchmark
    @OperationsPerInvocation(INPUTS)
    public List<Integer> map() {
        TaskFunction<Integer, Integer> same = value -> value;
        return chunk == 0 ? pool.map(same, inputs) : pool.map(same, inputs, chunk);
    }
}
