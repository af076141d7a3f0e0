package io.procession.benchmarks;

import io.procession.ProcessPool;
import io.procession.Task;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/** A new pool's first result from a parent that is warm, beside {@code java Hello}, in turns. */
final class ColdStart {

    private static final double MOST_OVER_HELLO = 2.5;

    private ColdStart() {}

    static void measure(Effort effort, Report report) throws Exception {
        Samples worker = new Samples();
        Samples hello = new Samples();
        Samples helloExit = new Samples();
        Samples fresh = new Samples();
        Samples fork = new Samples();
        Samples spawn = new Samples();
        try (BareJvm bare = new BareJvm();
                Python python = Python.start(report)) {
            for (int i = 0;
                    i < effort.of(8, 4);
                    i++) { // an archive, where there is one, is made here
                firstResultMillis();
                bare.start();
            }
            for (int round = 0; round < effort.of(31, 15); round++) {
                worker.add(firstResultMillis());
                BareJvm.Start start = bare.start();
                hello.add(start.toHello());
                helloExit.add(start.toExit());
                if (round % 3 == 0) {
                    fresh.add(freshParentMillis());
                }
                if (python != null) {
                    fork.add(python.seconds("fork", 0) * 1e3);
                    spawn.add(python.seconds("spawn", 0) * 1e3);
                }
            }
            Row row = Row.of("worker cold to first result, parent warm", worker.median(), "ms");
            report.add(row.over("java Hello, to its line", hello.median()).atMost(MOST_OVER_HELLO));
            report.add(row.over("java Hello, to its exit", helloExit.median()));
            report.add(
                    Row.of("fresh parent JVM to its first result", fresh.median(), "ms")
                            .over("java Hello, to its line", hello.median()));
            if (python != null) {
                report.add(row.over("Python Pool(1) by spawn", spawn.median()));
                report.add(row.over("Python Pool(1) by fork", fork.median()));
            }
        }
        report.note(Archive.state());
    }

    /**
     * From the first line about a pool to its first result; the end of the worker is outside of the
     * time.
     */
    private static double firstResultMillis() {
        Task<Integer> task = () -> 42;
        long start = System.nanoTime();
        ProcessPool pool = ProcessPool.create(1);
        try {
            check(pool.submit(task).result());
            return (System.nanoTime() - start) / 1e6;
        } finally {
            pool.close();
        }
    }

    private static double freshParentMillis() throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process =
                new ProcessBuilder(JavaCommand.of(FreshParent.class))
                        .redirectError(Redirect.INHERIT)
                        .start();
        try (BufferedReader lines = process.inputReader()) {
            check(Integer.parseInt(lines.readLine()));
            double millis = (System.nanoTime() - start) / 1e6;
            process.waitFor();
            return millis;
        }
    }

    private static void check(int answer) {
        if (answer != 42) {
            throw new AssertionError("wrong answer: " + answer);
        }
    }

    /** Runs in a JVM of its own: a whole program that makes one call. */
    static final class FreshParent {

        private FreshParent() {}

        public static void main(String[] args) {
            try (ProcessPool pool = ProcessPool.create(1)) {
                Task<Integer> task = () -> 42;
                System.out.println(pool.submit(task).result());
            }
        }
    }
}
