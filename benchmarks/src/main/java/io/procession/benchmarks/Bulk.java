package io.procession.benchmarks;

import io.procession.ProcessPool;
import io.procession.Task;
import java.util.Arrays;

/**
 * Large arrays to a worker and back, beside a warm copy in memory and beside Python, in turns.
 * Speeds count every byte that arrived: there and back are twice the array.
 */
final class Bulk {

    private static final int LARGE = 12_500_000; // doubles: 100 MB
    private static final int MEDIUM = 125_000;
    private static final double LEAST_OF_MEMCPY = 0.1;
    private static final int WARM_UP = 16; // until both heaps have touched what they will use

    private Bulk() {}

    static void measure(Effort effort, Report report) throws Exception {
        try (ProcessPool pool = ProcessPool.create(1);
                Python python = Python.start(report)) {
            compare("1 MB", MEDIUM, effort.of(150, 50), 0, pool, python, report);
            compare("100 MB", LARGE, effort.of(9, 3), LEAST_OF_MEMCPY, pool, python, report);
        }
    }

    private static void compare(
            String size,
            int count,
            int rounds,
            double least,
            ProcessPool pool,
            Python python,
            Report report)
            throws Exception {
        double[] data = new double[count];
        Arrays.setAll(data, i -> i);
        double[] target = new double[count];
        Samples memcpy = new Samples();
        Samples in = new Samples();
        Samples both = new Samples();
        Samples theirIn = new Samples();
        Samples theirBoth = new Samples();
        Samples numpy = new Samples();
        for (int i = 0; i < Math.max(WARM_UP, rounds / 3); i++) {
            send(pool, data);
            sendAndReturn(pool, data);
            System.arraycopy(data, 0, target, 0, count);
        }
        for (int round = 0; round < rounds; round++) {
            memcpy.add(gigabytes(count, Samples.nanos(() -> copy(data, target))));
            in.add(gigabytes(count, Samples.nanos(() -> send(pool, data))));
            both.add(gigabytes(2L * count, Samples.nanos(() -> sendAndReturn(pool, data))));
            if (python != null && round % 3 == 0) {
                theirIn.add(gigabytes(count, python.seconds("array_in", count) * 1e9));
                theirBoth.add(
                        gigabytes(2L * count, python.seconds("array_both_ways", count) * 1e9));
                numpy.add(gigabytes(2L * count, python.seconds("numpy_both_ways", count) * 1e9));
            }
        }
        Row there = Row.of(size + " double[] to a worker", in.median(), "GB/s");
        Row back = Row.of(size + " double[] to a worker and back", both.median(), "GB/s");
        report.add(there.over("memcpy, warm", memcpy.median()));
        Row beside = back.over("memcpy, warm", memcpy.median());
        report.add(least > 0 ? beside.atLeast(least) : beside);
        if (python != null) {
            report.add(there.over("Python Pool.apply, array.array", theirIn.median()));
            report.add(back.over("Python Pool.apply, array.array", theirBoth.median()));
            if (Double.isFinite(numpy.median())) {
                report.add(back.over("Python Pool.apply, numpy", numpy.median()));
            }
        }
    }

    private static double gigabytes(long doubles, double nanos) {
        return doubles * Double.BYTES / nanos;
    }

    private static void copy(double[] source, double[] target) {
        System.arraycopy(source, 0, target, 0, source.length);
    }

    private static void send(ProcessPool pool, double[] data) {
        Task<Integer> task = () -> data.length;
        check(pool.submit(task).result(), data.length);
    }

    private static void sendAndReturn(ProcessPool pool, double[] data) {
        Task<double[]> task = () -> data;
        double[] returned = pool.submit(task).result();
        check(returned.length, data.length);
        check((int) returned[data.length - 1], data.length - 1);
    }

    private static void check(int answer, int expected) {
        if (answer != expected) {
            throw new AssertionError("answer=" + answer + ", expected=" + expected);
        }
    }
}
