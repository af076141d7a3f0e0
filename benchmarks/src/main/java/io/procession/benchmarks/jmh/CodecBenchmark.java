package io.procession.benchmarks.jmh;

import io.procession.benchmarks.Encoding;
import io.procession.benchmarks.Values;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it take to encode and decode a value, by kind of value and by codec?
 *
 * <pre>./procession bench --jmh CodecBenchmark -p value=MAP -prof gc</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xss512m") // JDK serialisation and Fory recurse
public class CodecBenchmark {

    /** Who encodes. */
    public enum Library {
        OURS,
        JDK,
        FORY
    }

    @Param public Values value;
    @Param public Library library;
    private Object object;
    private Encoding encoding;

    @Setup
    public void prepare() {
        object = value.make();
        encoding =
                switch (library) {
                    case OURS -> Encoding.graphCodec();
                    case JDK -> Encoding.jdk();
                    case FORY -> Encoding.fory();
                };
    }

    @Benchmark
    public Object copy() throws Exception {
        return encoding.copy(object);
    }
}
