package io.procession.benchmarks;

import io.procession.ProcessPool;
import io.procession.TaskFunction;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A no-op over many inputs, in chunks and lazily; beside Python, in turns. */
final class Maps {

    private static final int WORKERS = 2;
    private static final double LEAST_OVER_MAP = 1;

    private Maps() {}

    static void measure(Effort effort, Report report) throws Exception {
        int many = effort.of(1_000_000, 500_000);
        int few = effort.of(50_000, 20_000);
        int rounds = effort.of(9, 5);
        try (ProcessPool pool = ProcessPool.create(WORKERS);
                Python python = Python.start(report)) {
            List<Integer> manyInputs = IntStream.range(0, many).boxed().toList();
            List<Integer> fewInputs = manyInputs.subList(0, few);
            compare(
                    "no-ops by map, chunks that adapt",
                    () -> map(pool, manyInputs),
                    "Python Pool(2).map, default chunks",
                    python,
                    "map_default",
                    many,
                    rounds,
                    LEAST_OVER_MAP,
                    report);
            compare(
                    "no-ops by imap",
                    () -> imap(pool, fewInputs),
                    "Python Pool(2).imap",
                    python,
                    "imap",
                    few,
                    rounds,
                    /* atLeast= */ 0,
                    report);
        }
    }

    private static void compare(
            String what,
            Samples.Work work,
            String peer,
            Python python,
            String command,
            int count,
            int rounds,
            double atLeast,
            Report report)
            throws Exception {
        Samples ours = new Samples();
        Samples theirs = new Samples();
        for (int round = 0; round < rounds; round++) {
            work.run();
        }
        for (int round = 0; round < rounds; round++) {
            ours.add(count * 1e9 / Samples.nanos(work));
            if (python != null) {
                theirs.add(count / python.seconds(command, count));
            }
        }
        Row row = Row.of(what, ours.median(), "/s");
        if (python != null) {
            row = row.over(peer, theirs.median());
        }
        report.add(python != null && atLeast > 0 ? row.atLeast(atLeast) : row);
    }

    private static void map(ProcessPool pool, List<Integer> inputs) {
        TaskFunction<Integer, Integer> same = value -> value;
        check(pool.map(same, inputs).size(), inputs.size());
    }

    private static void imap(ProcessPool pool, List<Integer> inputs) {
        TaskFunction<Integer, Integer> same = value -> value;
        try (Stream<Integer> results = pool.imap(same, inputs)) {
            check(results.mapToInt(each -> 1).sum(), inputs.size());
        }
    }

    private static void check(int results, int inputs) {
        if (results != inputs) {
            throw new AssertionError("results=" + results + ", inputs=" + inputs);
        }
    }
}
