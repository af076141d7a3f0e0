package io.procession.benchmarks;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;

/**
 * Calls of one millisecond of arithmetic on two workers, beside the same on two threads of ForkJoin
 * and a plain loop, in turns.
 */
final class SpeedUp {

    private static final int WORKERS = 2;
    private static final double CALL_NANOS = 1e6;
    private static final int SHORTER = 20; // calls of the warm-up
    private static final double LEAST_OF_FORK_JOIN = 0.9;

    private SpeedUp() {}

    static void measure(Effort effort, Report report) throws Exception {
        if (Runtime.getRuntime().availableProcessors() < WORKERS) {
            report.note("this process may use one processor only: not measured");
            return;
        }
        int calls = effort.of(1_000, 300);
        int steps = Arithmetic.stepsIn(CALL_NANOS);
        ForkJoinPool threads = new ForkJoinPool(WORKERS);
        Samples ours = new Samples();
        Samples theirs = new Samples();
        Samples serial = new Samples();
        try (ProcessPool pool = ProcessPool.create(WORKERS)) {
            for (int round = 0; round < effort.of(40, 10); round++) { // until nothing is compiled
                onWorkers(pool, calls, steps / SHORTER);
                onThreads(threads, calls, steps / SHORTER);
            }
            for (int round = 0; round < effort.of(9, 5); round++) {
                ours.add(perSecond(calls, () -> onWorkers(pool, calls, steps)));
                theirs.add(perSecond(calls, () -> onThreads(threads, calls, steps)));
                serial.add(perSecond(calls, () -> serially(calls, steps)));
            }
        } finally {
            threads.shutdown();
        }
        Row row = Row.of("calls of 1 ms on 2 workers", ours.median(), "/s");
        report.add(
                row.over("ForkJoin, 2 threads of one JVM", theirs.median())
                        .atLeast(LEAST_OF_FORK_JOIN));
        report.add(row.over("one thread, in a loop", serial.median()));
    }

    private static double perSecond(int calls, Samples.Work work) throws Exception {
        return calls * 1e9 / Samples.nanos(work);
    }

    private static void onWorkers(ProcessPool pool, int calls, int steps) {
        List<ProcessFuture<Double>> futures = new ArrayList<>(calls);
        Task<Double> task = () -> Arithmetic.work(steps);
        for (int i = 0; i < calls; i++) {
            futures.add(pool.submit(task));
        }
        futures.forEach(ProcessFuture::result);
    }

    private static void onThreads(ForkJoinPool threads, int calls, int steps) throws Exception {
        List<Future<Double>> futures = new ArrayList<>(calls);
        for (int i = 0; i < calls; i++) {
            futures.add(threads.submit(() -> Arithmetic.work(steps)));
        }
        for (Future<Double> future : futures) {
            future.get();
        }
    }

    private static void serially(int calls, int steps) {
        for (int i = 0; i < calls; i++) {
            Arithmetic.work(steps);
        }
    }
}
