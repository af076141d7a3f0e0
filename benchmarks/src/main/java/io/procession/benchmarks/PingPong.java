package io.procession.benchmarks;

import io.procession.ProcessPool;
import io.procession.Task;

/**
 * Call and result on a warm pool of one worker, beside a ping over the same kind of pipe. The two
 * take turns in one JVM; the machine decides for both where they run.
 */
final class PingPong {

    private static final double MOST_ON_ONE_CPU = 3;
    private static final double MOST_ACROSS_TWO = 1.5;
    private static final int WARM_UP = 30_000;

    private PingPong() {}

    static void onOneCpu(Effort effort, Report report) throws Exception {
        String where = "on one processor";
        report.add(measure(effort, where, /* otherProcessor= */ -1).atMost(MOST_ON_ONE_CPU));
        comparePython(effort, where, report);
    }

    static void acrossTwo(Effort effort, Report report) throws Exception {
        int other = Integer.getInteger(SectionMain.OTHER_PROCESSOR);
        report.add(measure(effort, "across two processors", other).atMost(MOST_ACROSS_TWO));
    }

    static void anywhere(Effort effort, Report report) throws Exception {
        String where = "on any processors";
        report.add(measure(effort, where, /* otherProcessor= */ -1));
        comparePython(effort, where, report);
    }

    private static Row measure(Effort effort, String where, int otherProcessor) throws Exception {
        try (RawPipe pipe = RawPipe.start();
                ProcessPool pool = ProcessPool.create(1)) {
            call(pool, 0);
            if (otherProcessor >= 0) {
                Processors.pin(pipe.pid(), otherProcessor);
                Processors.pin(pool.workers().get(0).pid(), otherProcessor);
            }
            int warmUp = effort.of(WARM_UP, WARM_UP / 2);
            pipe.nanosPerPing(warmUp);
            nanosPerCall(pool, warmUp);
            Samples pings = new Samples();
            Samples calls = new Samples();
            int rounds = effort.of(41, 15);
            int each = effort.of(5_000, 2_000);
            for (int round = 0; round < rounds; round++) {
                pings.add(pipe.nanosPerPing(each));
                calls.add(nanosPerCall(pool, each));
            }
            return Row.of("call and result, warm, " + where, calls.median() / 1e3, "us")
                    .over("raw ping-pong of 100 bytes, Java", pings.median() / 1e3);
        }
    }

    static double nanosPerCall(ProcessPool pool, int calls) throws Exception {
        return Samples.nanos(() -> {
            for (int i = 0; i < calls; i++) {
                call(pool, i);
            }
        })
                / (double) calls;
    }

    private static void call(ProcessPool pool, int value) {
        Task<Integer> task = () -> value;
        if (pool.submit(task).result() != value) {
            throw new AssertionError("wrong answer to " + value);
        }
    }

    private static void comparePython(Effort effort, String where, Report report) throws Exception {
        int calls = effort.of(3_000, 1_000);
        try (Python python = Python.start(report);
                ProcessPool pool = ProcessPool.create(1)) {
            if (python == null) {
                return;
            }
            nanosPerCall(pool, WARM_UP / 2);
            Samples theirs = new Samples();
            Samples ours = new Samples();
            for (int round = 0; round < effort.of(7, 3); round++) {
                theirs.add(python.seconds("apply", calls) / calls * 1e6);
                ours.add(nanosPerCall(pool, calls) / 1e3);
            }
            report.add(
                    Row.of("call and result, warm, " + where, ours.median(), "us")
                            .over("Python Pool.apply", theirs.median()));
        }
    }
}
