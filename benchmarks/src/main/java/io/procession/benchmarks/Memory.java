package io.procession.benchmarks;

import io.procession.ProcessPool;
import io.procession.Task;

/**
 * The resident memory of a worker: idle after its first call, and after many, beside {@code java
 * Hello} that waits.
 */
final class Memory {

    private static final double MOST_OVER_HELLO = 1.3;
    private static final double MOST_OVER_FRESH = 2;
    private static final int CALLS = 300_000;
    private static final int BATCH = 10_000;
    private static final long SETTLE_MILLIS = 1_000;

    private Memory() {}

    static void measure(Effort effort, Report report) throws Exception {
        Samples hello = new Samples();
        Samples fresh = new Samples();
        Samples used = new Samples();
        int calls = effort.of(CALLS, CALLS / 3);
        try (BareJvm bare = new BareJvm()) {
            for (int round = 0; round < effort.of(5, 3); round++) {
                hello.add(bare.residentMegabytes(SETTLE_MILLIS));
                try (ProcessPool pool = ProcessPool.create(1)) {
                    Task<Integer> task = () -> 42;
                    pool.submit(task).result();
                    long worker = pool.workers().get(0).pid();
                    Thread.sleep(SETTLE_MILLIS);
                    fresh.add(Resident.megabytes(worker));
                    for (int done = 0; done < calls; done += BATCH) {
                        SubmitStream.callsASecond(pool, BATCH);
                    }
                    used.add(Resident.megabytes(worker));
                }
            }
        }
        if (!Double.isFinite(hello.median())) {
            report.note("this system does not tell the memory of processes");
            return;
        }
        report.add(
                Row.of("idle worker, resident", fresh.median(), "MB")
                        .over("java Hello, waiting", hello.median())
                        .atMost(MOST_OVER_HELLO));
        report.add(
                Row.of(String.format("worker after %,d calls", calls), used.median(), "MB")
                        .over("the same worker, idle, after one call", fresh.median())
                        .atMost(MOST_OVER_FRESH));
    }
}
