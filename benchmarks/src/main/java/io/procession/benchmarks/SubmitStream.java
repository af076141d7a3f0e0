package io.procession.benchmarks;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.Task;
import java.util.ArrayList;
import java.util.List;

/**
 * A stream of no-op calls, each submitted by itself, then all joined; beside Python's ways to do
 * that, in turns.
 */
final class SubmitStream {

    private static final int WORKERS = 2;
    private static final double LEAST_OVER_MAP = 10;

    private SubmitStream() {}

    static void measure(Effort effort, Report report) throws Exception {
        int calls = effort.of(200_000, 100_000);
        int theirCalls = effort.of(20_000, 10_000);
        int executorCalls = theirCalls / 4;
        Samples ours = new Samples();
        Samples map = new Samples();
        Samples executor = new Samples();
        try (ProcessPool pool = ProcessPool.create(WORKERS);
                Python python = Python.start(report)) {
            for (int round = 0; round < effort.of(10, 3); round++) { // until nothing is compiled
                callsASecond(pool, calls);
            }
            for (int round = 0; round < effort.of(11, 5); round++) {
                ours.add(callsASecond(pool, calls));
                if (python != null) {
                    map.add(theirCalls / python.seconds("map_one_by_one", theirCalls));
                    executor.add(executorCalls / python.seconds("executor_map", executorCalls));
                }
            }
            Row row = Row.of("no-op submits, 2 workers", ours.median(), "/s");
            if (python == null) {
                report.add(row);
                return;
            }
            report.add(
                    row.over("Python Pool(2).map(chunksize=1)", map.median())
                            .atLeast(LEAST_OVER_MAP));
            report.add(row.over("Python ProcessPoolExecutor(2).map", executor.median()));
        }
    }

    static double callsASecond(ProcessPool pool, int calls) throws Exception {
        List<ProcessFuture<Integer>> futures = new ArrayList<>(calls);
        long nanos =
                Samples.nanos(() -> {
                    for (int i = 0; i < calls; i++) {
                        int value = i;
                        Task<Integer> task = () -> value;
                        futures.add(pool.submit(task));
                    }
                    for (ProcessFuture<Integer> future : futures) {
                        future.result();
                    }
                });
        return calls * 1e9 / nanos;
    }
}
