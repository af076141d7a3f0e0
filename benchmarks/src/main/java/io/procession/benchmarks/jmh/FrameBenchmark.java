package io.procession.benchmarks.jmh;

import io.procession.internal.channel.Channel;
import io.procession.internal.channel.InProcessTransport;
import io.procession.internal.wire.ByteSource;
import io.procession.internal.wire.FrameType;
import io.procession.spi.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
 * What does a frame cost by itself, written and read again on one thread within one process, alone
 * and in a batch of sixteen?
 *
 * <pre>./procession bench --jmh FrameBenchmark</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FrameBenchmark implements Channel.Receiver {

    private static final int BATCH = 16;

    @Param({"0", "100", "1000"})
    public int bodyBytes;

    private Channel sender;
    private Channel receiver;
    private Payload body;
    private List<Channel.Frame> batch;
    private long bytes;

    @Setup
    public void open() {
        InProcessTransport.Pair pair = InProcessTransport.open();
        sender = new Channel(pair.parent(), "sender");
        receiver = new Channel(pair.worker(), "receiver");
        body = Payload.of(new byte[bodyBytes]);
        batch = new ArrayList<>();
        for (int id = 1; id <= BATCH; id++) {
            batch.add(new Channel.Frame(FrameType.CALL, id, body));
        }
    }

    @TearDown
    public void close() {
        sender.close();
        receiver.close();
    }

    @Benchmark
    public long one() throws IOException {
        sender.send(FrameType.CALL, 1, body);
        receiver.receive(this);
        return bytes;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long sixteenInOneWrite() throws IOException {
        sender.sendAll(batch);
        receiver.receive(this);
        return bytes;
    }

    @Override
    public void frame(FrameType type, long id, ByteSource source) {
        bytes += source.remaining() + id;
    }
}
