package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.TaskTimeoutException;
import io.procession.testkit.BadGuests;
import io.procession.testkit.Flag;
import io.procession.testkit.Pids;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Stopwatch;
import io.procession.testkit.Tally;
import io.procession.testkit.Timeouts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Deadlines that stop the code and not only the wait. Numbers in comments are lines of the
 * behaviours to hold.
 */
@ExtendWith(ProcessCensus.class)
class TimeoutTest {

    @TempDir Path directory;

    private static ProcessPool warm(int workers) {
        ProcessPool pool = ProcessPool.builder().name("limits").workers(workers).build();
        warm(pool, workers);
        return pool;
    }

    private static void warm(ProcessPool pool, int workers) {
        List<ProcessFuture<Integer>> first = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            first.add(pool.submit(() -> 1, Timeouts.LONG)); // cold: no limit of the pool's
        }
        first.forEach(ProcessFuture::result);
    }

    private static TaskTimeoutException timeoutOf(ProcessFuture<?> future) {
        return catchThrowableOfType(
                TaskTimeoutException.class, () -> future.result(Timeouts.MEDIUM));
    }

    @Test // 62, 63
    void submit_busyLoopWithOneSecond_isReportedWithinAThirdMoreWithTheLoopInADump() {
        List<Duration> elapsed = new ArrayList<>();
        try (ProcessPool pool = warm(1)) {
            do { // again where the machine had no time to spare
                Stopwatch watch = Stopwatch.start();
                ProcessFuture<Long> future =
                        pool.submit(new BadGuests.Spins(), Duration.ofSeconds(1));
                TaskTimeoutException timeout = timeoutOf(future);
                elapsed.add(watch.elapsed());
                checkOfOneSecond(timeout);
                assertThat(pool.submit(() -> ProcessHandle.current().pid()).result(Timeouts.MEDIUM))
                        .isNotEqualTo(timeout.pid().getAsLong());
                assertThat(pool.stats().timedOut()).isEqualTo(elapsed.size());
            } while (elapsed.size() < 3 && last(elapsed).compareTo(Timeouts.millis(1300)) > 0);
        }
        assertThat(elapsed).allMatch(each -> each.toMillis() >= 950);
        assertThat(last(elapsed)).as("of %s", elapsed).isLessThanOrEqualTo(Timeouts.millis(1300));
    }

    private static Duration last(List<Duration> all) {
        return all.get(all.size() - 1);
    }

    private static void checkOfOneSecond(TaskTimeoutException timeout) {
        assertThat(timeout.deadline()).isEqualTo(Duration.ofSeconds(1));
        assertThat(timeout.threadDump()).contains("BadGuests$Spins.spinForEver");
        assertThat(timeout)
                .hasMessageContaining("task timed out: pid=")
                .hasMessageContaining("task=BadGuests$Spins#")
                .hasMessageContaining("deadline=PT1S")
                .hasMessageContaining("spinForEver");
        assertThat(Pids.isAlive(timeout.pid().getAsLong())).isFalse();
    }

    @Test // 62
    void submit_sleepLongerThanItsLimit_failsAndItsCallbackSeesIt() throws Exception {
        try (ProcessPool pool = warm(1)) {
            Stopwatch watch = Stopwatch.start();
            CompletableFuture<Boolean> seen =
                    pool.submit(
                                    () -> {
                                        BadGuests.hangUntilInterrupted();
                                        return 1;
                                    },
                                    Duration.ofMillis(100))
                            .handle((value, error) -> error instanceof TaskTimeoutException);
            assertThat(seen.get(Timeouts.MEDIUM.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(watch.elapsed()).isLessThan(Timeouts.millis(1000));
        }
    }

    @Test
    void submit_taskThatHeedsItsInterrupt_isTimedOutAllTheSame() {
        try (ProcessPool pool = warm(1)) {
            Tally heard = Tally.in(directory, "heard");
            ProcessFuture<String> future =
                    pool.submit(
                            () -> {
                                BadGuests.hangUntilInterrupted();
                                heard.add("interrupt");
                                return "late";
                            },
                            Duration.ofMillis(200));
            assertThat(timeoutOf(future)).isNotNull();
            assertThat(heard.lines()).containsExactly("interrupt");
            assertThat(pool.submit(() -> "next").result(Timeouts.MEDIUM))
                    .isEqualTo("next"); // never the late answer
        }
    }

    @Test
    void submit_behindATaskThatTimesOut_neverRunsInItsWorker() {
        try (ProcessPool pool = warm(1)) {
            for (int round = 0; round < 5; round++) {
                Tally ran = Tally.in(directory, "ran " + round);
                ProcessFuture<Void> late =
                        pool.submit(new BadGuests.HangsForever(), Duration.ofMillis(50));
                ProcessFuture<Void> next =
                        pool.submit(() -> ran.add(ProcessHandle.current().pid()));
                long dirty = timeoutOf(late).pid().getAsLong();
                next.result(Timeouts.MEDIUM);
                assertThat(ran.lines()).hasSize(1).doesNotContain(Long.toString(dirty));
            }
        }
    }

    @Test
    void submit_largeArgumentToAWorkerThatIsStopped_isTimedOut() {
        byte[] large = new byte[10 << 20];
        try (ProcessPool pool = warm(1)) {
            long pid = pool.workers().get(0).pid();
            Pids.signal("STOP", pid);
            TaskTimeoutException timeout =
                    timeoutOf(pool.submit(() -> large.length, Duration.ofMillis(300)));
            assertThat(timeout.pid()).hasValue(pid);
            assertThat(pool.submit(() -> 1).result(Timeouts.MEDIUM)).isEqualTo(1);
        }
    }

    @Test // 64
    void submit_taskThatIgnoresItsInterrupt_isKilledAfterTheGrace() {
        try (ProcessPool pool =
                ProcessPool.builder().workers(1).killGrace(Duration.ofSeconds(1)).build()) {
            warm(pool, 1);
            Stopwatch watch = Stopwatch.start();
            ProcessFuture<Void> future =
                    pool.submit(new BadGuests.HangsDeaf(), Duration.ofMillis(300));
            TaskTimeoutException timeout = timeoutOf(future);
            assertThat(watch.elapsed()).isBetween(Duration.ofMillis(1250), Timeouts.millis(2300));
            assertThat(timeout.exitCode()).hasValue(137);
        }
    }

    @Test // 70
    void submit_severalWithLimits_allTimeOut() {
        try (ProcessPool pool = warm(2)) {
            List<ProcessFuture<Void>> futures = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                futures.add(pool.submit(new BadGuests.HangsDeaf(), Duration.ofMillis(200)));
            }
            assertThat(futures).allSatisfy(future -> assertThat(timeoutOf(future)).isNotNull());
            assertThat(pool.stats().timedOut()).isEqualTo(6);
            assertThat(pool.submit(() -> 1).result(Timeouts.MEDIUM)).isEqualTo(1);
        }
    }

    @Test
    void submit_queuedBehindLongTask_theLimitCountsFromItsStart() {
        Flag go = Flag.in(directory, "go");
        try (ProcessPool pool = warm(1)) {
            for (int i = 0; i < 200; i++) {
                pool.submit(() -> 1)
                        .result(); // short calls: the second stands in the line of the first
            }
            ProcessFuture<Integer> first =
                    pool.submit(() -> {
                        go.await();
                        return 1;
                    });
            ProcessFuture<Integer> second =
                    pool.submit(() -> workFor(Duration.ofMillis(50)), Duration.ofSeconds(1));
            assertThatThrownBy(() -> second.result(Duration.ofMillis(1200)))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            go.raise();
            assertThat(first.result(Timeouts.MEDIUM)).isEqualTo(1);
            assertThat(second.result(Timeouts.MEDIUM)).isPositive();
        }
    }

    /** Long enough for the pool to look at the clock meanwhile; how many times it went round. */
    private static int workFor(Duration time) {
        int rounds = 0;
        for (long end = System.nanoTime() + time.toNanos(); System.nanoTime() - end < 0; rounds++) {
            Thread.onSpinWait();
        }
        return rounds;
    }

    @Test
    void taskTimeout_ofThePool_holdsForAllItsCallsButThoseThatSayOtherwise() {
        try (ProcessPool pool =
                ProcessPool.builder().workers(2).taskTimeout(Duration.ofMillis(400)).build()) {
            warm(pool, 2);
            Flag go = Flag.in(directory, "go");
            ProcessFuture<Integer> longer =
                    pool.submit(
                            () -> {
                                go.await();
                                return 7;
                            },
                            Timeouts.LONG);
            assertThat(timeoutOf(pool.submit(new BadGuests.Spins())).deadline())
                    .isEqualTo(Duration.ofMillis(400));
            assertThatThrownBy(() ->
                            pool.map(
                                    x -> {
                                        while (x == 1) {
                                            Thread.onSpinWait();
                                        }
                                        return x;
                                    },
                                    List.of(0, 1, 2)))
                    .isInstanceOf(TaskTimeoutException.class);
            go.raise();
            assertThat(longer.result(Timeouts.MEDIUM)).isEqualTo(7);
        }
    }

    @Test
    void submit_taskWithChildrenOfItsOwn_theyAreKilledWithIt() {
        Tally pids = Tally.in(directory, "pids");
        try (ProcessPool pool = warm(1)) {
            ProcessFuture<Void> future =
                    pool.submit(new BadGuests.StartsChildren(pids, true), Duration.ofMillis(800));
            assertThat(timeoutOf(future)).isNotNull();
            List<Long> children = pids.lines().stream().map(Long::valueOf).toList();
            assertThat(children).hasSize(2);
            await().atMost(Timeouts.SHORT).until(() -> Pids.alive(children).isEmpty());
        }
    }

    @Test
    void submit_shortTasksWithLimitsBesideOneThatHangs_onlyThatOneFails() {
        try (ProcessPool pool = warm(2)) {
            for (int i = 0; i < 100; i++) {
                pool.submit(() -> 1).result(); // lines may be long now
            }
            ProcessFuture<Long> hangs = pool.submit(new BadGuests.Spins(), Duration.ofMillis(500));
            List<ProcessFuture<Integer>> shorts = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int number = i;
                shorts.add(pool.submit(() -> number, Duration.ofSeconds(60)));
            }
            for (int i = 0; i < 200; i++) {
                assertThat(shorts.get(i).result(Timeouts.MEDIUM)).isEqualTo(i);
            }
            assertThat(timeoutOf(hangs)).isNotNull();
        }
    }
}
