package io.procession.internal.worker;

import io.procession.internal.channel.Channel;
import io.procession.internal.snapshot.ForeignThrowable;
import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.wire.ByteSource;
import io.procession.internal.wire.FrameType;
import io.procession.spi.Codec;
import io.procession.spi.Codec.Direction;
import io.procession.spi.Payload;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes a worker ready for its first call, as its SETUP frame says. Runs on the task thread. */
final class Preparation {

    private final Channel channel;
    private final boolean ownsProcess;
    private final Function<ForeignThrowable, Throwable> standIn;
    private final CurrentCall current;

    Preparation(
            Channel channel,
            boolean ownsProcess,
            Function<ForeignThrowable, Throwable> standIn,
            CurrentCall current) {
        this.channel = channel;
        this.ownsProcess = ownsProcess;
        this.standIn = standIn;
        this.current = current;
    }

    /**
     * Runs the initializer; null if it, or what comes before it, failed, which the parent has then
     * been told.
     */
    @Nullable CallRunner prepare(WorkerSetup setup) throws IOException {
        enterContext(setup);
        StandardStreams streams =
                setup.forwardPrints() && ownsProcess
                        ? StandardStreams.install(channel, current)
                        : StandardStreams.NONE;
        GraphCodec plain = codec(List.of(), null);
        try {
            GraphCodec codec = codec(codecs(setup, plain), filter(setup));
            initialize(setup, codec);
            streams.flush();
            return new CallRunner(channel, codec, current, streams);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            streams.flush();
            channel.send(FrameType.SETUP_FAILED, 0, plain.encodeThrowable(e, Direction.RESULT));
            return null;
        }
    }

    private void enterContext(WorkerSetup setup) {
        WorkerContext context = new WorkerContext(setup.name(), setup.depth());
        Thread.currentThread().setName(setup.name());
        if (ownsProcess) {
            WorkerContext.setProcess(context);
        } else {
            WorkerContext.setThread(context);
        }
    }

    private GraphCodec codec(List<Codec> codecs, @Nullable ObjectInputFilter filter) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return new GraphCodec(
                loader != null ? loader : ClassLoader.getSystemClassLoader(),
                codecs,
                filter,
                standIn);
    }

    @SuppressWarnings("unchecked") // the parent encodes a List<Codec>
    private static List<Codec> codecs(WorkerSetup setup, GraphCodec plain)
            throws IOException, ClassNotFoundException {
        Object codecs = decode(plain, setup.codecs());
        return codecs == null ? List.of() : (List<Codec>) codecs;
    }

    private static @Nullable ObjectInputFilter filter(WorkerSetup setup) {
        return setup.callFilter().isEmpty()
                ? null
                : ObjectInputFilter.Config.createFilter(setup.callFilter());
    }

    private void initialize(WorkerSetup setup, GraphCodec codec) throws Throwable {
        if (setup.initializer().length() == 0) {
            return;
        }
        current.begin(0);
        try {
            if (decode(codec, setup.initializer()) instanceof Invocation initializer) {
                initializer.invoke();
            }
        } finally {
            current.end();
        }
    }

    private static @Nullable Object decode(GraphCodec codec, Payload value)
            throws IOException, ClassNotFoundException {
        return value.length() == 0 ? null : codec.decode(new ByteSource(value), Direction.CALL);
    }
}
