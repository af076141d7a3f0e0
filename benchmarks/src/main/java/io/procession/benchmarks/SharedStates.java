package io.procession.benchmarks;

import io.procession.ProcessPool;
import io.procession.Task;
import io.procession.shared.SharedLock;
import io.procession.shared.SharedMap;
import io.procession.space.TupleSpace;
import java.io.Serializable;

/**
 * Operations of a worker on objects of this process that nobody else uses meanwhile; beside the
 * same on the objects of a Python manager, in turns.
 */
final class SharedStates {

    private static final double LEAST_OVER_PYTHON = 3;
    private static final int WARM_UP_ROUNDS = 4;
    private static final int KEYS = 1_000;

    private final ProcessPool pool;
    private final Python python; // or null
    private final Report report;
    private final int rounds;
    private final int count;

    private SharedStates(ProcessPool pool, Python python, Effort effort, Report report) {
        this.pool = pool;
        this.python = python;
        this.report = report;
        this.rounds = effort.of(9, 5);
        this.count = effort.of(10_000, 4_000);
    }

    static void measure(Effort effort, Report report) throws Exception {
        try (ProcessPool pool = ProcessPool.create(1);
                Python python = Python.start(report)) {
            SharedStates states = new SharedStates(pool, python, effort, report);
            states.lock();
            states.map();
            states.tuple();
        }
        Actors.measure(effort, report);
    }

    private void map() throws Exception {
        try (SharedMap<String, Integer> map = SharedMap.create()) {
            for (int i = 0; i < KEYS; i++) {
                map.put("key-" + i, i);
            }
            Operation get =
                    i -> {
                        if (map.get("key-" + i % KEYS) != i % KEYS) {
                            throw new AssertionError("wrong value of key " + i % KEYS);
                        }
                    };
            compare("get of a SharedMap", get, "manager_dict", "Manager().dict()");
        }
    }

    private void tuple() throws Exception {
        try (TupleSpace space = TupleSpace.create()) {
            Operation writeAndTake =
                    i -> {
                        space.write("job", i);
                        if (space.take("job", Integer.class).intAt(1) != i) {
                            throw new AssertionError("wrong tuple, not " + i);
                        }
                    };
            compare(
                    "write and take of a tuple",
                    writeAndTake,
                    "manager_list",
                    "Manager().list(), append and pop");
        }
    }

    private void lock() throws Exception {
        try (SharedLock lock = SharedLock.create()) {
            Operation pair =
                    i -> {
                        lock.lock();
                        lock.unlock();
                    };
            Row ours =
                    compare(
                            "lock and unlock of a SharedLock, free",
                            pair,
                            "manager_lock",
                            "Manager().Lock()");
            if (python != null) {
                beside(ours, "memory_lock", "multiprocessing.Lock");
                report.note(
                        "multiprocessing.Lock is a semaphore in memory that its processes share: no message is sent. It"
                                + " stays locked when its owner dies; a SharedLock does not");
            }
        }
    }

    /** What is done to the object, in the worker. */
    @FunctionalInterface
    private interface Operation extends Serializable {
        void run(int number) throws Exception;
    }

    /** Measures both in turns. */
    private Row compare(String what, Operation operation, String command, String peer)
            throws Exception {
        int times = count;
        Task<Long> task =
                () -> {
                    long start = System.nanoTime();
                    for (int i = 0; i < times; i++) {
                        operation.run(i);
                    }
                    return System.nanoTime() - start;
                };
        Samples ours = new Samples();
        Samples theirs = new Samples();
        for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
            double perSecond = times * 1e9 / pool.submit(task).result();
            if (round < 0) {
                continue;
            }
            ours.add(perSecond);
            if (python != null) {
                theirs.add(times / python.seconds(command, times));
            }
        }
        Row row = Row.of(what, ours.median(), "/s");
        report.add(
                python == null
                        ? row
                        : row.over("Python " + peer, theirs.median()).atLeast(LEAST_OVER_PYTHON));
        return row;
    }

    /** What is faster, or not the same thing: no target. */
    private void beside(Row ours, String command, String peer) throws Exception {
        Samples theirs = new Samples();
        for (int round = 0; round < rounds; round++) {
            theirs.add(count / python.seconds(command, count));
        }
        report.add(ours.over("Python " + peer, theirs.median()));
    }
}
