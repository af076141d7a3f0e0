package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.procession.BrokenPoolException;
import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.WorkerDiedException;
import io.procession.WorkerInfo;
import io.procession.WorkerState;
import io.procession.testkit.BadGuests;
import io.procession.testkit.Flag;
import io.procession.testkit.Pids;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Stopwatch;
import io.procession.testkit.Tally;
import io.procession.testkit.Timeouts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many workers a pool has, when they come and when they go. Numbers in comments are lines of
 * the behaviours to hold.
 */
@ExtendWith(ProcessCensus.class)
class PoolSizeTest {

    @TempDir Path directory;

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    private static ProcessFuture<Long> sleeping(ProcessPool pool, long millis) {
        return pool.submit(() -> {
            Thread.sleep(millis);
            return pid();
        });
    }

    @Test
    void build_startsNothing() {
        try (ProcessPool pool = ProcessPool.create(2)) {
            assertThat(pool.workers()).isEmpty();
            assertThat(pool.stats().workersStarted()).isZero();
        }
    }

    @Test // 28
    void submit_threeOneAfterAnother_useOneWorker() {
        try (ProcessPool pool = ProcessPool.create(4)) {
            Set<Long> pids = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                pids.add(pool.submit(() -> pid()).result());
            }
            assertThat(pids).hasSize(1);
            assertThat(pool.workers()).hasSize(1);
        }
    }

    @Test // 28
    void submit_fifteenTimesAsManyAsWorkers_neverExceedsTheirNumber() {
        try (ProcessPool pool = ProcessPool.create(2)) {
            List<ProcessFuture<Long>> futures = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                futures.add(sleeping(pool, 20));
                assertThat(pool.workers().size()).isLessThanOrEqualTo(2);
            }
            Set<Long> pids = new HashSet<>();
            futures.forEach(future -> pids.add(future.result()));
            assertThat(pids).hasSize(2);
            assertThat(pool.stats().workersStarted()).isEqualTo(2);
        }
    }

    @Test // 29
    void submit_fiveTasksOfSomeLengthOnTwoWorkers_useExactlyTwoProcesses() {
        try (ProcessPool pool = ProcessPool.create(2)) {
            List<ProcessFuture<Long>> futures = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                futures.add(sleeping(pool, 500));
            }
            assertThat(new HashSet<>(futures.stream().map(ProcessFuture::result).toList()))
                    .hasSize(2);
        }
    }

    @Test // 30
    void initializer_runsOnceInEachWorkerBeforeItsFirstTask() {
        Tally ran = Tally.in(directory, "ran");
        try (ProcessPool pool =
                ProcessPool.builder().workers(2).initializer(() -> ran.add(pid())).build()) {
            Set<String> pids = new HashSet<>();
            List<ProcessFuture<Long>> futures =
                    IntStream.range(0, 6).mapToObj(i -> sleeping(pool, 300)).toList();
            futures.forEach(future -> pids.add(Long.toString(future.result())));
            assertThat(ran.lines()).containsExactlyInAnyOrderElementsOf(pids).hasSize(2);
        }
    }

    @Test // 31
    void initializer_thatThrows_breaksThePoolOnceAndForAll() {
        Tally ran = Tally.in(directory, "ran");
        try (ProcessPool pool =
                ProcessPool.builder()
                        .name("broken")
                        .workers(2)
                        .initializer(() -> {
                            ran.add(pid());
                            throw new IllegalStateException("no model");
                        })
                        .build()) {
            Stopwatch watch = Stopwatch.start();
            List<ProcessFuture<Integer>> pending =
                    IntStream.range(0, 10).mapToObj(i -> pool.submit(() -> i)).toList();
            for (ProcessFuture<Integer> future : pending) {
                assertThatThrownBy(() -> future.result(Timeouts.MEDIUM))
                        .isInstanceOf(BrokenPoolException.class)
                        .hasMessageContaining("pool is broken, its initializer failed: pool=broken")
                        .hasMessageContaining("no model")
                        .cause()
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("no model");
            }
            assertThat(watch.elapsed()).isLessThan(Timeouts.SHORT);
            assertThatThrownBy(() -> pool.submit(() -> 1).result())
                    .isInstanceOf(BrokenPoolException.class);
            assertThatThrownBy(() -> pool.map(x -> x, List.of(1, 2)))
                    .isInstanceOf(BrokenPoolException.class);
            assertThat(ran.count()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void initializer_thatExits_failsCallsWithTheReason() {
        try (ProcessPool pool =
                ProcessPool.builder()
                        .workers(1)
                        .initializer(() -> Runtime.getRuntime().halt(5))
                        .build()) {
            Throwable error = catchThrowable(() -> pool.submit(() -> 1).result(Timeouts.MEDIUM));
            assertThat(error)
                    .isInstanceOf(WorkerDiedException.class)
                    .hasMessageContaining("worker did not start")
                    .hasMessageContaining("exited with code 5");
        }
    }

    @Test // 32
    void maxTasksPerWorker_three_replacesTheWorkerAfterThem() {
        try (ProcessPool pool = ProcessPool.builder().workers(1).maxTasksPerWorker(3).build()) {
            List<Long> pids = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                pids.add(pool.submit(() -> pid()).result(Timeouts.MEDIUM));
            }
            assertThat(pids.subList(0, 3)).containsOnly(pids.get(0));
            assertThat(pids.subList(3, 6)).containsOnly(pids.get(3)).doesNotContain(pids.get(0));
            assertThat(pids.get(6)).isNotIn(pids.subList(0, 6));
            assertThat(pool.stats().workersDied()).isZero();
            await().atMost(Timeouts.SHORT).until(() -> pool.workers().size() <= 1);
        }
    }

    @Test
    void maxTasksPerWorker_manyShortTasks_noneIsLostAndNoWorkerDoesMore() {
        try (ProcessPool pool = ProcessPool.builder().workers(2).maxTasksPerWorker(20).build()) {
            List<ProcessFuture<Long>> futures =
                    IntStream.range(0, 200).mapToObj(i -> pool.submit(() -> pid())).toList();
            List<Long> pids = futures.stream().map(future -> future.result(Timeouts.LONG)).toList();
            for (long pid : new HashSet<>(pids)) {
                assertThat(pids.stream().filter(each -> each == pid).count())
                        .isLessThanOrEqualTo(20);
            }
        }
    }

    @Test // 34
    void idleTimeout_passed_endsTheWorkersAndTheNextCallStartsOthers() {
        try (ProcessPool pool =
                ProcessPool.builder().workers(2).idleTimeout(Duration.ofMillis(200)).build()) {
            Set<Long> seen = new HashSet<>();
            for (int round = 0; round < 5; round++) {
                long pid = pool.submit(() -> pid()).result(Timeouts.MEDIUM);
                assertThat(seen.add(pid)).isTrue();
                await().atMost(Timeouts.MEDIUM)
                        .until(() -> pool.workers().isEmpty() && !Pids.isAlive(pid));
            }
            assertThat(pool.stats().workersDied()).isZero();
        }
    }

    @Test
    void idleTimeout_workerThatIsBusyForLonger_staysAlive() {
        try (ProcessPool pool =
                ProcessPool.builder().workers(1).idleTimeout(Duration.ofMillis(100)).build()) {
            assertThat(sleeping(pool, 600).result(Timeouts.MEDIUM)).isPositive();
        }
    }

    @Test
    void workersMinMax_loadThatProfits_growsThenShrinks() {
        try (ProcessPool pool = ProcessPool.builder().workers(1, 3).build()) {
            sleeping(pool, 1).result();
            assertThat(pool.workers()).hasSize(1);
            List<ProcessFuture<Long>> load =
                    IntStream.range(0, 400).mapToObj(i -> sleeping(pool, 25)).toList();
            await().atMost(Timeouts.MEDIUM).until(() -> pool.workers().size() >= 2);
            for (ProcessFuture<Long> future : load) {
                future.result(Timeouts.LONG);
                assertThat(pool.workers().size()).isBetween(1, 3);
            }
            await().atMost(Timeouts.MEDIUM).until(() -> pool.workers().size() == 1);
        }
    }

    @Test // 26
    void threads_tenMixingMapSubmitAndCancel_allGetRightResults() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(10);
        try (ProcessPool pool = ProcessPool.create(2)) {
            List<Callable<Void>> users = new ArrayList<>();
            for (int user = 0; user < 10; user++) {
                int number = user;
                users.add(() -> mix(pool, number));
            }
            for (Future<Void> done : threads.invokeAll(users)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Void mix(ProcessPool pool, int number) {
        List<Integer> inputs = IntStream.range(0, 50).boxed().toList();
        for (int round = 0; round < 10; round++) {
            int factor = number * 100 + round;
            ProcessFuture<Integer> submitted = pool.submit(() -> factor + 1);
            ProcessFuture<Integer> cancelled = pool.submit(() -> factor + 2);
            cancelled.cancel(round % 2 == 0);
            assertThat(pool.map(x -> x * factor, inputs))
                    .isEqualTo(inputs.stream().map(x -> x * factor).toList());
            assertThat(submitted.result()).isEqualTo(factor + 1);
            assertThat(cancelled.isDone()).isTrue();
        }
        return null;
    }

    @Test
    void workers_whileOneIsBusy_tellWhatTheyDo() {
        Flag go = Flag.in(directory, "go");
        Instant before = Instant.now();
        try (ProcessPool pool = ProcessPool.create(1)) {
            pool.submit(() -> 1).result();
            ProcessFuture<Void> held = pool.submit(() -> go.await());
            WorkerInfo busy = pool.workers().get(0);
            assertThat(busy.pid()).isEqualTo(held.pid().getAsLong());
            assertThat(busy.state()).isEqualTo(WorkerState.BUSY);
            assertThat(busy.tasksCompleted()).isEqualTo(1);
            assertThat(busy.residentBytes()).isGreaterThan(10L << 20);
            assertThat(busy.startedAt()).isBetween(before, Instant.now());
            assertThat(busy.currentTask())
                    .hasValueSatisfying(task -> assertThat(task).startsWith("PoolSizeTest#"));
            assertThat(busy.toString()).contains("BUSY").contains("PoolSizeTest#");
            assertThat(pool.stats().running()).isEqualTo(1);
            go.raise();
            held.result(Timeouts.MEDIUM);
            WorkerInfo idle = pool.workers().get(0);
            assertThat(idle.state()).isEqualTo(WorkerState.IDLE);
            assertThat(idle.currentTask()).isEmpty();
        }
    }

    @Test
    void stats_afterAllKindsOfEnds_countThem() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            pool.submit(() -> 1).result();
            assertThatThrownBy(() ->
                    pool.submit(
                                    () -> {
                                        throw new IllegalStateException("no");
                                    })
                            .result());
            assertThatThrownBy(() -> pool.submit(new BadGuests.Halts(1)).result());
            assertThatThrownBy(
                    () -> pool.submit(new BadGuests.Spins(), Duration.ofMillis(100)).result());
            assertThat(pool.stats().submitted()).isEqualTo(4);
            assertThat(pool.stats().completed()).isEqualTo(2);
            assertThat(pool.stats().failed()).isEqualTo(3);
            assertThat(pool.stats().timedOut()).isEqualTo(1);
            assertThat(pool.stats().workersStarted()).isEqualTo(2);
            assertThat(pool.stats().workersDied()).isEqualTo(2);
            assertThat(pool.stats().waiting()).isZero();
            assertThat(pool.stats().running()).isZero();
        }
    }

    @Test
    void submit_behindALongCallWhileAnotherWorkerCouldRunIt_doesNotWaitForIt() {
        Flag go = Flag.in(directory, "go");
        try (ProcessPool pool = ProcessPool.create(2)) {
            for (int i = 0; i < 100; i++) {
                pool.submit(() -> 1).result(); // calls are short: they may stand in a line
            }
            List<ProcessFuture<Integer>> quick = new ArrayList<>();
            ProcessFuture<Void> held = pool.submit(() -> go.await());
            for (int i = 0; i < 20; i++) {
                int number = i;
                quick.add(pool.submit(() -> number));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(quick.get(i).result(Timeouts.MEDIUM)).isEqualTo(i);
            }
            assertThat(held.isDone()).isFalse();
            go.raise();
        }
    }
}
