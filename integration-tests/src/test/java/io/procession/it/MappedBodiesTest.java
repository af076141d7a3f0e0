package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.TaskTimeoutException;
import io.procession.WorkerDiedException;
import io.procession.WorkerInfo;
import io.procession.testkit.ChildJvm;
import io.procession.testkit.FullDisk;
import io.procession.testkit.Pids;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Stopwatch;
import io.procession.testkit.Timeouts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Large arguments and results on their way through memory that parent and worker have mapped. */
@EnabledOnOs(OS.LINUX)
@ExtendWith(ProcessCensus.class)
class MappedBodiesTest {

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final int LARGE = 200 << 20;

    /** A pool whose one worker has mapped both directions. */
    private static ProcessPool mapped() {
        ProcessPool pool = ProcessPool.builder().workers(1).maxHeap("900m").build();
        awaitMapped(pool);
        return pool;
    }

    private static void awaitMapped(ProcessPool pool) {
        byte[] body = new byte[4 << 20];
        Awaitility.await()
                .atMost(Timeouts.MEDIUM)
                .until(() -> {
                    pool.submit(() -> body).result(Timeouts.MEDIUM);
                    return segmentsMappedBy(pool.workers().get(0)).size() == 2;
                });
    }

    private static List<String> segmentsMappedBy(WorkerInfo worker) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", "" + worker.pid(), "maps"))) {
            return lines.filter(line -> line.contains(".seg")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of segments that a process has not removed. */
    private static List<Path> segmentsLeftBy(long pid) {
        List<Path> found = new ArrayList<>();
        for (Path directory : directoriesOf(pid)) {
            try (Stream<Path> files = Files.list(directory)) {
                files.filter(file -> file.toString().endsWith(".seg")).forEach(found::add);
            } catch (NoSuchFileException e) {
                continue; // removed meanwhile
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    private static List<Path> directoriesOf(long pid) {
        try (Stream<Path> all = Files.list(SHARED_MEMORY)) {
            return all.filter(each ->
                            each.getFileName().toString().startsWith("procession-" + pid + "-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long self() {
        return ProcessHandle.current().pid();
    }

    @Test
    void submit_arraysOfManyLengths_comeBackEqual() {
        Random random = new Random(11);
        try (ProcessPool pool = mapped()) {
            List<byte[]> sent = new ArrayList<>();
            List<ProcessFuture<byte[]>> futures = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                byte[] body = new byte[i % 3 == 0 ? random.nextInt(3 << 20) : 65_000 + 400 * i];
                random.nextBytes(body);
                sent.add(body);
                futures.add(pool.submit(() -> body));
            }
            for (int i = 0; i < 60; i++) {
                byte[] back = futures.get(i).result(Timeouts.LONG);
                assertThat(Arrays.equals(back, sent.get(i))).as("body %d", i).isTrue();
            }
        }
    }

    @Test
    void segments_whileTheyAreUsed_haveNoNames() {
        try (ProcessPool pool = mapped()) {
            Awaitility.await()
                    .atMost(Timeouts.SHORT)
                    .untilAsserted(() -> assertThat(segmentsLeftBy(self())).isEmpty());
            assertThat(segmentsMappedBy(pool.workers().get(0)))
                    .allSatisfy(line -> assertThat(line).endsWith("(deleted)"));
        }
    }

    @Test
    void submit_ofSmallBodiesOnly_mapsNothing() {
        byte[] small = new byte[60_000];
        try (ProcessPool pool = ProcessPool.create(1)) {
            for (int i = 0; i < 100; i++) {
                pool.submit(() -> small).result(Timeouts.MEDIUM);
            }
            assertThat(segmentsMappedBy(pool.workers().get(0))).isEmpty();
        }
    }

    /** It has not started the call, so another worker gets it. */
    @Test
    void kill_ofAWorkerWhileALargeArgumentIsOnItsWay_isNoticedAtOnce_andSparesTheCall()
            throws Exception {
        try (ProcessPool pool = mapped()) {
            byte[] body = new byte[LARGE];
            body[LARGE - 1] = 7;
            long pid = pool.workers().get(0).pid();
            Pids.signal("STOP", pid); // so that the argument is certainly not sent in full
            CompletableFuture<Integer> call =
                    onOwnThread(() ->
                            pool.submit(() -> body.length + body[LARGE - 1]).result(Timeouts.LONG));
            try {
                awaitSender(true);
                assertThat(call).isNotDone();
            } finally {
                Pids.signal("KILL", pid);
            }
            Stopwatch watch = Stopwatch.start();
            awaitSender(false);
            assertThat(watch.elapsed()).isLessThan(Timeouts.millis(1000));
            assertThat(call.get(Timeouts.MEDIUM.toMillis(), TimeUnit.MILLISECONDS))
                    .isEqualTo(LARGE + 7);
            assertThat(pool.workers().get(0).pid()).isNotEqualTo(pid);
            awaitMapped(pool);
        }
        assertThat(segmentsLeftBy(self())).isEmpty();
    }

    @Test
    void kill_ofAWorkerAtAnyMomentOfALargeCall_leavesAPoolThatWorks() throws Exception {
        Random random = new Random(5);
        byte[] body = new byte[50 << 20];
        random.nextBytes(body);
        try (ProcessPool pool = mapped()) {
            for (int round = 0; round < 8; round++) {
                awaitMapped(pool);
                long pid = pool.workers().get(0).pid();
                CompletableFuture<byte[]> call =
                        onOwnThread(() -> pool.submit(() -> body).result(Timeouts.LONG));
                LockSupport.parkNanos(random.nextInt(60_000_000)); // any moment
                Pids.signal("KILL", pid);
                try {
                    assertThat(Arrays.equals(call.get(60, TimeUnit.SECONDS), body)).isTrue();
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(WorkerDiedException.class);
                }
            }
            assertThat(Arrays.equals(pool.submit(() -> body).result(Timeouts.LONG), body)).isTrue();
        }
        assertThat(segmentsLeftBy(self())).isEmpty();
    }

    @Test
    void submit_ofALargeArgumentToAWorkerThatIsStopped_timesOut() throws Exception {
        try (ProcessPool pool = mapped()) {
            byte[] body = new byte[LARGE];
            Pids.signal("STOP", pool.workers().get(0).pid());
            CompletableFuture<Integer> call =
                    onOwnThread(() ->
                            pool.submit(() -> body.length, Duration.ofMillis(500))
                                    .result(Timeouts.LONG));
            assertThatThrownBy(() -> call.get(Timeouts.MEDIUM.toMillis(), TimeUnit.MILLISECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TaskTimeoutException.class);
            assertThat(pool.submit(() -> 2).result(Timeouts.MEDIUM)).isEqualTo(2);
        }
    }

    /** Until a thread of this process waits for a slot, or none does. */
    private static void awaitSender(boolean waits) {
        Awaitility.await()
                .atMost(Timeouts.MEDIUM)
                .pollInterval(Duration.ofMillis(5))
                .until(() ->
                        waits
                                == Thread.getAllStackTraces().values().stream()
                                        .flatMap(Arrays::stream)
                                        .anyMatch(frame ->
                                                frame.getMethodName().equals("awaitSlot")));
    }

    private interface Call<T> {
        T call() throws Exception;
    }

    private static <T> CompletableFuture<T> onOwnThread(Call<T> call) {
        CompletableFuture<T> future = new CompletableFuture<>();
        new Thread(
                        () -> {
                            try {
                                future.complete(call.call());
                            } catch (Throwable e) {
                                future.completeExceptionally(e);
                            }
                        },
                        "test-caller")
                .start();
        return future;
    }

    // ---- the end of the parent, and places without room

    /** Sends large bodies there and back without end; says when its worker has mapped memory. */
    static final class SendingMain {
        public static void main(String[] arguments) {
            try (ProcessPool pool = mapped()) {
                byte[] body = new byte[50 << 20];
                System.out.println("worker " + pool.workers().get(0).pid());
                while (true) {
                    pool.submit(() -> body).result();
                }
            }
        }
    }

    @Test
    void kill_ofTheParentWhileBodiesAreOnTheirWay_leavesADirectory_thatTheNextRemoves() {
        try (ChildJvm killed = ChildJvm.of(SendingMain.class).start()) {
            long worker = Long.parseLong(killed.await("worker"));
            killed.signal("KILL");
            Awaitility.await().atMost(Timeouts.SHORT).until(() -> !Pids.isAlive(worker));
            assertThat(segmentsLeftBy(killed.pid())).isEmpty();
            assertThat(directoriesOf(killed.pid())).hasSize(1);
            try (ChildJvm next = ChildJvm.of(SendingMain.class).start()) {
                next.await("worker");
                Awaitility.await()
                        .atMost(Timeouts.SHORT)
                        .until(() -> directoriesOf(killed.pid()).isEmpty());
                next.signal("TERM");
                next.awaitExit();
                assertThat(directoriesOf(next.pid())).isEmpty();
            }
        }
    }

    /** Sends large bodies there and back a few times, and tells whether they were mapped. */
    static final class EchoMain {
        public static void main(String[] arguments) {
            byte[] body = new byte[5_000_001];
            new Random(3).nextBytes(body);
            try (ProcessPool pool = ProcessPool.create(1)) {
                boolean equal = true;
                for (int i = 0; i < 20; i++) {
                    equal &= Arrays.equals(pool.submit(() -> body).result(Timeouts.MEDIUM), body);
                }
                System.out.println("equal " + equal);
                System.out.println("mapped " + segmentsMappedBy(pool.workers().get(0)).size());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1500, 0", "50000, 2"})
    void submit_whereSharedMemoryHasSoManyKilobytes_works(int kilobytes, String segments) {
        FullDisk disk = FullDisk.FILE_SYSTEM;
        assumeTrue(disk.isPossible(SHARED_MEMORY), "this system does not let us mount");
        List<String> full = disk.under(SHARED_MEMORY, kilobytes);
        try (ChildJvm child = ChildJvm.of(EchoMain.class).under(full).start()) {
            assertThat(child.await("equal")).isEqualTo("true");
            assertThat(child.await("mapped")).isEqualTo(segments);
            assertThat(child.awaitExit()).isZero();
        }
    }

    @Test
    void submit_whereNoFileMayBeLong_works() {
        FullDisk disk = FullDisk.FILE_LENGTH;
        List<String> full = disk.under(SHARED_MEMORY, 100);
        try (ChildJvm child = ChildJvm.of(EchoMain.class).under(full).start()) {
            assertThat(child.await("equal")).isEqualTo("true");
            assertThat(child.await("mapped")).isEqualTo("0");
            assertThat(child.awaitExit()).isZero();
        }
    }

    @Test
    void submit_overASocket_works() {
        try (ChildJvm child =
                ChildJvm.of(EchoMain.class).flags("-Dprocession.transport=socket").start()) {
            assertThat(child.await("equal")).isEqualTo("true");
            assertThat(child.await("mapped")).isEqualTo("2");
            assertThat(child.awaitExit()).isZero();
        }
    }
}
