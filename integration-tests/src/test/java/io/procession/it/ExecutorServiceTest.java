package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.Task;
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
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pool of processes as an ExecutorService: waits, rejection, the ways to its end. Numbers in
 * comments are lines of the behaviours to hold.
 */
@ExtendWith(ProcessCensus.class)
class ExecutorServiceTest {

    @TempDir Path directory;

    private static Task<String> hanging() {
        return () -> {
            new BadGuests.HangsDeaf().run();
            return "never";
        };
    }

    // ---- several tasks
    // ----------------------------------------------------------------------------------------------

    @Test
    void invokeAll_timed_cancelsWhatIsNotDoneAndKillsWhatRuns() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1)) {
            pool.submit(() -> 1).result();
            Tally ran = Tally.in(directory, "ran");
            List<Callable<String>> tasks =
                    List.of(
                            (Task<String>) () -> "quick",
                            hanging(),
                            (Task<String>)
                                    () -> {
                                        ran.add("third");
                                        return "third";
                                    });
            Stopwatch watch = Stopwatch.start();
            List<Future<String>> futures = pool.invokeAll(tasks, 500, TimeUnit.MILLISECONDS);
            assertThat(watch.elapsed()).isBetween(Duration.ofMillis(450), Timeouts.millis(1500));
            assertThat(futures).allMatch(Future::isDone);
            assertThat(futures.get(0).get()).isEqualTo("quick");
            assertThat(futures.get(1).isCancelled()).isTrue();
            assertThat(futures.get(2).isCancelled()).isTrue();
            assertThat(pool.submit(() -> 1).result(Timeouts.MEDIUM)).isEqualTo(1);
            assertThat(ran.lines()).isEmpty();
        }
    }

    @Test
    void invokeAll_interrupted_cancelsAll() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1)) {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread caller =
                    new Thread(() ->
                            thrown.set(catchThrowable(() -> pool.invokeAll(List.of(hanging())))));
            caller.start();
            await().atMost(Timeouts.MEDIUM).until(() -> pool.stats().running() == 1);
            caller.interrupt();
            caller.join(Timeouts.MEDIUM.toMillis());
            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
            assertThat(pool.submit(() -> 1).result(Timeouts.MEDIUM)).isEqualTo(1);
        }
    }

    @Test
    void invokeAny_oneSucceeds_killsTheLosers() throws Exception {
        try (ProcessPool pool = ProcessPool.create(2)) {
            List<Task<String>> tasks = List.of(hanging(), () -> "winner");
            assertThat(pool.invokeAny(tasks)).isEqualTo("winner");
            await().atMost(Timeouts.MEDIUM).until(() -> pool.stats().running() == 0);
            assertThat(pool.stats().cancelled()).isEqualTo(1);
            assertThat(pool.submit(() -> 1).result(Timeouts.MEDIUM)).isEqualTo(1);
        }
    }

    @Test
    void invokeAny_timed_throwsAndKillsAll() {
        try (ProcessPool pool = ProcessPool.create(2)) {
            assertThatThrownBy(() ->
                            pool.invokeAny(
                                    List.of(hanging(), hanging()), 300, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            assertThat(pool.submit(() -> 1).result(Timeouts.MEDIUM)).isEqualTo(1);
        }
    }

    @Test
    void completionService_overThePool_deliversAsTheyEnd() throws Exception {
        Flag go = Flag.in(directory, "go");
        try (ProcessPool pool = ProcessPool.create(2)) {
            List<ProcessFuture<Integer>> order = new ArrayList<>();
            ProcessFuture<Integer> late =
                    pool.submit(() -> {
                        go.await();
                        return 1;
                    });
            ProcessFuture<Integer> early = pool.submit(() -> 2);
            early.thenRun(() -> order.add(early))
                    .get(Timeouts.MEDIUM.toSeconds(), TimeUnit.SECONDS);
            go.raise();
            late.thenRun(() -> order.add(late)).get(Timeouts.MEDIUM.toSeconds(), TimeUnit.SECONDS);
            assertThat(order).containsExactly(early, late);
        }
    }

    @Test
    void asExecutor_ofALambdaThatCannotTravel_saysWhatToDo() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            ExecutorCompletionService<Integer> service = new ExecutorCompletionService<>(pool);
            assertThatThrownBy(() ->
                            service.submit(() -> 1)) // wraps the task in a class that cannot travel
                    .isInstanceOf(io.procession.TaskNotSerializableException.class)
                    .hasMessageContaining("cannot be sent");
            assertThat(pool.submit(() -> 1).result()).isEqualTo(1);
        }
    }

    // ---- the end
    // ----------------------------------------------------------------------------------------------------

    @Test // 75
    void close_withFiftyTasksWaiting_runsThemAll() {
        List<ProcessFuture<Integer>> futures = new ArrayList<>();
        try (ProcessPool pool = ProcessPool.create(2)) {
            for (int i = 0; i < 50; i++) {
                int number = i;
                futures.add(
                        pool.submit(() -> {
                            Thread.sleep(100);
                            return number;
                        }));
            }
        }
        assertThat(futures).allMatch(CompletableFuture::isDone);
        assertThat(futures.stream().map(ProcessFuture::result))
                .isEqualTo(IntStream.range(0, 50).boxed().toList());
    }

    @Test
    void shutdown_withTasksUnderWay_letsThemEndAndTerminates() throws Exception {
        Flag go = Flag.in(directory, "go");
        ProcessPool pool = ProcessPool.create(1);
        ProcessFuture<Integer> running =
                pool.submit(() -> {
                    go.await();
                    return 1;
                });
        ProcessFuture<Integer> waiting = pool.submit(() -> 2);
        pool.shutdown();
        assertThat(pool.isShutdown()).isTrue();
        assertThat(pool.isTerminated()).isFalse();
        assertThat(pool.awaitTermination(100, TimeUnit.MILLISECONDS)).isFalse();
        assertThatThrownBy(() -> pool.submit(() -> 3))
                .isInstanceOf(RejectedExecutionException.class);
        go.raise();
        assertThat(pool.awaitTermination(Timeouts.MEDIUM.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(pool.isTerminated()).isTrue();
        assertThat(running.result()).isEqualTo(1);
        assertThat(waiting.result()).isEqualTo(2);
    }

    @Test // 81
    void join_afterShutdownWithLongTask_timesOutThenSucceeds() throws Exception {
        Flag go = Flag.in(directory, "go");
        ProcessPool pool = ProcessPool.create(1);
        assertThatThrownBy(pool::join)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("pool is open");
        pool.submit(() -> go.await());
        pool.shutdown();
        Stopwatch watch = Stopwatch.start();
        assertThatThrownBy(() -> pool.join(Duration.ofMillis(400)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("tasks still run");
        assertThat(watch.elapsed()).isBetween(Duration.ofMillis(350), Timeouts.millis(1400));
        go.raise();
        pool.join(Timeouts.MEDIUM);
        pool.join();
    }

    @Test
    void shutdownNow_killsWhatRunsAndReturnsWhatNeverStarted() throws Exception {
        Tally ran = Tally.in(directory, "ran");
        ProcessPool pool = ProcessPool.create(1);
        ProcessFuture<Void> running = pool.submit(new BadGuests.HangsDeaf());
        await().atMost(Timeouts.MEDIUM).until(() -> running.pid().isPresent());
        long pid = running.pid().getAsLong();
        List<ProcessFuture<Void>> waiting =
                IntStream.range(0, 5)
                        .mapToObj(i -> pool.submit(() -> ran.add("task " + i)))
                        .toList();
        List<Runnable> never = pool.shutdownNow();
        assertThat(never).hasSize(5);
        assertThat(pool.awaitTermination(Timeouts.MEDIUM.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(Pids.isAlive(pid)).isFalse();
        assertThatThrownBy(() -> running.result(Timeouts.SHORT))
                .isInstanceOf(CancellationException.class);
        assertThat(waiting)
                .allSatisfy(future ->
                        assertThatThrownBy(() -> future.result(Timeouts.SHORT))
                                .isInstanceOf(CancellationException.class)
                                .hasMessageContaining("pool was shut down"));
        assertThat(ran.lines()).isEmpty();
        never.forEach(Runnable::run);
        assertThat(ran.lines()).containsExactly("task 0", "task 1", "task 2", "task 3", "task 4");
    }

    @Test
    void close_interrupted_killsWhatRunsAndRestoresTheInterrupt() throws Exception {
        ProcessPool pool = ProcessPool.create(1);
        ProcessFuture<Void> running = pool.submit(new BadGuests.HangsDeaf());
        await().atMost(Timeouts.MEDIUM).until(running::isRunning);
        AtomicReference<Boolean> restored = new AtomicReference<>();
        Thread closer =
                new Thread(() -> {
                    pool.close();
                    restored.set(Thread.currentThread().isInterrupted());
                });
        closer.start();
        closer.interrupt();
        closer.join(Timeouts.MEDIUM.toMillis());
        assertThat(restored.get()).isTrue();
        assertThat(pool.isTerminated()).isTrue();
        assertThatThrownBy(() -> running.result(Timeouts.SHORT))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void awaitTermination_interrupted_throws() throws Exception {
        ProcessPool pool = ProcessPool.create(1);
        pool.submit(new BadGuests.HangsDeaf());
        pool.shutdown();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread waiter =
                new Thread(() ->
                        thrown.set(catchThrowable(() -> pool.awaitTermination(1, TimeUnit.HOURS))));
        waiter.start();
        waiter.interrupt();
        waiter.join(Timeouts.MEDIUM.toMillis());
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        pool.shutdownNow();
        assertThat(pool.awaitTermination(Timeouts.MEDIUM.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void close_rightAfterSubmit_withWorkersStillStarting_runsTheTask() {
        ProcessFuture<Integer> future;
        try (ProcessPool pool = ProcessPool.create(2)) {
            future = pool.submit(() -> 5);
        }
        assertThat(future.result()).isEqualTo(5);
    }

    @Test
    void close_fromACallback_doesNotDeadlock() throws Exception {
        ProcessPool pool = ProcessPool.create(1);
        CompletableFuture<Void> closed = pool.submit(() -> 1).thenRun(pool::close);
        closed.get(Timeouts.MEDIUM.toSeconds(), TimeUnit.SECONDS);
        assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    void submit_whileThePoolIsClosed_isRejectedOrRuns() throws Exception {
        for (int round = 0; round < 5; round++) {
            ProcessPool pool = ProcessPool.create(1);
            pool.submit(() -> 1).result();
            List<ProcessFuture<Integer>> taken = new ArrayList<>();
            Thread submitter =
                    new Thread(() -> {
                        try {
                            while (true) {
                                taken.add(pool.submit(() -> 1));
                            }
                        } catch (RejectedExecutionException e) {
                            return;
                        }
                    });
            submitter.start();
            await().atMost(Timeouts.SHORT).until(() -> pool.stats().submitted() > 10);
            pool.close();
            submitter.join(Timeouts.MEDIUM.toMillis());
            assertThat(submitter.isAlive()).isFalse();
            assertThat(taken)
                    .allSatisfy(future -> assertThat(future.result(Timeouts.MEDIUM)).isEqualTo(1));
        }
    }
}
