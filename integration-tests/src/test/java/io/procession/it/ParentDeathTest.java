package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.procession.ProcessPool;
import io.procession.Procession;
import io.procession.WorkerInfo;
import io.procession.testkit.BadGuests;
import io.procession.testkit.ChildJvm;
import io.procession.testkit.Pids;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Stopwatch;
import io.procession.testkit.Tally;
import io.procession.testkit.Timeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * No worker outlives its parent, however that ends. Numbers in comments are lines of the behaviours
 * to hold.
 */
@ExtendWith(ProcessCensus.class)
class ParentDeathTest {

    private static final Duration TWO_SECONDS = Timeouts.millis(2000);

    @TempDir Path directory;

    /**
     * Makes two workers that are idle, spin, hang, flood or have started children, tells their
     * pids, and waits for its end.
     */
    static final class ParentMain {

        public static void main(String[] arguments) {
            ProcessPool pool = ProcessPool.create(2);
            Tally children = new Tally(arguments[1]);
            Tally met = new Tally(arguments[1] + ".met." + ProcessHandle.current().pid());
            pool.map(
                    x -> {
                        met.add(x);
                        met.await(2);
                        return x;
                    },
                    List.of(1, 2));
            for (int i = 0; i < 2; i++) {
                switch (arguments[0]) {
                    case "spin" -> pool.submit(new BadGuests.Spins());
                    case "hang" -> pool.submit(new BadGuests.HangsDeaf());
                    case "flood" -> pool.submit(new BadGuests.FloodsStdout(Long.MAX_VALUE));
                    case "children" -> pool.submit(new BadGuests.StartsChildren(children, true));
                    default -> {}
                }
            }
            if (arguments[0].equals("children")) {
                children.await(4);
            }
            List<Long> pids = pool.workers().stream().map(WorkerInfo::pid).toList();
            System.out.println("workers " + pids.get(0) + " " + pids.get(1));
            switch (arguments[2]) {
                case "wait" -> BadGuests.hangUntilInterrupted();
                case "exit" -> System.exit(5);
                case "halt" -> Runtime.getRuntime().halt(6);
                default -> {}
            }
        }
    }

    private ChildJvm start(String guests, String end) {
        return ChildJvm.of(ParentMain.class, guests, directory.resolve("children").toString(), end)
                .start();
    }

    private static List<Long> workersOf(ChildJvm parent) {
        List<Long> pids =
                Arrays.stream(parent.await("workers").split(" ")).map(Long::valueOf).toList();
        assertThat(pids).hasSize(2);
        return pids;
    }

    private static void assertGoneWithin(Duration limit, List<Long> pids) {
        await().atMost(limit)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(Pids.alive(pids)).isEmpty());
    }

    @Test // 84
    void kill9_ofAParentWithWorkersInABusyLoop_leavesNoneTwoSecondsLater() {
        try (ChildJvm parent = start("spin", "wait")) {
            List<Long> workers = workersOf(parent);
            assertThat(Pids.alive(workers)).hasSize(2);
            parent.signal("KILL");
            assertGoneWithin(TWO_SECONDS, workers);
        }
    }

    @Test // 84
    void kill9_ofAParentWithIdleWorkers_leavesNone() {
        try (ChildJvm parent = start("none", "wait")) {
            List<Long> workers = workersOf(parent);
            parent.signal("KILL");
            assertGoneWithin(TWO_SECONDS, workers);
        }
    }

    @Test // 84
    void kill9_ofAParentWhoseWorkersFlood_leavesNone() {
        try (ChildJvm parent =
                ChildJvm.of(ParentMain.class, "flood", directory.resolve("c").toString(), "wait")
                        .flags("-Xmx256m")
                        .start()) {
            List<Long> workers = workersOf(parent);
            parent.signal("KILL");
            assertGoneWithin(TWO_SECONDS, workers);
        }
    }

    @Test
    void kill9_ofAParentWhoseWorkersHaveChildren_takesThemAlong() {
        try (ChildJvm parent = start("children", "wait")) {
            List<Long> workers = workersOf(parent);
            List<Long> children =
                    new Tally(directory.resolve("children").toString())
                            .lines().stream().map(Long::valueOf).toList();
            assertThat(Pids.alive(children)).hasSize(4);
            parent.signal("KILL");
            assertGoneWithin(TWO_SECONDS, workers);
            assertGoneWithin(TWO_SECONDS, children);
        }
    }

    @Test
    void kill9_ofParentAndWorkersAtOnce_leavesNothing() {
        try (ChildJvm parent = start("spin", "wait")) {
            List<Long> workers = workersOf(parent);
            parent.signalGroup("KILL");
            assertGoneWithin(TWO_SECONDS, workers);
            assertThat(parent.isAlive()).isFalse();
            assertThat(Pids.inGroup(parent.pid())).isEmpty();
        }
    }

    @Test // 85
    void interrupt_ofTheProcessGroup_endsAllWithinTwoSecondsInOneLine() {
        try (ChildJvm parent = start("spin", "wait")) {
            List<Long> workers = workersOf(parent);
            Stopwatch watch = Stopwatch.start();
            parent.signalGroup("INT");
            int code = parent.awaitExit();
            assertThat(watch.elapsed()).isLessThan(TWO_SECONDS);
            assertThat(code).isEqualTo(130);
            assertThat(Pids.alive(workers)).isEmpty();
            assertThat(parent.stderr())
                    .containsExactly(
                            "procession: interrupted; 2 workers stopped, 2 calls abandoned");
            assertThat(parent.stdout()).hasSize(1);
            assertThat(files(parent.temporary())).isEmpty();
        }
    }

    @Test // 85
    void interrupt_withIdleWorkers_endsWithoutAWord() {
        try (ChildJvm parent = start("none", "wait")) {
            List<Long> workers = workersOf(parent);
            parent.signalGroup("INT");
            assertThat(parent.awaitExit()).isEqualTo(130);
            assertThat(Pids.alive(workers)).isEmpty();
            assertThat(parent.stderr()).isEmpty();
        }
    }

    @Test
    void terminate_ofTheParentAlone_endsItsWorkers() {
        try (ChildJvm parent = start("hang", "wait")) {
            List<Long> workers = workersOf(parent);
            parent.signal("TERM");
            assertThat(parent.awaitExit()).isEqualTo(143);
            assertThat(Pids.alive(workers)).isEmpty();
            assertThat(parent.stderr())
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("procession: terminated");
        }
    }

    @Test
    void exit_ofTheParentWithCallsUnderWay_endsItsWorkers() {
        try (ChildJvm parent = start("spin", "exit")) {
            List<Long> workers = workersOf(parent);
            assertThat(parent.awaitExit()).isEqualTo(5);
            assertThat(Pids.alive(workers)).isEmpty();
            assertThat(files(parent.temporary())).isEmpty();
        }
    }

    @Test
    void halt_ofTheParent_endsItsWorkers() {
        try (ChildJvm parent = start("spin", "halt")) {
            List<Long> workers = workersOf(parent);
            assertThat(parent.awaitExit()).isEqualTo(6);
            assertGoneWithin(TWO_SECONDS, workers);
        }
    }

    @Test
    void end_ofMainWithoutClosingThePool_endsTheProgram() {
        try (ChildJvm parent = start("none", "return")) {
            List<Long> workers = workersOf(parent);
            assertThat(parent.awaitExit()).isZero();
            assertThat(Pids.alive(workers)).isEmpty();
            assertThat(parent.stderr()).isEmpty();
            assertThat(files(parent.temporary())).isEmpty();
        }
    }

    @Test
    void files_leftByAParentThatWasKilled_areRemovedByTheNext() {
        try (ChildJvm killed =
                ChildJvm.of(ParentMain.class, "none", directory.resolve("c").toString(), "wait")
                        .temporary(directory)
                        .start()) {
            List<Long> workers = workersOf(killed);
            killed.signal("KILL");
            assertGoneWithin(TWO_SECONDS, workers);
            try (ChildJvm next =
                    ChildJvm.of(ParentMain.class, "none", directory.resolve("c").toString(), "wait")
                            .temporary(directory)
                            .start()) {
                workersOf(next);
                await().atMost(Timeouts.SHORT)
                        .until(() ->
                                files(directory).stream()
                                        .noneMatch(file ->
                                                file.startsWith(
                                                        "procession-" + killed.pid() + "-")));
                next.signal("TERM");
                next.awaitExit();
            }
            assertThat(files(directory)).noneMatch(file -> file.startsWith("procession"));
        }
    }

    private static List<String> files(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    // ---- the default pool
    // -------------------------------------------------------------------------------------------

    /** Uses the default pool, and leaves it to the end of the JVM. */
    static final class DefaultPoolMain {
        public static void main(String[] arguments) {
            List<Long> pids =
                    Procession.pool().map(x -> ProcessHandle.current().pid(), List.of(1, 2, 3, 4));
            System.out.println("own " + pids.contains(ProcessHandle.current().pid()));
            System.out.println("workers " + pids.stream().distinct().count());
        }
    }

    @Test
    void defaultPool_atTheEndOfMain_isClosedWithTheJvm() {
        try (ChildJvm child =
                ChildJvm.of(DefaultPoolMain.class).flags("-Dprocession.workers=1").start()) {
            assertThat(child.await("own")).isEqualTo("false");
            assertThat(child.await("workers")).isEqualTo("1");
            assertThat(child.awaitExit()).isZero();
            assertThat(child.stderr()).isEmpty();
            assertThat(Pids.inGroup(child.pid())).isEmpty();
        }
    }

    @Test
    void defaultPool_withBackendProperty_runsThere() {
        try (ChildJvm child =
                ChildJvm.of(DefaultPoolMain.class).flags("-Dprocession.backend=threads").start()) {
            assertThat(child.await("own")).isEqualTo("true");
            assertThat(child.awaitExit()).isZero();
        }
        try (ChildJvm child =
                ChildJvm.of(DefaultPoolMain.class).flags("-Dprocession.backend=clouds").start()) {
            assertThat(child.awaitExit()).isEqualTo(1);
            assertThat(String.join("\n", child.stderr()))
                    .contains(
                            "procession.backend must be processes, threads or inline: procession.backend=clouds");
        }
    }
}
