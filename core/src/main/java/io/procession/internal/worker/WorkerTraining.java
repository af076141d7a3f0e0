package io.procession.internal.worker;

import io.procession.internal.channel.Channel;
import io.procession.internal.snapshot.CannotTravelException;
import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.wire.FrameType;
import io.procession.spi.Codec.Direction;
import io.procession.spi.Payload;
import io.procession.spi.Transport;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes all that a parent would send to a short-lived worker into a file: a setup, a few calls, a stop.
 *
 * <p>A worker that is sent them goes the whole way from main to first results and out again. It is run so to record what a
 * class-data archive or an AOT cache should hold. Runs in a process of its own.
 */
public final class WorkerTraining {

    private WorkerTraining() {}

    /** Writes the file whose name is the argument. */
    public static void main(String[] arguments) throws IOException {
        try (OutputStream file = new BufferedOutputStream(new FileOutputStream(arguments[0]))) {
            Channel channel = new Channel(new FileTransport(file), "training");
            WorkerSetup setup = new WorkerSetup("training-worker-1", 1, true, "", Payload.EMPTY, Payload.EMPTY);
            channel.send(FrameType.SETUP, 0, setup.toPayload());
            sendCalls(channel);
            channel.send(FrameType.STOP, 0, Payload.EMPTY);
        }
    }

    private static void sendCalls(Channel channel) throws IOException {
        ClassLoader loader = WorkerTraining.class.getClassLoader();
        GraphCodec codec = new GraphCodec(loader, List.of(), null, new StandInException.Maker());
        long id = 1;
        for (Invocation call : calls("captured", new double[16], new HashMap<>(Map.of(1, "one")))) {
            try {
                channel.send(FrameType.CALL, id++, codec.encode(call, Direction.CALL, "training"));
            } catch (CannotTravelException | UnsupportedOperationException e) {
                continue; // what cannot be encoded trains nothing
            }
        }
    }

    /** Tasks as users write them: with captured values, with results of several kinds, printing, failing. */
    private static List<Invocation> calls(String text, double[] numbers, Map<Integer, String> map) {
        return List.of(
                (Invocation & Serializable) () -> 42,
                (Invocation & Serializable) () -> text + numbers.length,
                (Invocation & Serializable) () -> new ArrayList<>(map.values()),
                (Invocation & Serializable) () -> numbers,
                (Invocation & Serializable) () -> {
                    System.out.println(text);
                    return map;
                },
                (Invocation & Serializable) () -> {
                    throw new IllegalStateException(text);
                });
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
