package io.procession.benchmarks;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.Task;
import io.procession.shared.SharedQueue;

/**
 * A queue of this process between two workers: round trips, and a stream in one direction; beside
 * Python's two queues, in turns. The worker that waits for the last element takes the time.
 */
final class SharedQueues {

    private static final double LEAST_OVER_PYTHON = 3;

    private final ProcessPool left;
    private final ProcessPool right;

    private SharedQueues(ProcessPool left, ProcessPool right) {
        this.left = left;
        this.right = right;
    }

    static void measure(Effort effort, Report report) throws Exception {
        try (ProcessPool left = ProcessPool.create(1);
                ProcessPool right = ProcessPool.create(1);
                Python python = Python.start(report)) {
            SharedQueues pair = new SharedQueues(left, right);
            pair.roundTrips(effort, report, python);
            pair.streams(effort, report, python);
        }
    }

    private void roundTrips(Effort effort, Report report, Python python) throws Exception {
        int count = effort.of(3_000, 1_000);
        Samples ours = new Samples();
        Samples queue = new Samples();
        Samples simple = new Samples();
        perSecond(count * 5, this::roundTrips);
        for (int round = 0; round < effort.of(9, 5); round++) {
            ours.add(perSecond(count, this::roundTrips));
            if (python != null) {
                queue.add(count / python.seconds("queue_round_trips", count));
                simple.add(count / python.seconds("simple_queue_round_trips", count));
            }
        }
        report("round trips through two SharedQueues", ours, queue, simple, report);
    }

    private void streams(Effort effort, Report report, Python python) throws Exception {
        int count = effort.of(40_000, 20_000);
        Samples ours = new Samples();
        Samples queue = new Samples();
        Samples simple = new Samples();
        perSecond(count, this::stream);
        for (int round = 0; round < effort.of(9, 5); round++) {
            ours.add(perSecond(count, this::stream));
            if (python != null) {
                queue.add(count / python.seconds("queue_stream", count));
                simple.add(count / python.seconds("simple_queue_stream", count));
            }
        }
        report("elements through a SharedQueue", ours, queue, simple, report);
    }

    private static void report(
            String what, Samples ours, Samples queue, Samples simple, Report report) {
        Row row = Row.of(what + ", worker to worker", ours.median(), "/s");
        if (queue.isEmpty()) {
            report.add(row);
            return;
        }
        report.add(
                row.over("Python multiprocessing.Queue", queue.median())
                        .atLeast(LEAST_OVER_PYTHON));
        report.add(row.over("Python SimpleQueue", simple.median()).atLeast(LEAST_OVER_PYTHON));
    }

    /** Does something so many times, and tells the nanoseconds that it took. */
    private interface Passing {
        long nanos(int count);
    }

    private static double perSecond(int count, Passing passing) {
        return count * 1e9 / passing.nanos(count);
    }

    private long roundTrips(int count) {
        try (SharedQueue<Integer> there = SharedQueue.create();
                SharedQueue<Integer> back = SharedQueue.create()) {
            Task<Boolean> echo =
                    () -> {
                        for (int i = -1; i < count; i++) {
                            back.put(there.take());
                        }
                        return true;
                    };
            Task<Long> ask =
                    () -> {
                        exchange(there, back, -1); // both are there
                        return Samples.nanos(() -> {
                            for (int i = 0; i < count; i++) {
                                exchange(there, back, i);
                            }
                        });
                    };
            return both(echo, ask);
        }
    }

    private static void exchange(SharedQueue<Integer> there, SharedQueue<Integer> back, int i)
            throws InterruptedException {
        there.put(i);
        check(back.take(), i);
    }

    private long stream(int count) {
        try (SharedQueue<Integer> queue = SharedQueue.create()) {
            Task<Boolean> put =
                    () -> {
                        for (int i = -1; i < count; i++) {
                            queue.put(i);
                        }
                        return true;
                    };
            Task<Long> take =
                    () -> {
                        check(queue.take(), -1); // both are there
                        return Samples.nanos(() -> {
                            for (int i = 0; i < count; i++) {
                                check(queue.take(), i);
                            }
                        });
                    };
            return both(put, take);
        }
    }

    private long both(Task<Boolean> other, Task<Long> timed) {
        ProcessFuture<Long> nanos = right.submit(timed);
        ProcessFuture<Boolean> done = left.submit(other);
        done.result();
        return nanos.result();
    }

    private static void check(int answer, int expected) {
        if (answer != expected) {
            throw new AssertionError("element=" + answer + ", expected=" + expected);
        }
    }
}
