package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.WorkerDiedException;
import io.procession.testkit.Flag;
import io.procession.testkit.Pids;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Stopwatch;
import io.procession.testkit.Tally;
import io.procession.testkit.Timeouts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What stands in one line with a call that is killed, and must not suffer for it. */
@ExtendWith(ProcessCensus.class)
class KillInLineTest {

    @TempDir Path directory;

    /** Of one worker, which has had short calls only: the next ones may stand in its line. */
    private static ProcessPool poolWithLines() {
        ProcessPool pool = ProcessPool.create(1);
        for (int i = 0; i < 200; i++) {
            pool.submit(() -> 1).result();
        }
        return pool;
    }

    @Test
    void cancel_ofACallThatHasJustEnded_sparesTheOneThatHasBegunBehindIt() {
        assertThat(sparesTheNext(call -> call.cancel(true))).isTrue();
    }

    @Test
    void kill_ofACallThatHasJustEnded_sparesTheOneThatHasBegunBehindIt() {
        assertThat(sparesTheNext(ProcessFuture::kill)).isTrue();
    }

    /**
     * Ends a call when the worker has gone on to the next one, which this process cannot know yet:
     * the thread that would read of it is kept by a callback, until the clock puts another in its
     * place. Whether one of some attempts was in time for that.
     */
    private boolean sparesTheNext(Consumer<ProcessFuture<?>> end) {
        boolean inTime = false;
        try (ProcessPool pool = poolWithLines()) {
            for (int i = 0; i < 20; i++) {
                Flag go = Flag.in(directory, "go-" + i);
                Flag begun = Flag.in(directory, "begun-" + i);
                Flag done = Flag.in(directory, "done-" + i);
                ProcessFuture<Void> first = pool.submit(() -> go.await());
                ProcessFuture<Integer> ended = pool.submit(() -> 2);
                ProcessFuture<Integer> next =
                        pool.submit(() -> {
                            begun.raise();
                            done.await();
                            return 3;
                        });
                CompletableFuture<Boolean> unread =
                        first.thenApply(nothing -> {
                            begun.await();
                            boolean waits = !ended.isDone();
                            end.accept(ended);
                            return waits;
                        });
                go.raise();
                inTime |= unread.join();
                done.raise();
                assertThat(next.result(Timeouts.MEDIUM)).isEqualTo(3);
                for (int warm = 0; warm < 100; warm++) { // the mean of calls is short again
                    pool.submit(() -> 1).result(Timeouts.MEDIUM);
                }
            }
            assertThat(pool.stats().workersStarted()).isEqualTo(1);
        }
        return inTime;
    }

    @Test
    void cancel_ofARunningCall_withOthersInItsLine_killsItsWorkerAndRunsThemOnceElsewhere() {
        Tally ran = Tally.in(directory, "ran");
        Flag begun = Flag.in(directory, "begun");
        try (ProcessPool pool = poolWithLines()) {
            ProcessFuture<Integer> spins = pool.submit(() -> spin(begun));
            ProcessFuture<Void> second = pool.submit(() -> ran.add("second"));
            ProcessFuture<Void> third = pool.submit(() -> ran.add("third"));
            begun.await();
            Stopwatch watch = Stopwatch.start();
            assertThat(spins.cancel(true)).isTrue();
            second.result(Timeouts.MEDIUM);
            third.result(Timeouts.MEDIUM);
            assertThat(watch.elapsed()).isLessThan(Timeouts.SHORT);
            assertThatThrownBy(spins::result).isInstanceOf(CancellationException.class);
            assertThat(ran.lines()).containsExactly("second", "third");
            assertThat(pool.stats().workersStarted()).isEqualTo(2);
        }
    }

    @Test
    void kill_ofARunningCall_withOthersInItsLine_failsItAlone() {
        Flag begun = Flag.in(directory, "begun");
        try (ProcessPool pool = poolWithLines()) {
            ProcessFuture<Integer> spins = pool.submit(() -> spin(begun));
            ProcessFuture<Integer> second = pool.submit(() -> 2);
            begun.await();
            spins.kill();
            assertThatThrownBy(() -> spins.result(Timeouts.MEDIUM))
                    .isInstanceOf(WorkerDiedException.class)
                    .hasMessageContaining("killed by this program");
            assertThat(second.result(Timeouts.MEDIUM)).isEqualTo(2);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX) // signals
    void cancel_ofACallWhoseWorkerIsStopped_withOthersInItsLine_killsItAllTheSame()
            throws Exception {
        Flag begun = Flag.in(directory, "begun");
        try (ProcessPool pool = poolWithLines()) {
            long pid = pool.workers().get(0).pid();
            ProcessFuture<Integer> spins = pool.submit(() -> spin(begun));
            ProcessFuture<Integer> second = pool.submit(() -> 2);
            begun.await();
            Pids.stop(pid);
            assertThat(spins.cancel(true)).isTrue();
            assertThat(second.result(Timeouts.MEDIUM)).isEqualTo(2);
            await().atMost(Timeouts.SHORT)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> ProcessHandle.of(pid).isEmpty());
        }
    }

    private static int spin(Flag begun) {
        begun.raise();
        for (; ; ) {
            Thread.onSpinWait();
        }
    }
}
