package io.procession.benchmarks;

import java.util.Arrays;

/** The rounds of one figure; their median is the figure. Not thread-safe. */
final class Samples {

    private double[] values = new double[0];

    void add(double value) {
        values = Arrays.copyOf(values, values.length + 1);
        values[values.length - 1] = value;
    }

    boolean isEmpty() {
        return values.length == 0;
    }

    double median() {
        if (values.length == 0) {
            throw new IllegalStateException("no rounds were measured");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double least() {
        return Arrays.stream(values).min().orElseThrow();
    }

    /** Something that takes time. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /** How long it takes once, in nanoseconds. */
    static long nanos(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return System.nanoTime() - start;
    }
}
