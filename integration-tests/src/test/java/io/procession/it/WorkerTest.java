package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.procession.ProcessFuture;
import io.procession.Procession;
import io.procession.TaskTimeoutException;
import io.procession.Worker;
import io.procession.WorkerDiedException;
import io.procession.WorkerInfo;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A process kept for many calls. Numbers in comments are lines of the behaviours to hold. */
@ExtendWith(ProcessCensus.class)
class WorkerTest {

    @TempDir Path directory;

    static final class State {
        static int calls;
    }

    @Test
    void call_several_runInOneProcessInOrderAndShareItsState() {
        try (Worker worker = Procession.fork()) {
            List<ProcessFuture<Integer>> counts =
                    IntStream.range(0, 50).mapToObj(i -> worker.call(() -> ++State.calls)).toList();
            assertThat(counts.stream().map(ProcessFuture::result))
                    .isEqualTo(IntStream.rangeClosed(1, 50).boxed().toList());
            assertThat(worker.call(() -> ProcessHandle.current().pid()).result())
                    .isEqualTo(worker.pid());
            assertThat(State.calls).isZero();
        }
    }

    @Test // 3
    void join_afterItsCalls_endsWithExitCodeZero() {
        Worker worker = Procession.fork();
        ProcessFuture<Integer> call = worker.call(() -> 49);
        assertThat(worker.isAlive()).isTrue();
        assertThat(worker.exitCode()).isEmpty();
        assertThat(childPids()).contains(worker.pid());
        worker.join();
        assertThat(call.isDone()).isTrue();
        assertThat(call.result()).isEqualTo(49);
        assertThat(worker.exitCode()).hasValue(0);
        assertThat(worker.isAlive()).isFalse();
        assertThat(childPids()).doesNotContain(worker.pid());
    }

    private static List<Long> childPids() {
        return Procession.activeChildren().stream().map(WorkerInfo::pid).toList();
    }

    @Test // 4
    void join_withZeroOrNegativeLimit_returnsAtOnceAndTheChildGoesOn() {
        Worker worker = Procession.fork();
        try {
            ProcessFuture<Void> call = worker.call(new BadGuests.HangsForever());
            await().atMost(Timeouts.MEDIUM).until(call::isRunning);
            Stopwatch watch = Stopwatch.start();
            assertThat(worker.join(Duration.ZERO)).isFalse();
            assertThat(worker.join(Duration.ofSeconds(-1))).isFalse();
            assertThat(watch.elapsed()).isLessThan(Timeouts.millis(500));
            assertThat(worker.isAlive()).isTrue();
            assertThat(call.isDone()).isFalse();
        } finally {
            worker.kill();
            worker.join();
        }
    }

    @Test
    void join_withLimit_waitsThatLong() {
        Worker worker = Procession.fork();
        worker.call(new BadGuests.HangsForever());
        Stopwatch watch = Stopwatch.start();
        assertThat(worker.join(Duration.ofMillis(300))).isFalse();
        assertThat(watch.elapsed()).isBetween(Duration.ofMillis(250), Timeouts.millis(1300));
        worker.kill();
        assertThat(worker.join(Timeouts.MEDIUM)).isTrue();
    }

    @Test // 5: terminate is SIGTERM
    void terminate_busyWorker_endsItBySigterm() {
        Worker worker = Procession.fork();
        ProcessFuture<Void> call = worker.call(new BadGuests.HangsDeaf());
        await().atMost(Timeouts.MEDIUM).until(call::isRunning);
        worker.terminate();
        assertThat(worker.join(Timeouts.MEDIUM)).isTrue();
        assertThat(worker.exitCode()).hasValue(143);
        assertThatThrownBy(call::result)
                .isInstanceOfSatisfying(
                        WorkerDiedException.class,
                        death -> assertThat(death.signal()).contains("SIGTERM"));
    }

    @Test // 6
    void kill_busyWorker_endsItBySigkill() {
        Worker worker = Procession.fork();
        ProcessFuture<Void> call = worker.call(new BadGuests.HangsDeaf());
        await().atMost(Timeouts.MEDIUM).until(call::isRunning);
        worker.kill();
        assertThat(worker.join(Timeouts.MEDIUM)).isTrue();
        assertThat(worker.exitCode()).hasValue(137);
        assertThat(worker.isAlive()).isFalse();
        assertThatThrownBy(call::result)
                .isInstanceOfSatisfying(
                        WorkerDiedException.class,
                        death -> {
                            assertThat(death.pid()).hasValue(worker.pid());
                            assertThat(death.exitCode()).hasValue(137);
                            assertThat(death.signal()).contains("SIGKILL");
                            assertThat(death)
                                    .hasMessageContaining(
                                            "worker died: pid="
                                                    + worker.pid()
                                                    + ", exitCode=137 (SIGKILL)");
                        });
    }

    @Test
    void call_afterDeath_failsSayingSo() {
        Worker worker = Procession.fork();
        worker.kill();
        worker.onExit().orTimeout(Timeouts.MEDIUM.toSeconds(), TimeUnit.SECONDS).join();
        assertThatThrownBy(() -> worker.call(() -> 1).result())
                .satisfies(error ->
                        assertThat(error.toString()).containsAnyOf("has ended", "shut down"));
        worker.close();
    }

    @Test // 8: close joins; twice is a no-op
    void close_withCallsUnderWay_finishesThemFirst() {
        Flag go = Flag.in(directory, "go");
        Worker worker = Procession.fork();
        ProcessFuture<Integer> held =
                worker.call(() -> {
                    go.await();
                    return 1;
                });
        ProcessFuture<Integer> behind = worker.call(() -> 2);
        go.raise();
        worker.close();
        assertThat(held.isDone()).isTrue();
        assertThat(behind.result()).isEqualTo(2);
        assertThat(worker.exitCode()).hasValue(0);
        worker.close();
        assertThatThrownBy(() -> worker.call(() -> 1).result())
                .satisfies(error ->
                        assertThat(error.toString()).containsAnyOf("has ended", "shut down"));
    }

    @Test // 10
    void onExit_amongOtherWaits_completesFirst() throws Exception {
        CompletableFuture<String> left = new CompletableFuture<>();
        CompletableFuture<String> right = new CompletableFuture<>();
        try (Worker worker = Procession.fork()) {
            Flag go = Flag.in(directory, "go");
            worker.call(() -> {
                go.await();
                Runtime.getRuntime().halt(0);
            });
            CompletableFuture<Object> any = CompletableFuture.anyOf(left, worker.onExit(), right);
            assertThat(any.isDone()).isFalse();
            go.raise();
            assertThat(any.get(Timeouts.MEDIUM.toSeconds(), TimeUnit.SECONDS)).isSameAs(worker);
            right.complete("data");
            assertThat(CompletableFuture.allOf(worker.onExit(), right)).isCompleted();
            assertThat(left.isDone()).isFalse();
        }
    }

    @Test // 11
    void parentProcess_inAWorker_isThisProcess() {
        long own = ProcessHandle.current().pid();
        assertThat(Procession.parentProcess()).isEmpty();
        assertThat(Procession.inWorker()).isFalse();
        try (Worker worker = Procession.fork()) {
            assertThat(worker.call(() -> Procession.parentProcess().orElseThrow().pid()).result())
                    .isEqualTo(own);
            assertThat(worker.call(() -> Procession.inWorker()).result()).isTrue();
        }
    }

    @Test // 13
    void fork_twenty_allExitWithZero() {
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Worker worker = Procession.fork();
            worker.call(() -> 1);
            workers.add(worker);
        }
        workers.forEach(worker -> assertThat(worker.join(Timeouts.LONG)).isTrue());
        assertThat(workers).allMatch(worker -> worker.exitCode().getAsInt() == 0);
    }

    @Test // 13
    void terminate_twentyThatHang_endsAll() {
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Worker worker = Procession.fork();
            worker.call(new BadGuests.HangsDeaf());
            workers.add(worker);
        }
        workers.forEach(Worker::terminate);
        workers.forEach(worker -> assertThat(worker.join(Timeouts.LONG)).isTrue());
        assertThat(workers.stream().map(Worker::pid).filter(Pids::isAlive)).isEmpty();
    }

    @Test
    void interrupt_runningCall_reachesItsThreadAndSparesTheWorker() {
        Tally come = Tally.in(directory, "come");
        try (Worker worker = Procession.fork()) {
            ProcessFuture<String> call =
                    worker.call(() -> {
                        come.add("here");
                        BadGuests.hangUntilInterrupted();
                        return "interrupted";
                    });
            await().atMost(Timeouts.MEDIUM).until(() -> come.count() == 1);
            worker.interrupt();
            assertThat(call.result(Timeouts.MEDIUM)).isEqualTo("interrupted");
            assertThat(worker.call(() -> Thread.currentThread().isInterrupted()).result())
                    .isFalse();
        }
    }

    @Test
    void interrupt_idleWorker_doesNothing() {
        try (Worker worker = Procession.fork()) {
            worker.call(() -> 1).result();
            worker.interrupt();
            assertThat(worker.call(() -> Thread.currentThread().isInterrupted()).result())
                    .isFalse();
        }
    }

    @Test
    void call_withTimeout_killsTheWorkerAtTheDeadline() {
        Worker worker = Procession.fork();
        ProcessFuture<Long> call = worker.call(new BadGuests.Spins(), Duration.ofMillis(200));
        assertThatThrownBy(() -> call.result(Timeouts.MEDIUM))
                .isInstanceOf(TaskTimeoutException.class);
        assertThat(worker.join(Timeouts.MEDIUM)).isTrue();
        assertThat(worker.isAlive()).isFalse();
    }

    @Test
    void cancel_queuedCall_neverRunsAndSparesTheWorker() {
        Flag go = Flag.in(directory, "go");
        Tally ran = Tally.in(directory, "ran");
        try (Worker worker = Procession.fork()) {
            ProcessFuture<Void> first = worker.call(() -> go.await());
            ProcessFuture<Void> second = worker.call(() -> ran.add("second"));
            assertThat(second.cancel(true)).isTrue();
            go.raise();
            first.result(Timeouts.MEDIUM);
            assertThat(worker.call(() -> 3).result()).isEqualTo(3);
            assertThat(ran.lines()).isEmpty();
        }
    }
}
