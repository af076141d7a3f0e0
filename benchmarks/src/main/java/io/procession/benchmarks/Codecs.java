package io.procession.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.FutureTask;

/**
 * Our codec beside JDK serialisation and Fory, the same values encoded and decoded in turns.
 * Measured in processor time of the one thread that works: what else the machine does is no part of
 * it. Garbage collection, too, is left out.
 */
final class Codecs {

    private static final double MOST_OVER_JDK = 0.5;
    private static final double MOST_OVER_FORY = 2;
    private static final double ROUND_NANOS = 20e6;
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();
    private static final long STACK = 1L << 30; // JDK serialisation and Fory recurse

    private Codecs() {}

    static void measure(Effort effort, Report report) throws Exception {
        FutureTask<Void> task =
                new FutureTask<>(() -> {
                    for (Values values : Values.values()) {
                        compare(values, effort, report);
                    }
                    return null;
                });
        Thread thread = new Thread(null, task, "codecs", STACK);
        thread.start();
        task.get();
    }

    private static void compare(Values values, Effort effort, Report report) throws Exception {
        Object value = values.make();
        Encoding[] encodings = {Encoding.graphCodec(), Encoding.jdk(), Encoding.fory()};
        Samples[] micros = {new Samples(), new Samples(), new Samples()};
        int[] copies = new int[encodings.length];
        for (int i = 0; i < encodings.length; i++) {
            copies[i] = warmUp(encodings[i], value, effort.of(2_000, 700) * 1e6);
        }
        for (int round = 0; round < effort.of(21, 9); round++) {
            for (int i = 0; i < encodings.length; i++) {
                micros[i].add(nanosPerCopy(encodings[i], value, copies[i]) / 1e3);
            }
        }
        Row row = Row.of("codec, " + values.words() + ", there and back", micros[0].median(), "us");
        report.add(row.over("JDK serialisation", micros[1].median()).atMost(MOST_OVER_JDK));
        report.add(row.over("Fory 1.6.0", micros[2].median()).atMost(MOST_OVER_FORY));
    }

    /**
     * Runs for so much time of the processor, so that a busy machine warms up as well; returns how
     * many copies fill a round.
     */
    private static int warmUp(Encoding encoding, Object value, double nanos) throws Exception {
        long start = CLOCK.getCurrentThreadCpuTime();
        double last = Double.MAX_VALUE;
        int copies = 1;
        while (CLOCK.getCurrentThreadCpuTime() - start < nanos) {
            last = nanosPerCopy(encoding, value, copies);
            copies = (int) Math.max(1, Math.min(1e6, ROUND_NANOS / last));
        }
        return copies;
    }

    private static double nanosPerCopy(Encoding encoding, Object value, int copies)
            throws Exception {
        long start = CLOCK.getCurrentThreadCpuTime();
        for (int i = 0; i < copies; i++) {
            if (encoding.copy(value) == null) {
                throw new AssertionError("nothing came back");
            }
        }
        return (CLOCK.getCurrentThreadCpuTime() - start) / (double) copies;
    }
}
