package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.TaskTimeoutException;
import io.procession.WorkerDiedException;
import io.procession.testkit.BadGuests;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Tally;
import io.procession.testkit.Timeouts;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A call is started again when asked for, after a death only. */
@ExtendWith(ProcessCensus.class)
class RetriesTest {

    @TempDir Path directory;

    private Tally runs;
    private final ProcessPool pool = ProcessPool.builder().workers(1).retries(2).build();

    @BeforeEach
    void makeTally() {
        runs = Tally.in(directory, "runs");
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void submit_taskThatKillsItsWorkerTwice_succeedsAtTheThirdRun() {
        Tally counted = runs;
        int result =
                pool.submit(
                                () -> {
                                    counted.add("run");
                                    if (counted.count() < 3) {
                                        Runtime.getRuntime().halt(1);
                                    }
                                    return 42;
                                })
                        .result(Timeouts.MEDIUM);
        assertThat(result).isEqualTo(42);
        assertThat(runs.count()).isEqualTo(3);
        assertThat(pool.stats().retried()).isEqualTo(2);
    }

    @Test
    void submit_taskThatAlwaysKillsItsWorker_failsSayingHowOftenItRan() {
        Tally counted = runs;
        assertThatThrownBy(() ->
                        pool.submit(
                                        () -> {
                                            counted.add("run");
                                            Runtime.getRuntime().halt(1);
                                        })
                                .result(Timeouts.MEDIUM))
                .isInstanceOfSatisfying(
                        WorkerDiedException.class, death -> assertThat(death.runs()).isEqualTo(3))
                .hasMessageContaining("the task was started 3 times");
        assertThat(runs.count()).isEqualTo(3);
    }

    @Test
    void submit_taskThatThrows_isNotRunAgain() {
        Tally counted = runs;
        assertThatThrownBy(() ->
                        pool.submit(
                                        () -> {
                                            counted.add("run");
                                            throw new IllegalStateException("its own");
                                        })
                                .result(Timeouts.MEDIUM))
                .hasMessage("its own");
        assertThat(runs.count()).isEqualTo(1);
    }

    @Test
    void submit_taskThatTimesOut_isNotRunAgain() {
        Tally counted = runs;
        assertThatThrownBy(() ->
                        pool.submit(
                                        () -> {
                                            counted.add("run");
                                            new BadGuests.HangsForever().run();
                                        },
                                        Duration.ofSeconds(2))
                                .result(Timeouts.MEDIUM))
                .isInstanceOf(TaskTimeoutException.class);
        assertThat(runs.count()).isEqualTo(1);
    }

    @Test
    void kill_ofARunningTask_isNotRunAgain() {
        Tally counted = runs;
        ProcessFuture<Void> future =
                pool.submit(() -> {
                    counted.add("run");
                    new BadGuests.HangsDeaf().run();
                });
        counted.await(1);
        future.kill();
        assertThatThrownBy(() -> future.result(Timeouts.MEDIUM))
                .isInstanceOf(WorkerDiedException.class)
                .hasMessageContaining("killed by this program");
        assertThat(runs.count()).isEqualTo(1);
    }

    @Test
    void submit_withoutRetries_runsOnce() {
        Tally counted = runs;
        try (ProcessPool never = ProcessPool.create(1)) {
            assertThatThrownBy(() ->
                            never.submit(
                                            () -> {
                                                counted.add("run");
                                                Runtime.getRuntime().halt(1);
                                            })
                                    .result(Timeouts.MEDIUM))
                    .isInstanceOf(WorkerDiedException.class);
        }
        assertThat(runs.count()).isEqualTo(1);
    }
}
