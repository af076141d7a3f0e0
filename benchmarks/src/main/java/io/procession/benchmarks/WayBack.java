package io.procession.benchmarks;

import io.procession.internal.snapshot.CallCopy;
import io.procession.internal.snapshot.Delta;
import io.procession.internal.snapshot.EncodedCall;
import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.snapshot.RestoringCodec;
import io.procession.internal.snapshot.Shadow;
import io.procession.internal.wire.ByteSource;
import io.procession.spi.Payload;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Ten changes in a large argument, brought back: all that the shadow, the difference, its bytes and
 * applying it cost, beside sending the argument once: encoding it, a pipe, and decoding it. One
 * thread does all of it, at both ends of the pipe, and its processor time is measured.
 */
final class WayBack {

    private static final double MOST_OVER_SENDING = 0.5;
    private static final int CHANGES = 10;
    private static final int PIPE = 1 << 15; // less than a pipe holds, so that nobody waits
    private static final int ENTRIES = 100_000;
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    /** What a call does to its argument. */
    private interface Change<T> {
        void make(T argument, Random random);
    }

    private final RestoringCodec codec =
            new RestoringCodec(
                    new GraphCodec(
                            WayBack.class.getClassLoader(),
                            List.of(),
                            /* filter= */ null,
                            foreign -> new IllegalStateException(foreign.className())));
    private final Pipe pipe = Pipe.open();
    private final List<byte[]> received = new ArrayList<>(); // used again, as a channel's are
    private final Samples sending = new Samples();
    private final Samples bringingBack = new Samples();

    private WayBack() throws IOException {}

    static void measure(Effort effort, Report report) throws Exception {
        int rounds = effort.of(200, 60);
        double[] doubles = (double[]) Values.DOUBLES.make();
        Change<double[]> set =
                (array, random) -> array[random.nextInt(array.length)] = random.nextDouble();
        new WayBack().measure("double[1,000,000]", doubles, set, rounds, report);
        Map<String, Double> map = new HashMap<>();
        for (int i = 0; i < ENTRIES; i++) {
            map.put("key-" + i, i / 2.0);
        }
        Change<Map<String, Double>> put =
                (m, random) -> m.put("key-" + random.nextInt(ENTRIES), random.nextDouble());
        new WayBack().measure("map of 100,000", map, put, rounds, report);
    }

    private <T> void measure(String words, T argument, Change<T> change, int rounds, Report report)
            throws Exception {
        for (int i = 0; i < 2 * rounds; i++) {
            round(argument, change, new Random(i), /* isMeasured= */ i >= rounds);
        }
        report.add(
                Row.of("10 changes brought back, " + words, bringingBack.median(), "us")
                        .over("sending it once", sending.median())
                        .atMost(MOST_OVER_SENDING));
    }

    @SuppressWarnings("unchecked")
    private <T> void round(T argument, Change<T> change, Random random, boolean isMeasured)
            throws Exception {
        long start = CLOCK.getCurrentThreadCpuTime();
        EncodedCall call = codec.encodeCall(argument, null, "argument");
        CallCopy copy = codec.decodeCall(throughPipe(call.payload()));
        long sent = CLOCK.getCurrentThreadCpuTime();
        Shadow shadow = codec.shadow(copy);
        long shadowed = CLOCK.getCurrentThreadCpuTime();
        for (int i = 0; i < CHANGES; i++) {
            change.make((T) copy.mayChange(), random);
        }
        long changed = CLOCK.getCurrentThreadCpuTime();
        Payload outcome = codec.encodeReturned(shadow, null);
        Delta delta = codec.decodeOutcome(new ByteSource(outcome), call.originals());
        delta.apply();
        long end = CLOCK.getCurrentThreadCpuTime();
        call.payload().release();
        if (delta.changes().isEmpty()) {
            throw new AssertionError("nothing came back");
        }
        if (isMeasured) {
            sending.add((sent - start) / 1e3);
            bringingBack.add((shadowed - sent + end - changed) / 1e3);
        }
    }

    private Payload throughPipe(Payload payload) throws IOException {
        int[] lengths = new int[payload.chunkCount()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = payload.chunkLength(i);
            if (received.size() == i) {
                received.add(new byte[lengths[i]]);
            } else if (received.get(i).length < lengths[i]) {
                received.set(i, new byte[lengths[i]]);
            }
            for (int from = 0; from < lengths[i]; from += PIPE) {
                int part = Math.min(PIPE, lengths[i] - from);
                passOn(ByteBuffer.wrap(payload.chunk(i), from, part), i, from, part);
            }
        }
        return new Payload(received.subList(0, lengths.length).toArray(new byte[0][]), lengths);
    }

    private void passOn(ByteBuffer bytes, int chunk, int from, int length) throws IOException {
        while (bytes.hasRemaining()) {
            pipe.sink().write(bytes);
        }
        ByteBuffer there = ByteBuffer.wrap(received.get(chunk), from, length);
        while (there.hasRemaining()) {
            pipe.source().read(there);
        }
    }
}
