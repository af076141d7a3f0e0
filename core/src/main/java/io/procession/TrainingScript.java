package io.procession;

import io.procession.internal.channel.Channel;
import io.procession.internal.snapshot.CannotTravelException;
import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.wire.FrameType;
import io.procession.internal.worker.Invocation;
import io.procession.internal.worker.WorkerSetup;
import io.procession.spi.Codec.Direction;
import io.procession.spi.Payload;
import io.procession.spi.Transport;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes all that a pool would send to a short-lived worker into a file: a setup, a few calls, a
 * stop.
 *
 * <p>A worker that is sent them goes the whole way from main to first results and out again. It is
 * run so to record what a class-data archive or an AOT cache should hold; see {@code
 * ArchiveTraining}. Runs in a process of its own.
 */
final class TrainingScript {

    private TrainingScript() {}

    /** Writes the file whose name is the argument. */
    public static void main(String[] arguments) throws IOException {
        try (OutputStream file = new BufferedOutputStream(new FileOutputStream(arguments[0]))) {
            Channel channel = new Channel(new FileTransport(file), "training");
            WorkerSetup setup =
                    new WorkerSetup("training-worker-1", 1, true, "", Payload.EMPTY, Payload.EMPTY);
            channel.send(FrameType.SETUP, 0, setup.toPayload());
            sendCalls(channel);
            channel.send(FrameType.STOP, 0, Payload.EMPTY);
        }
    }

    private static void sendCalls(Channel channel) throws IOException {
        GraphCodec codec =
                new GraphCodec(
                        TrainingScript.class.getClassLoader(), List.of(), null, Answers::standIn);
        long id = 1;
        for (Invocation call : calls("captured", new double[16], new HashMap<>(Map.of(1, "one")))) {
            try {
                channel.send(FrameType.CALL, id++, codec.encode(call, Direction.CALL, "training"));
            } catch (CannotTravelException e) {
                throw new IllegalStateException("a call of the training cannot travel: " + call, e);
            }
        }
    }

    /**
     * Tasks as users write them: with captured values, with results of several kinds, printing,
     * failing.
     */
    private static List<Invocation> calls(String text, double[] numbers, Map<Integer, String> map) {
        return List.of(
                calling(() -> 42),
                calling(() -> text.concat(String.valueOf(numbers.length))),
                calling(() -> new ArrayList<>(map.values())),
                calling(() -> numbers),
                running(() -> System.out.println(text)),
                calling(() -> {
                    throw new IllegalStateException(text);
                }),
                new Invocations.Named("java.lang.Math", "abs", new Object[] {-1}),
                new Invocations.Chunk(TrainingScript::same, Packing.pack(new Object[] {1, 2})),
                new Invocations.Applying(TrainingScript::same, 1.5),
                running(TrainingScript::useWhatComesWithUsersClasses));
    }

    private static Invocation calling(Task<?> task) {
        return new Invocations.Calling(task);
    }

    private static Invocation running(Job job) {
        return new Invocations.Running(job);
    }

    private static @Nullable Object same(@Nullable Object input) {
        return input;
    }

    /**
     * The class path of the training is one jar; users' classes lie in folders, too. A worker that
     * is idle sleeps.
     */
    private static void useWhatComesWithUsersClasses() {
        try {
            URL folder = Path.of(System.getProperty("java.home")).toUri().toURL();
            try (URLClassLoader loader = new URLClassLoader(new URL[] {folder}, null)) {
                loader.findResource("release");
            }
            Thread.sleep(1);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes to a file, and hears nothing. */
    private record FileTransport(OutputStream file) implements Transport {

        @Override
        public int read(byte[] target, int offset, int length) {
            return -1;
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            file.write(source, offset, length);
        }

        @Override
        public int window() {
            return Integer.MAX_VALUE;
        }

        @Override
        public void close() {
            // by whoever opened the file
        }
    }
}
