package io.procession.it.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.Procession;
import io.procession.Worker;
import io.procession.WorkerInfo;
import io.procession.WorkerState;
import io.procession.shared.SharedQueue;
import io.procession.space.Tuple;
import io.procession.space.TupleSpace;
import io.procession.testkit.Pids;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of the tuples that a task has taken whose worker dies. */
@ExtendWith(ProcessCensus.class)
@EnabledOnOs(OS.LINUX) // signals, and /proc
class TakersThatDieTest {

    private static void awaitWaiting(TupleSpace space, int count) {
        await().atMost(Timeouts.MEDIUM).until(() -> space.getWaiting() == count);
    }

    @Test
    void tuple_takenByAWorkerThatIsKilledInItsTask_isOfferedAgainInItsPlace() throws Exception {
        TupleSpace space = TupleSpace.create();
        SharedQueue<Integer> taken = SharedQueue.create();
        space.write("job", 1);
        space.write("job", 2);
        Worker worker = Procession.fork();
        worker.call(() -> {
            taken.put(space.take("job", Integer.class).intAt(1));
            return space.take("never");
        });
        assertThat(taken.poll(Timeouts.LONG)).isEqualTo(1);
        assertThat(space.readIfExists("job", 1)).isNull();
        ProcessHandle.of(worker.pid()).orElseThrow().destroyForcibly();
        assertThat(space.take(Timeouts.MEDIUM, "job", 1)).isEqualTo(Tuple.of("job", 1));
        space.write("job", 1);
        assertThat(space.take("job", Integer.class).intAt(1)).isEqualTo(2);
        worker.kill();
        worker.join();
    }

    @Test
    void tuple_takenByAWorkerThatIsKilled_goesToAnotherWhoWaits() throws Exception {
        TupleSpace space = TupleSpace.create();
        SharedQueue<Integer> taken = SharedQueue.create();
        try (Worker other = Procession.fork()) {
            Worker worker = Procession.fork();
            worker.call(() -> {
                taken.put(space.take("job", Integer.class).intAt(1));
                return space.take("never");
            });
            space.write("job", 1);
            assertThat(taken.poll(Timeouts.LONG)).isEqualTo(1);
            ProcessFuture<Integer> second =
                    other.call(() -> space.take("job", Integer.class).intAt(1));
            awaitWaiting(space, 2);
            worker.kill();
            assertThat(second.result(Timeouts.MEDIUM)).isEqualTo(1);
            worker.join();
        }
        assertThat(space.size()).as("its task ended well").isZero();
    }

    @Test
    void tuple_takenByTaskThatEnds_isTakenForGood() throws Exception {
        TupleSpace space = TupleSpace.create();
        space.write("job", 1);
        space.write("job", 2);
        Worker worker = Procession.fork();
        assertThat(worker.call(() -> space.take("job", 1).intAt(1)).result(Timeouts.LONG))
                .isEqualTo(1);
        ProcessFuture<Object> throwing =
                worker.call(() -> {
                    space.take("job", 2);
                    throw new IllegalArgumentException("an end, too");
                });
        assertThatThrownBy(() -> throwing.result(Timeouts.LONG))
                .isInstanceOf(IllegalArgumentException.class);
        worker.kill();
        worker.join();
        assertThat(space.size()).isZero();
        assertThat(space.takeIfExists("job", TupleSpace.ANY)).isNull();
    }

    @Test
    void tuple_takenByTaskThatTimesOut_isOfferedAgain() throws Exception {
        TupleSpace space = TupleSpace.create();
        space.write("job", 1);
        try (ProcessPool pool =
                ProcessPool.builder().workers(1).killGrace(Duration.ofMillis(100)).build()) {
            ProcessFuture<Object> late =
                    pool.submit(
                            () -> {
                                space.take("job", 1);
                                for (; ; ) {
                                    Thread.onSpinWait();
                                }
                            },
                            Duration.ofSeconds(3));
            assertThatThrownBy(() -> late.result(Timeouts.LONG)).hasMessageContaining("time");
            assertThat(space.take(Timeouts.MEDIUM, "job", 1)).isNotNull();
        }
    }

    @Test
    void task_retriedAfterItsWorkersDeath_findsTheTupleAgain() throws Exception {
        TupleSpace space = TupleSpace.create();
        SharedQueue<String> deaths = SharedQueue.create();
        space.write("job", 1);
        deaths.put("one");
        try (ProcessPool pool = ProcessPool.builder().workers(1).retries(1).build()) {
            ProcessFuture<Integer> job =
                    pool.submit(() -> {
                        int number = space.take("job", Integer.class).intAt(1);
                        if (deaths.poll() != null) {
                            Runtime.getRuntime().halt(3);
                        }
                        return number;
                    });
            assertThat(job.result(Timeouts.LONG)).isEqualTo(1);
        }
        assertThat(deaths).isEmpty();
        assertThat(space.size()).isZero();
    }

    @Test
    void worker_killedWhileItWaits_takesNothing() throws Exception {
        TupleSpace space = TupleSpace.create();
        Worker worker = Procession.fork();
        worker.call(() -> space.take("job", TupleSpace.ANY));
        awaitWaiting(space, 1);
        worker.kill();
        worker.join();
        assertThat(space.getWaiting()).isZero();
        space.write("job", 1);
        assertThat(space.takeIfExists("job", 1)).isNotNull();
    }

    @Test
    void spaceOfAWorker_offersAgainWhatASiblingsDeathGivesBack() throws Exception {
        try (Worker owner = Procession.fork()) {
            TupleSpace space = owner.call(() -> TupleSpace.create()).result(Timeouts.LONG);
            space.write("job", 1);
            space.write("job", 2);
            Worker taker = Procession.fork();
            taker.call(() -> space.take("job", 1)).result(Timeouts.LONG);
            SharedQueue<Integer> taken = SharedQueue.create();
            taker.call(() -> {
                taken.put(space.take("job", 2).intAt(1));
                return space.take("never");
            });
            assertThat(taken.poll(Timeouts.LONG)).isEqualTo(2);
            taker.kill();
            assertThat(space.take(Timeouts.MEDIUM, "job", Integer.class))
                    .isEqualTo(Tuple.of("job", 2));
            taker.join();
            assertThat(space.takeIfExists("job", 1)).as("taken for good before").isNull();
        }
    }

    @Test
    void tuple_onItsWayToAWorkerThatIsKilled_isOfferedAgain() throws Exception {
        TupleSpace space = TupleSpace.create();
        Worker worker = Procession.fork();
        worker.call(() -> space.take("job", Integer.class));
        awaitWaiting(space, 1);
        Pids.stop(worker.pid());
        space.write("job", 1);
        space.write("job", 2);
        assertThat(space.size()).isEqualTo(1);
        worker.kill();
        worker.join();
        assertThat(space.size()).isEqualTo(2);
        assertThat(space.takeIfExists("job", Integer.class)).isEqualTo(Tuple.of("job", 1));
    }

    @Test
    void tuple_onItsWayToAThreadThatATaskHasLeftBehind_isOfferedAgainOrTakenForGood()
            throws Exception {
        TupleSpace space = TupleSpace.create();
        SharedQueue<Integer> taken = SharedQueue.create();
        Worker worker = Procession.fork();
        worker.call(
                        () -> {
                            for (int i = 0; i < 2; i++) {
                                new Thread(() -> takeOne(space, taken)).start();
                            }
                            awaitWaiting(space, 2);
                        })
                .result(Timeouts.LONG);
        space.write("job", 1);
        assertThat(taken.poll(Timeouts.MEDIUM)).isEqualTo(1);
        Pids.stop(worker.pid());
        space.write("job", 2);
        assertThat(space.size()).isZero();
        worker.kill();
        worker.join();
        assertThat(space.takeIfExists("job", Integer.class)).isEqualTo(Tuple.of("job", 2));
        assertThat(space.size()).isZero();
    }

    private static void takeOne(TupleSpace space, SharedQueue<Integer> taken) {
        try {
            taken.put(space.take("job", Integer.class).intAt(1));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void tuple_takenByAWorkerOfAWorker_isGivenBackByItsDeath_andNotByThatOfTheOther()
            throws Exception {
        TupleSpace space = TupleSpace.create();
        SharedQueue<Long> pids = SharedQueue.create();
        space.write("job", 1);
        space.write("job", 2);
        Worker outer = Procession.fork();
        outer.call(() -> {
            Worker good = Procession.fork();
            good.call(() -> space.take("job", 1)).result(Timeouts.LONG);
            Worker bad = Procession.fork();
            bad.call(() -> {
                space.take("job", 2);
                pids.put(ProcessHandle.current().pid());
                return space.take("never");
            });
            return space.take("never");
        });
        Long bad = pids.poll(Timeouts.LONG);
        assertThat(bad).isNotNull();
        awaitWaiting(space, 2);
        assertThat(space.size()).isZero();
        Pids.signal("KILL", bad);
        assertThat(space.take(Timeouts.MEDIUM, "job", Integer.class)).isEqualTo(Tuple.of("job", 2));
        outer.terminate(); // and not kill: so its own directory is removed at once
        outer.join();
        assertThat(space.size()).as("job 1 was taken by a task that had ended").isZero();
    }

    @Test
    void jobs_takenByTasksWhoseWorkersAreKilledAgainAndAgain_areEachDoneOnce() throws Exception {
        TupleSpace space = TupleSpace.create();
        int count = 120;
        IntStream.range(0, count).forEach(i -> space.write("job", i));
        try (ProcessPool pool = ProcessPool.builder().workers(2).retries(50).build()) {
            List<ProcessFuture<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                tasks.add(pool.submit(() -> work(space.take("job", Integer.class).intAt(1))));
            }
            for (int kills = 0; kills < 6; kills++) {
                int done = 20 * kills + 5;
                await().atMost(Timeouts.LONG)
                        .until(() -> tasks.stream().filter(ProcessFuture::isDone).count() >= done);
                for (WorkerInfo each : pool.workers()) {
                    if (each.state() != WorkerState.STARTING) { // else it would never start
                        ProcessHandle.of(each.pid()).ifPresent(ProcessHandle::destroyForcibly);
                    }
                }
            }
            List<Integer> results = new ArrayList<>();
            for (ProcessFuture<Integer> each : tasks) {
                results.add(each.result(Timeouts.LONG));
            }
            assertThat(results)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, count).boxed().toList());
        }
        assertThat(space.size()).isZero();
    }

    /** Takes a while, for which the tuple is in the hands of the task. */
    private static int work(int job) {
        long end = System.nanoTime() + 3_000_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return job;
    }
}
