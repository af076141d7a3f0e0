package io.procession.benchmarks;

import io.procession.Concurrent;
import io.procession.CopyRestore;
import io.procession.ProcessPool;
import io.procession.Procession;
import io.procession.Synchronized;
import io.procession.Task;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * What calls pay for a large argument, all of the way, pool and processes included: in a loop with
 * two annotations whose calls share one of 100 MB; where a call cannot write to it; and where it
 * changes ten places of it. Each beside a call that only sends it, in turns.
 */
final class LargeArgument {

    private static final String POOL = "bench-large-argument";
    private static final int WORKERS = 2;
    private static final int CALLS = 20;
    private static final int LARGE = 12_500_000; // doubles: 100 MB
    private static final int CHANGES = 10;
    private static final int ENTRIES = 100_000;
    private static final double MOST_OVER_ONCE = 1.2;
    private static final double MOST_FOR_CHANGES = 0.5;
    private static final double MOST_WHERE_FIXED = 1.1; // nothing, but for the noise

    private LargeArgument() {}

    @Concurrent(pool = POOL)
    static double read(int index, double[] data) {
        return data[index];
    }

    @Concurrent(pool = POOL)
    static double write(int index, double[] data) {
        data[index] = index + 1;
        return data[index];
    }

    @Synchronized
    static double[] readers(int calls, double[] data) {
        double[] results = new double[calls];
        for (int i = 0; i < calls; i++) {
            results[i] = read(i, data);
        }
        return results;
    }

    @Synchronized
    static double[] writers(int calls, double[] data) {
        double[] results = new double[calls];
        for (int i = 0; i < calls; i++) {
            results[i] = write(i, data);
        }
        return results;
    }

    static void measure(Effort effort, Report report) throws Exception {
        try (ProcessPool pool = ProcessPool.create(WORKERS)) {
            Procession.register(POOL, pool);
            if (Procession.isWoven(LargeArgument.class)) {
                double[] data = new Random(1).doubles(LARGE).toArray();
                read(data, effort, report);
                changed(data, effort, report);
                fixed(pool, effort, report);
            } else {
                report.note("the benchmarks are not woven: runs of a loop are not measured");
            }
        }
        try (ProcessPool pool = ProcessPool.create(1)) {
            changes(pool, effort, report);
        }
    }

    /** A loop over calls that share an argument. */
    private interface Run {
        double[] calls(int count, double[] data);
    }

    /** What a run of calls took, and one of a call for each worker. */
    private record Shared(double many, double once) {}

    private static Shared shared(Run run, double[] data, Effort effort) throws Exception {
        Samples many = new Samples();
        Samples once = new Samples();
        int warmUp = effort.of(4, 2);
        Random order = new Random(1); // else one of both might be what a collection falls due in
        for (int round = -warmUp; round < effort.of(24, 6); round++) {
            boolean isManyFirst = order.nextBoolean();
            for (boolean isMany : new boolean[] {isManyFirst, !isManyFirst}) {
                int calls = isMany ? CALLS : WORKERS;
                double took = millis(() -> check(run.calls(calls, data), data));
                if (round >= 0) {
                    (isMany ? many : once).add(took);
                }
            }
        }
        return new Shared(many.median(), once.median());
    }

    /** As long as the argument is as it was, it is sent once a worker, and looked at no more. */
    private static void read(double[] data, Effort effort, Report report) throws Exception {
        Shared took = shared(LargeArgument::readers, data, effort);
        report.add(
                Row.of("100 MB read by 20 calls of one run, 2 workers", took.many, "ms")
                        .over("one call a worker", took.once)
                        .atMost(MOST_OVER_ONCE));
    }

    /**
     * It is sent once, too, where calls change it. But each call's changes are looked for in all of
     * it, which is what a further call costs: it is to be half of sending it, at most.
     */
    private static void changed(double[] data, Effort effort, Report report) throws Exception {
        Shared took = shared(LargeArgument::writers, data, effort);
        report.add(
                Row.of("100 MB changed by 20 calls of one run, 2 workers", took.many, "ms")
                        .over("one call a worker", took.once)
                        .atMost(MOST_OVER_ONCE));
        double further = (took.many - took.once) / (CALLS / WORKERS - 1);
        report.add(
                Row.of("each further call of these, on 2 workers", further, "ms")
                        .over("the first, which sends it", took.once)
                        .atMost(MOST_FOR_CHANGES));
    }

    private static void check(double[] results, double[] data) {
        for (int i = 0; i < results.length; i++) {
            if (results[i] != data[i]) {
                throw new AssertionError("call " + i + " has not seen, or changed, what it should");
            }
        }
    }

    /** One call that cannot write to its argument, beside the plain submission of the same. */
    private static void fixed(ProcessPool pool, Effort effort, Report report) throws Exception {
        double[] data = (double[]) Values.DOUBLES.make();
        Task<Double> task = () -> data[0];
        Samples woven = new Samples();
        Samples plain = new Samples();
        int rounds = effort.of(200, 60);
        for (int round = -rounds; round < rounds; round++) {
            double ofPlain = micros(() -> pool.submit(task).result());
            double ofWoven = micros(() -> check(readers(1, data), data));
            if (round >= 0) {
                plain.add(ofPlain);
                woven.add(ofWoven);
            }
        }
        report.add(
                Row.of("call that cannot write to double[1,000,000]", woven.median(), "us")
                        .over("submit of the same", plain.median())
                        .atMost(MOST_WHERE_FIXED));
    }

    private static void changes(ProcessPool pool, Effort effort, Report report) throws Exception {
        double[] doubles = (double[]) Values.DOUBLES.make();
        CopyRestore<double[]> array = CopyRestore.of(doubles);
        broughtBack(
                "double[1,000,000]",
                pool,
                seed -> () -> changeArray(array.get(), seed),
                () -> doubles.length,
                effort.of(200, 60),
                report);
        Map<String, Double> entries = new HashMap<>();
        for (int i = 0; i < ENTRIES; i++) {
            entries.put("key-" + i, i / 2.0);
        }
        CopyRestore<Map<String, Double>> map = CopyRestore.of(entries);
        broughtBack(
                "map of 100,000",
                pool,
                seed -> () -> changeMap(map.get(), seed),
                () -> entries.size(),
                effort.of(40, 15),
                report);
    }

    private static int changeArray(double[] array, int seed) {
        Random random = new Random(seed);
        for (int i = 0; i < CHANGES; i++) {
            array[random.nextInt(array.length)] = random.nextDouble();
        }
        return array.length;
    }

    private static int changeMap(Map<String, Double> map, int seed) {
        Random random = new Random(seed);
        for (int i = 0; i < CHANGES; i++) {
            map.put("key-" + random.nextInt(ENTRIES), random.nextDouble());
        }
        return map.size();
    }

    /** The call of a round. */
    private interface Changing {
        Task<Integer> ofRound(int round);
    }

    private static void broughtBack(
            String what,
            ProcessPool pool,
            Changing changing,
            Task<Integer> sending,
            int rounds,
            Report report)
            throws Exception {
        Samples sent = new Samples();
        Samples added = new Samples();
        for (int round = -rounds; round < rounds; round++) {
            Task<Integer> change = changing.ofRound(round);
            double ofSending = micros(() -> pool.submit(sending).result());
            double ofBoth = micros(() -> pool.submit(change).result());
            if (round >= 0) {
                sent.add(ofSending);
                added.add(ofBoth - ofSending);
            }
        }
        report.add(
                Row.of("what 10 changes add to a call, " + what, added.median(), "us")
                        .over("the call that only sends it", sent.median())
                        .atMost(MOST_FOR_CHANGES));
    }

    private static double micros(Samples.Work work) throws Exception {
        return Samples.nanos(work) / 1e3;
    }

    private static double millis(Samples.Work work) throws Exception {
        return Samples.nanos(work) / 1e6;
    }
}
