package io.procession.benchmarks;

import io.procession.internal.snapshot.BaseCopy;
import io.procession.internal.snapshot.CallCopy;
import io.procession.internal.snapshot.Delta;
import io.procession.internal.snapshot.EncodedBase;
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
import java.util.Objects;
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
    private static final int BASE_LENGTH = 12_500_000;
    private static final int TIMES_SENT = 5;
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
        new WayBack().measureOnBase(effort.of(40, 10), report);
    }

    /** What one more call costs with an argument of 100 MB that the worker has already. */
    private void measureOnBase(int rounds, Report report) throws Exception {
        double[] doubles = new Random(1).doubles(BASE_LENGTH).toArray();
        EncodedBase base = send(doubles);
        BaseCopy copy = codec.decodeBase(throughPipe(base.payload()));
        received.clear(); // the copy keeps what is in there
        for (int i = 0; i < 2 * rounds; i++) {
            long called = CLOCK.getCurrentThreadCpuTime();
            callOnBase(base, copy, doubles, i);
            if (i >= rounds) {
                bringingBack.add((CLOCK.getCurrentThreadCpuTime() - called) / 1e3);
            }
        }
        report.add(
                Row.of(
                                "one more call that changes 100 MB in one place",
                                bringingBack.median(),
                                "us")
                        .over("sending these once", sending.median())
                        .atMost(MOST_OVER_SENDING));
    }

    private EncodedBase send(double[] doubles) throws Exception {
        for (int i = 1; ; i++) {
            long start = CLOCK.getCurrentThreadCpuTime();
            EncodedBase base = codec.encodeBase(doubles, null, "base");
            BaseCopy unused = codec.decodeBase(throughPipe(base.payload()));
            sending.add((CLOCK.getCurrentThreadCpuTime() - start) / 1e3);
            if (i == TIMES_SENT) {
                return base;
            }
            base.payload().release();
        }
    }

    private void callOnBase(EncodedBase base, BaseCopy copy, double[] doubles, int index)
            throws Exception {
        if (!base.base().isUnchanged()) {
            throw new AssertionError("not what it was");
        }
        EncodedCall call =
                Objects.requireNonNull(codec.encodeCall(base.base(), doubles, null, "argument"));
        CallCopy there = codec.decodeCall(throughPipe(call.payload()), copy);
        Shadow shadow = codec.shadow(there);
        ((double[]) Objects.requireNonNull(there.mayChange()))[index] = index;
        Payload outcome = codec.encodeReturned(shadow, null);
        if (!shadow.undo()) {
            throw new AssertionError("not clean again");
        }
        if (codec.decodeOutcome(new ByteSource(outcome), call.originals()).changes().isEmpty()) {
            throw new AssertionError("nothing came back");
        }
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
