package io.procession.benchmarks;

import io.procession.Concurrent;
import io.procession.Procession;
import io.procession.Synchronized;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The loop with two annotations, by length of its calls, beside the same loop without them, beside
 * a pool of threads, and beside Python's loop over {@code Pool.apply_async}, as deco does it. Each
 * language is compared with its own serial loop; the threads and we, with the same one.
 */
final class LoopBySize {

    private static final int WORKERS = 2;
    private static final int[] MICROS = {5, 10, 20, 50, 100, 300, 1_000, 5_000};
    private static final int LEAST_CALLS = 60;
    private static final int ROUND_MICROS = 200_000;

    private LoopBySize() {}

    @Concurrent
    static double work(int steps) {
        return Arithmetic.work(steps);
    }

    @Synchronized
    static double[] annotated(int calls, int steps) {
        double[] results = new double[calls];
        for (int i = 0; i < calls; i++) {
            results[i] = work(steps);
        }
        return results;
    }

    private static double[] serial(int calls, int steps) {
        double[] results = new double[calls];
        for (int i = 0; i < calls; i++) {
            results[i] = Arithmetic.work(steps);
        }
        return results;
    }

    private static double[] onThreads(ExecutorService threads, int calls, int steps)
            throws Exception {
        List<Future<Double>> futures = new ArrayList<>(calls);
        for (int i = 0; i < calls; i++) {
            futures.add(threads.submit(() -> Arithmetic.work(steps)));
        }
        double[] results = new double[calls];
        for (int i = 0; i < calls; i++) {
            results[i] = futures.get(i).get();
        }
        return results;
    }

    static void measure(Effort effort, Report report) throws Exception {
        if (!Procession.isWoven(LoopBySize.class)) {
            report.note("the benchmarks are not woven: not measured");
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
        double breakEven = Double.NaN;
        double theirBreakEven = Double.NaN;
        try (Python python = Python.start(report)) {
            for (int micros : MICROS) {
                int steps = Arithmetic.stepsIn(micros * 1e3);
                int calls = Math.max(LEAST_CALLS, ROUND_MICROS / micros);
                Samples alone = new Samples();
                Samples ours = new Samples();
                Samples pool = new Samples();
                Samples theirs = new Samples();
                double[] expected = serial(calls, steps);
                annotated(calls, steps);
                onThreads(threads, calls, steps);
                for (int round = 0; round < effort.of(9, 5); round++) {
                    alone.add(Samples.nanos(() -> serial(calls, steps)));
                    ours.add(Samples.nanos(() -> check(expected, annotated(calls, steps))));
                    pool.add(
                            Samples.nanos(() -> check(expected, onThreads(threads, calls, steps))));
                    if (python != null) {
                        theirs.add(
                                python.seconds("loop", micros)
                                        / python.seconds("loop_async", micros));
                    }
                }
                double speedUp = alone.median() / ours.median();
                breakEven = firstAbove(breakEven, speedUp, micros);
                Row row = Row.of("speed-up of a loop, calls of " + micros + " us", speedUp, "x");
                report.add(row.over("two threads of one JVM", alone.median() / pool.median()));
                if (python != null) {
                    theirBreakEven = firstAbove(theirBreakEven, theirs.median(), micros);
                    report.add(row.over("Python, apply_async a call", theirs.median()));
                }
            }
            report.add(
                    Row.of("shortest call measured at which two workers win", breakEven, "us")
                            .over("the same for Python", theirBreakEven));
        } finally {
            threads.shutdown();
        }
    }

    private static double firstAbove(double found, double speedUp, int micros) {
        return Double.isNaN(found) && speedUp > 1 ? micros : found;
    }

    private static void check(double[] expected, double[] actual) {
        if (!Arrays.equals(expected, actual)) {
            throw new AssertionError("the loop with annotations has another result");
        }
    }
}
