package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.WorkerDiedException;
import io.procession.testkit.ChildJvm;
import io.procession.testkit.Flag;
import io.procession.testkit.Pids;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Stopwatch;
import io.procession.testkit.Tally;
import io.procession.testkit.Timeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Workers that cannot start: the calls fail, in words, and soon. */
@ExtendWith(ProcessCensus.class)
class FailingStartTest {

    private static Throwable failureOf(ProcessPool.Builder builder) {
        Stopwatch watch = Stopwatch.start();
        try (ProcessPool pool = builder.workers(1).build()) {
            Throwable error = catchThrowable(() -> pool.submit(() -> 1).result(Timeouts.MEDIUM));
            assertThat(watch.elapsed()).isLessThan(Timeouts.scaled(Timeouts.SHORT));
            return error;
        }
    }

    @Test
    void submit_withJavaHomeThatDoesNotExist_saysSo(@TempDir Path directory) {
        Throwable error = failureOf(ProcessPool.builder().javaHome(directory.resolve("nowhere")));
        assertThat(error)
                .isInstanceOf(WorkerDiedException.class)
                .hasMessageContaining("worker did not start")
                .hasMessageContaining(
                        "javaHome does not exist: javaHome=" + directory.resolve("nowhere"));
    }

    @Test
    void submit_withJavaThatIsNone_saysSo(@TempDir Path directory) throws Exception {
        Path java = directory.resolve("bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, "#!/bin/sh\nexit 3\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        assertThat(failureOf(ProcessPool.builder().javaHome(directory)))
                .isInstanceOf(WorkerDiedException.class)
                .hasMessageContaining("worker did not start");
    }

    @Test
    void submit_withFlagThatTheJvmRefuses_namesTheFlag() {
        assertThat(failureOf(ProcessPool.builder().jvmArgs("-XX:+NoSuchFlag")))
                .isInstanceOf(WorkerDiedException.class)
                .hasMessageContaining("worker did not start")
                .hasMessageContaining("java did not accept a flag")
                .hasMessageContaining("NoSuchFlag");
    }

    @Test
    void submit_withFlagThatTheJvmRefuses_startsNoSecondWorkerForIt() {
        try (ProcessPool pool =
                ProcessPool.builder().workers(1).jvmArgs("-XX:+NoSuchFlag").build()) {
            assertThat(catchThrowable(() -> pool.submit(() -> 1).result(Timeouts.MEDIUM)))
                    .isInstanceOf(WorkerDiedException.class);
            assertThat(pool.stats().workersStarted()).isEqualTo(1);
        }
    }

    /** A java that adds its pid to a tally, then does as told, then becomes the real one. */
    private static Tally makeJava(Path home, String script) throws IOException {
        Tally starts = Tally.in(home, "starts");
        Path java = home.resolve("bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(
                java,
                String.join(
                        "\n",
                        "#!/bin/sh",
                        "starts='" + starts.file() + "'",
                        "echo $$ >>\"$starts\"",
                        script,
                        "exec '" + System.getProperty("java.home") + "/bin/java' \"$@\"",
                        ""));
        assertThat(java.toFile().setExecutable(true)).isTrue();
        return starts;
    }

    @Test
    void submit_whileTheStartingWorkerHearsCtrlC_isNotDisturbed(@TempDir Path directory)
            throws Exception {
        Flag go = Flag.in(directory, "go");
        Tally starts = makeJava(directory, "until [ -e '" + go.file() + "' ]; do sleep 0.01; done");
        try (ProcessPool pool = ProcessPool.builder().workers(1).javaHome(directory).build()) {
            ProcessFuture<Integer> future = pool.submit(() -> 1);
            starts.await(1);
            Pids.signal("INT", Long.parseLong(starts.lines().get(0)));
            go.raise();
            assertThat(future.result(Timeouts.MEDIUM)).isEqualTo(1);
        }
        assertThat(starts.count()).isEqualTo(1);
    }

    @Test
    void submit_whereTheFirstTwoStartsAreKilled_runsInTheThird(@TempDir Path directory)
            throws Exception {
        Tally starts = makeJava(directory, "[ $(wc -l <\"$starts\") -ge 3 ] || kill -9 $$");
        try (ProcessPool pool = ProcessPool.builder().workers(1).javaHome(directory).build()) {
            assertThat(pool.submit(() -> 1).result(Timeouts.MEDIUM)).isEqualTo(1);
        }
        assertThat(starts.count()).isEqualTo(3);
    }

    @Test
    void submit_withHeapThatTheJvmRefuses_saysSo() {
        assertThat(failureOf(ProcessPool.builder().maxHeap("1k")))
                .isInstanceOf(WorkerDiedException.class)
                .hasMessageContaining("worker did not start")
                .hasMessageContaining("heap");
    }

    @Test
    void submit_afterAFailedStart_triesAgain(@TempDir Path directory) throws Exception {
        Path home = directory.resolve("jdk");
        try (ProcessPool pool = ProcessPool.builder().workers(1).javaHome(home).build()) {
            assertThat(catchThrowable(() -> pool.submit(() -> 1).result(Timeouts.MEDIUM)))
                    .isInstanceOf(WorkerDiedException.class);
            Files.createSymbolicLink(home, Path.of(System.getProperty("java.home")));
            assertThat(pool.submit(() -> 1).result(Timeouts.MEDIUM)).isEqualTo(1);
        }
    }

    @Test
    void submit_whereNoTemporaryFileCanBeMade_worksAllTheSame() {
        try (ChildJvm child =
                ChildJvm.of(SurvivingMain.class).temporary(Path.of("/proc")).start()) {
            assertThat(child.await("results")).isEqualTo("[1, 4, 9]");
            assertThat(child.await("death")).contains("WorkerDiedException").contains("SIGSEGV");
            assertThat(child.await("after")).isEqualTo("[1, 4, 9]");
            assertThat(child.awaitExit()).isZero();
        }
    }

    /** Maps, crashes a worker, maps again. */
    static final class SurvivingMain {
        public static void main(String[] arguments) {
            try (ProcessPool pool = ProcessPool.create(2)) {
                System.out.println("results " + pool.map(x -> x * x, List.of(1, 2, 3)));
                Throwable death =
                        catchThrowable(() ->
                                pool.submit(new io.procession.testkit.BadGuests.Segfaults())
                                        .result(Timeouts.MEDIUM));
                System.out.println("death " + String.valueOf(death).lines().findFirst().orElse(""));
                System.out.println("after " + pool.map(x -> x * x, List.of(1, 2, 3)));
            }
        }
    }
}
