package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.WorkerDiedException;
import io.procession.testkit.OpenFiles;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Tally;
import io.procession.testkit.Timeouts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Many tasks, many deaths, and nothing left behind. */
@ExtendWith(ProcessCensus.class)
class ManyTasksTest {

    private static final int EVERY = 50;

    @TempDir Path directory;

    /** Loads the classes that a pool needs, whose jars stay open. */
    @BeforeAll
    static void warmUp() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            pool.submit(() -> 1).result();
            assertThat(
                            catchThrowable(
                                    () -> pool.submit(() -> Runtime.getRuntime().halt(1)).result()))
                    .isInstanceOf(WorkerDiedException.class);
        }
    }

    @Test
    void submit_hundredThousandSmallTasks_allGetTheirOwnResults() {
        List<ProcessFuture<Integer>> futures = new ArrayList<>();
        try (ProcessPool pool = ProcessPool.create(2)) {
            for (int i = 0; i < 100_000; i++) {
                int number = i;
                futures.add(pool.submit(() -> number * 2));
            }
            for (int i = 0; i < futures.size(); i++) {
                assertThat(futures.get(i).result(Timeouts.LONG)).isEqualTo(2 * i);
            }
            assertThat(pool.stats().completed()).isEqualTo(100_000);
            assertThat(pool.stats().workersStarted()).isEqualTo(2);
        }
    }

    @Test
    void
            submit_tenThousandOfWhichEveryFiftiethKillsItsWorker_exactlyThoseFailAndTheOthersRunOnce() {
        Set<String> before = ProcessCensus.count();
        int filesBefore = OpenFiles.areKnown() ? OpenFiles.count() : 0;
        Tally runs = Tally.in(directory, "runs");
        try (ProcessPool pool = ProcessPool.create(2)) {
            List<ProcessFuture<Integer>> futures =
                    IntStream.range(0, 10_000)
                            .mapToObj(i -> pool.submit(() -> runOrDie(i, runs)))
                            .toList();
            for (int i = 0; i < futures.size(); i++) {
                ProcessFuture<Integer> future = futures.get(i);
                if (i % EVERY == 0) {
                    assertThat(catchThrowable(() -> future.result(Timeouts.LONG)))
                            .isInstanceOf(WorkerDiedException.class);
                } else {
                    assertThat(future.result(Timeouts.LONG)).isEqualTo(i);
                }
            }
            assertThat(pool.stats().workersDied()).isEqualTo(200);
        }
        List<String> ran = runs.lines();
        assertThat(ran).hasSize(10_000);
        assertThat(new HashSet<>(ran)).hasSize(10_000);
        assertThat(ProcessCensus.awaitNothingBut(before)).isEmpty();
        if (OpenFiles.areKnown()) {
            Awaitility.await()
                    .atMost(Timeouts.SHORT)
                    .untilAsserted(() ->
                            assertThat(OpenFiles.list()).hasSizeLessThanOrEqualTo(filesBefore));
        }
    }

    private static int runOrDie(int number, Tally runs) {
        runs.add(number);
        if (number % EVERY == 0) {
            Runtime.getRuntime().halt(1);
        }
        return number;
    }
}
