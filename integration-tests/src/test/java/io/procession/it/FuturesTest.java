package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.procession.ProcessFuture;
import io.procession.ProcessFutures;
import io.procession.ProcessFutures.Until;
import io.procession.ProcessFutures.Waited;
import io.procession.ProcessPool;
import io.procession.ProcessionException;
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
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Futures of calls in worker processes: waits, cancellation, callbacks. Numbers in comments are
 * lines of the behaviours to hold.
 */
@ExtendWith(ProcessCensus.class)
class FuturesTest {

    @TempDir Path directory;

    private final ProcessPool pool = ProcessPool.builder().name("futures").workers(2).build();

    @AfterEach
    void closePool() {
        pool.shutdownNow();
        pool.close();
    }

    private ProcessFuture<Integer> held(Flag flag, int value) {
        return pool.submit(() -> {
            flag.await();
            return value;
        });
    }

    // ---- waits
    // ------------------------------------------------------------------------------------------------------

    @Test // 24
    void get_withLimitOnALongerTask_timesOutAndTheTaskGoesOn() throws Exception {
        Flag go = Flag.in(directory, "go");
        ProcessFuture<Integer> future = held(go, 7);
        Stopwatch watch = Stopwatch.start();
        assertThatThrownBy(() -> future.get(200, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        assertThat(watch.elapsed()).isBetween(Duration.ofMillis(150), Timeouts.millis(1200));
        assertThatThrownBy(() -> future.result(Duration.ofMillis(10)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("no result yet, and the call goes on")
                .hasMessageContaining("task=FuturesTest#");
        go.raise();
        assertThat(future.get(Timeouts.MEDIUM.toSeconds(), TimeUnit.SECONDS)).isEqualTo(7);
    }

    @Test
    void get_interrupted_throwsAndTheTaskGoesOn() throws Exception {
        Flag go = Flag.in(directory, "go");
        ProcessFuture<Integer> future = held(go, 7);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread waiter = new Thread(() -> thrown.set(catchThrowable(future::get)));
        waiter.start();
        waiter.interrupt();
        waiter.join(Timeouts.SHORT.toMillis());
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        go.raise();
        assertThat(future.result(Timeouts.MEDIUM)).isEqualTo(7);
    }

    @Test
    void result_interrupted_throwsAndRestoresTheInterrupt() throws Exception {
        Flag go = Flag.in(directory, "go");
        ProcessFuture<Integer> future = held(go, 7);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> restored = new AtomicReference<>();
        Thread waiter =
                new Thread(() -> {
                    thrown.set(catchThrowable(future::result));
                    restored.set(Thread.currentThread().isInterrupted());
                });
        waiter.start();
        waiter.interrupt();
        waiter.join(Timeouts.SHORT.toMillis());
        assertThat(thrown.get())
                .isInstanceOf(ProcessionException.class)
                .hasMessageContaining(
                        "interrupted while waiting, and the call goes on: task=FuturesTest#");
        assertThat(restored.get()).isTrue();
        go.raise();
        assertThat(future.result(Timeouts.MEDIUM)).isEqualTo(7);
    }

    @Test
    void map_interrupted_throwsAndCancelsTheRest() throws Exception {
        Tally started = Tally.in(directory, "started");
        Flag never = Flag.in(directory, "never");
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread mapper =
                new Thread(() ->
                        thrown.set(
                                catchThrowable(() ->
                                        pool.map(
                                                x -> {
                                                    started.add(x);
                                                    never.await();
                                                    return x;
                                                },
                                                List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)))));
        mapper.start();
        await().atMost(Timeouts.MEDIUM).until(() -> started.count() == 2);
        mapper.interrupt();
        mapper.join(Timeouts.SHORT.toMillis());
        assertThat(thrown.get())
                .isInstanceOf(ProcessionException.class)
                .hasMessageContaining("interrupted");
        assertThat(pool.submit(() -> 1).result(Timeouts.MEDIUM)).isEqualTo(1);
        assertThat(started.count()).isEqualTo(2);
    }

    @Test // 73
    void waitFor_any_returnsWhenOneIsDone() throws Exception {
        Flag never = Flag.in(directory, "never");
        ProcessFuture<Integer> quick = pool.submit(() -> 1);
        ProcessFuture<Integer> slow = held(never, 2);
        Waited<ProcessFuture<Integer>> waited =
                ProcessFutures.waitFor(List.of(slow, quick, quick), Until.ANY, Timeouts.MEDIUM);
        assertThat(waited.done()).containsExactly(quick);
        assertThat(waited.notDone()).containsExactly(slow);
    }

    @Test // 73
    void waitFor_all_honoursItsLimit() throws Exception {
        Flag never = Flag.in(directory, "never");
        ProcessFuture<Integer> slow = held(never, 2);
        ProcessFuture<Integer> done = pool.submit(() -> 1);
        done.result();
        Stopwatch watch = Stopwatch.start();
        Waited<ProcessFuture<Integer>> waited =
                ProcessFutures.waitFor(List.of(done, slow), Until.ALL, Duration.ofMillis(200));
        assertThat(watch.elapsed()).isBetween(Duration.ofMillis(150), Timeouts.millis(1200));
        assertThat(waited.done()).containsExactly(done);
        assertThat(waited.notDone()).containsExactly(slow);
    }

    @Test // 73
    void waitFor_firstException_returnsAtAFailureOrACancellation() throws Exception {
        Flag never = Flag.in(directory, "never");
        ProcessFuture<Integer> slow = held(never, 2);
        ProcessFuture<Integer> good = pool.submit(() -> 1);
        ProcessFuture<Integer> bad =
                pool.submit(() -> {
                    throw new IllegalStateException("bad");
                });
        Waited<ProcessFuture<Integer>> waited =
                ProcessFutures.waitFor(
                        List.of(slow, good, bad), Until.FIRST_EXCEPTION, Timeouts.MEDIUM);
        assertThat(waited.done()).contains(bad).doesNotContain(slow);
        slow.cancel(true);
        Waited<ProcessFuture<Integer>> cancelled =
                ProcessFutures.waitFor(List.of(slow, good), Until.FIRST_EXCEPTION, Timeouts.MEDIUM);
        assertThat(cancelled.done()).contains(slow);
    }

    @Test // 73
    void waitFor_all_returnsWhenAllAreDone() throws Exception {
        List<ProcessFuture<Integer>> futures =
                List.of(pool.submit(() -> 1), pool.submit(() -> 2), pool.submit(() -> 3));
        Waited<ProcessFuture<Integer>> waited =
                ProcessFutures.waitFor(futures, Until.ALL, Timeouts.MEDIUM);
        assertThat(waited.done()).containsExactlyElementsOf(futures);
        assertThat(waited.notDone()).isEmpty();
        assertThat(
                        ProcessFutures.waitFor(
                                        List.<ProcessFuture<Integer>>of(),
                                        Until.ANY,
                                        Duration.ofSeconds(1))
                                .done())
                .isEmpty();
    }

    @Test // 73
    void asCompleted_withDuplicates_givesEachOnceInOrderOfCompletion() {
        Flag go = Flag.in(directory, "go");
        ProcessFuture<Integer> late = held(go, 1);
        ProcessFuture<Integer> early = pool.submit(() -> 2);
        List<ProcessFuture<Integer>> order = new ArrayList<>();
        ProcessFutures.asCompleted(List.of(late, early, late, early))
                .forEach(future -> {
                    order.add(future);
                    go.raise();
                });
        assertThat(order).containsExactly(early, late);
    }

    // ---- cancellation
    // -----------------------------------------------------------------------------------------------

    @Test // 65
    void cancel_runningTask_killsItsWorkerAndAnotherTakesItsPlace() {
        try (ProcessPool single = ProcessPool.create(1)) {
            ProcessFuture<Void> running = single.submit(new BadGuests.HangsDeaf());
            await().atMost(Timeouts.MEDIUM)
                    .until(() -> running.pid().isPresent() && running.isRunning());
            long pid = running.pid().getAsLong();
            assertThat(running.cancel(true)).isTrue();
            assertThat(running.isCancelled()).isTrue();
            assertThatThrownBy(running::result).isInstanceOf(CancellationException.class);
            long next = single.submit(() -> ProcessHandle.current().pid()).result(Timeouts.MEDIUM);
            assertThat(next).isNotEqualTo(pid);
            await().atMost(Timeouts.SHORT).until(() -> !Pids.isAlive(pid));
            assertThat(single.stats().cancelled()).isEqualTo(1);
        }
    }

    @Test // 66
    void cancel_queuedTask_neverRuns() {
        Flag go = Flag.in(directory, "go");
        Tally ran = Tally.in(directory, "ran");
        try (ProcessPool single = ProcessPool.create(1)) {
            ProcessFuture<Integer> first =
                    single.submit(() -> {
                        go.await();
                        return 1;
                    });
            ProcessFuture<Void> queued = single.submit(() -> ran.add("queued"));
            assertThat(queued.cancel(false)).isTrue();
            assertThat(queued.isCancelled()).isTrue();
            go.raise();
            assertThat(first.result(Timeouts.MEDIUM)).isEqualTo(1);
            assertThat(single.submit(() -> 2).result(Timeouts.MEDIUM)).isEqualTo(2);
            assertThat(ran.lines()).isEmpty();
        }
    }

    @Test // 66
    void cancel_manyQueuedShortTasks_noneOfThemRuns() {
        Tally ran = Tally.in(directory, "ran");
        try (ProcessPool single = ProcessPool.create(1)) {
            for (int i = 0; i < 200; i++) {
                single.submit(() -> 1).result(); // calls are known to be short: lines may be long
            }
            Flag go = Flag.in(directory, "go");
            ProcessFuture<Integer> first =
                    single.submit(() -> {
                        go.await();
                        return 1;
                    });
            List<ProcessFuture<Void>> queued = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                queued.add(single.submit(() -> ran.add("queued")));
            }
            assertThat(queued).allMatch(future -> future.cancel(true));
            go.raise();
            assertThat(first.result(Timeouts.MEDIUM)).isEqualTo(1);
            assertThat(single.submit(() -> 2).result(Timeouts.MEDIUM)).isEqualTo(2);
            assertThat(ran.lines()).isEmpty();
        }
    }

    @Test
    void cancel_runningTaskWithoutInterrupt_letsItGoOnUnheard() {
        Flag go = Flag.in(directory, "go");
        Tally ran = Tally.in(directory, "ran");
        ProcessFuture<Integer> future =
                pool.submit(() -> {
                    ran.add("begun");
                    go.await();
                    ran.add("ended");
                    return 1;
                });
        await().atMost(Timeouts.MEDIUM).until(() -> ran.count() == 1);
        assertThat(future.cancel(false)).isTrue();
        go.raise();
        await().atMost(Timeouts.SHORT).until(() -> ran.count() == 2);
        assertThat(future.isCancelled()).isTrue();
        assertThat(pool.submit(() -> 1).result(Timeouts.MEDIUM)).isEqualTo(1);
        assertThat(pool.stats().workersDied()).isZero();
    }

    @Test
    void cancel_mapAsync_killsWhatRuns() {
        Tally started = Tally.in(directory, "started");
        Flag never = Flag.in(directory, "never");
        ProcessFuture<List<Integer>> whole =
                pool.mapAsync(
                        x -> {
                            started.add(x);
                            never.await();
                            return x;
                        },
                        List.of(1, 2, 3, 4, 5, 6, 7, 8));
        await().atMost(Timeouts.MEDIUM).until(() -> started.count() >= 2);
        assertThat(whole.cancel(true)).isTrue();
        assertThat(pool.submit(() -> 1).result(Timeouts.MEDIUM)).isEqualTo(1);
        assertThat(started.count()).isEqualTo(2);
    }

    @Test
    void orTimeout_ofCompletableFuture_failsTheFuture() {
        Flag never = Flag.in(directory, "never");
        ProcessFuture<Integer> future = held(never, 1);
        CompletableFuture<Integer> limited = future.orTimeout(200, TimeUnit.MILLISECONDS);
        assertThatThrownBy(() -> limited.get(Timeouts.SHORT.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TimeoutException.class);
        assertThat(pool.submit(() -> 1).result(Timeouts.MEDIUM))
                .isEqualTo(1); // the other worker is free
    }

    @Test
    void kill_queuedTask_cancelsIt() {
        Flag go = Flag.in(directory, "go");
        try (ProcessPool single = ProcessPool.create(1)) {
            ProcessFuture<Integer> first =
                    single.submit(() -> {
                        go.await();
                        return 1;
                    });
            ProcessFuture<Integer> queued = single.submit(() -> 2);
            queued.kill();
            assertThatThrownBy(queued::result).isInstanceOf(CancellationException.class);
            go.raise();
            assertThat(first.result(Timeouts.MEDIUM)).isEqualTo(1);
        }
    }

    // ---- callbacks
    // --------------------------------------------------------------------------------------------------

    @Test
    void callbacks_thatBlock_doNotKeepOtherAnswersFromTheirCallers() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Flag go = Flag.in(directory, "go");
        try (ProcessPool single = warmPool()) {
            single.submit(() -> go.await()); // so that the callbacks are there before the answers
            List<CompletableFuture<Integer>> stages = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int number = i;
                stages.add(
                        single.submit(() -> number)
                                .thenApply(x -> {
                                    awaitUninterruptibly(release);
                                    return x;
                                }));
            }
            ProcessFuture<Integer> after = single.submit(() -> 99);
            go.raise();
            try {
                assertThat(after.result(Timeouts.MEDIUM)).isEqualTo(99);
            } finally {
                release.countDown();
            }
            CompletableFuture.allOf(stages.toArray(new CompletableFuture<?>[0]))
                    .get(Timeouts.MEDIUM.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void callback_thatWaitsForALaterCall_getsItsAnswer() throws Exception {
        Flag go = Flag.in(directory, "go");
        try (ProcessPool single = warmPool()) {
            single.submit(() -> go.await());
            ProcessFuture<Integer> first = single.submit(() -> 20);
            CompletableFuture<ProcessFuture<Integer>> second = new CompletableFuture<>();
            CompletableFuture<Integer> sum = first.thenApply(x -> x + second.join().join());
            second.complete(single.submit(() -> 22));
            single.shutdown(); // the last answers of a closing pool, too
            go.raise();
            assertThat(sum.get(Timeouts.MEDIUM.toSeconds(), TimeUnit.SECONDS)).isEqualTo(42);
        }
    }

    /**
     * One worker, of which the pool knows that its calls are short, so that several stand in its
     * line and are answered at once.
     */
    private static ProcessPool warmPool() {
        ProcessPool single = ProcessPool.create(1);
        for (int i = 0; i < 50; i++) {
            single.submit(() -> 0).result();
        }
        return single;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            if (!latch.await(Timeouts.LONG.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("not released");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void callbacks_thatThrowErrors_doNotHarmTheReader() {
        try (ProcessPool single = ProcessPool.create(1)) {
            for (int i = 0; i < 20; i++) {
                single.submit(() -> 1)
                        .whenComplete((value, error) -> {
                            throw new StackOverflowError("callback");
                        });
            }
            assertThat(single.submit(() -> 1).result(Timeouts.MEDIUM)).isEqualTo(1);
            assertThat(single.stats().workersStarted()).isEqualTo(1);
        }
    }

    @Test
    void callback_thatInterruptsItsThread_doesNotHarmTheReader() {
        try (ProcessPool single = ProcessPool.create(1)) {
            single.submit(() -> 1).thenRun(() -> Thread.currentThread().interrupt()).join();
            assertThat(single.submit(() -> 2).result(Timeouts.MEDIUM)).isEqualTo(2);
            assertThat(single.submit(() -> 3).result(Timeouts.MEDIUM)).isEqualTo(3);
            assertThat(single.stats().workersStarted()).isEqualTo(1);
        }
    }

    @Test
    void callback_chainThatFeedsItself_runsToItsEnd() throws Exception {
        assertThat(countTo(pool, 0, 1000).get(Timeouts.LONG.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo(1000);
    }

    private static CompletableFuture<Integer> countTo(ProcessPool pool, int from, int end) {
        return from == end
                ? CompletableFuture.completedFuture(from)
                : pool.submit(() -> from + 1).thenCompose(next -> countTo(pool, next, end));
    }
}
