package io.procession.benchmarks;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.actor.Actor;
import java.util.ArrayList;
import java.util.List;

/**
 * Ten thousand actors spawned in two workers, and asked once each; beside Python objects of a class
 * of its own in a manager's process, in turns.
 */
final class Actors {

    private static final int WORKERS = 2;
    private static final int COUNT = 10_000;
    private static final double LEAST_OVER_PYTHON = 3;

    private Actors() {}

    /** What each actor is. */
    static final class Counter {
        private int count;

        int increment() {
            return ++count;
        }
    }

    static void measure(Effort effort, Report report) throws Exception {
        int theirCount = effort.of(2_000, 1_000);
        Samples ours = new Samples();
        Samples theirs = new Samples();
        try (Python python = Python.start(report)) {
            for (int round = -1; round < effort.of(5, 3); round++) {
                double perSecond = perSecond();
                if (round < 0) {
                    continue;
                }
                ours.add(perSecond);
                if (python != null) {
                    theirs.add(theirCount / python.seconds("counters_asked_once", theirCount));
                }
            }
        }
        Row row = Row.of("actors spawned and asked once, 10,000 in 2 workers", ours.median(), "/s");
        report.add(
                theirs.isEmpty()
                        ? row
                        : row.over("Python BaseManager, an object each", theirs.median())
                                .atLeast(LEAST_OVER_PYTHON));
    }

    /** With a pool of its own, whose end ends the actors. Its workers start before the clock. */
    private static double perSecond() throws Exception {
        try (ProcessPool pool = ProcessPool.create(WORKERS)) {
            for (int i = 0; i < WORKERS; i++) {
                Actor.spawn(pool, Counter::new).ask(Counter::increment).result();
            }
            long nanos = Samples.nanos(() -> spawnAndAsk(pool));
            return COUNT * 1e9 / nanos;
        }
    }

    private static void spawnAndAsk(ProcessPool pool) {
        List<Actor<Counter>> actors = new ArrayList<>(COUNT);
        List<ProcessFuture<Integer>> answers = new ArrayList<>(COUNT);
        for (int i = 0; i < COUNT; i++) {
            Actor<Counter> actor = Actor.spawn(pool, Counter::new);
            actors.add(actor);
            answers.add(actor.ask(Counter::increment));
        }
        int sum = 0;
        for (ProcessFuture<Integer> each : answers) {
            sum += each.result();
        }
        if (sum != COUNT || actors.size() != COUNT) {
            throw new AssertionError("answers=" + sum + ", actors=" + actors.size());
        }
    }
}
