package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.WorkerDiedException;
import io.procession.WorkerInfo;
import io.procession.WorkerOutOfMemoryException;
import io.procession.WorkerOutput;
import io.procession.internal.wire.FrameHeader;
import io.procession.internal.wire.FrameType;
import io.procession.testkit.BadGuests;
import io.procession.testkit.Flag;
import io.procession.testkit.Pids;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Stopwatch;
import io.procession.testkit.Tally;
import io.procession.testkit.Timeouts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of a call, and of the pool, when the worker dies. Numbers in comments are lines of
 * the behaviours to hold.
 */
@ExtendWith(ProcessCensus.class)
class CrashTest {

    @TempDir Path directory;

    private final ProcessPool pool =
            ProcessPool.builder()
                    .name("crash")
                    .workers(2)
                    .maxHeap("64m")
                    .output(WorkerOutput.DISCARD)
                    .build();

    @AfterEach
    void poolStillWorks() {
        assertThat(pool.map(x -> x + 1, List.of(1, 2, 3))).containsExactly(2, 3, 4);
        pool.close();
    }

    private static WorkerDiedException deathOf(ProcessFuture<?> future) {
        return catchThrowableOfType(
                WorkerDiedException.class, () -> future.result(Timeouts.MEDIUM));
    }

    /** Another task that runs while a guest misbehaves, and must not notice. */
    private ProcessFuture<Integer> bystander(Flag go) {
        ProcessFuture<Integer> future =
                pool.submit(() -> {
                    go.await();
                    return 42;
                });
        await().atMost(Timeouts.MEDIUM).until(() -> future.pid().isPresent());
        return future;
    }

    @Test // 49
    void submit_workerKilledFromOutsideWhileBusy_failsWithinFiveSeconds() {
        ProcessFuture<Void> future = pool.submit(new BadGuests.HangsDeaf());
        await().atMost(Timeouts.MEDIUM).until(() -> future.pid().isPresent());
        long pid = future.pid().getAsLong();
        Stopwatch watch = Stopwatch.start();
        Pids.signal("KILL", pid);
        WorkerDiedException death = deathOf(future);
        assertThat(watch.elapsed()).isLessThan(Timeouts.SHORT);
        assertThat(death.pid()).hasValue(pid);
        assertThat(death.signal()).contains("SIGKILL");
        assertThat(death.explanation())
                .contains("killed by signal 9")
                .contains("out-of-memory killer");
        assertThat(death)
                .hasMessageContaining(
                        "worker died: pid="
                                + pid
                                + ", exitCode=137 (SIGKILL), task=BadGuests$HangsDeaf#")
                .hasMessageContaining("often the kernel's out-of-memory killer");
        assertThat(future.exitCode()).hasValue(137);
    }

    @Test
    void submit_idleWorkerKilledFromOutside_goesToAnother() {
        pool.map(x -> x, List.of(1, 2, 3, 4));
        for (WorkerInfo worker : pool.workers()) {
            Pids.signal("KILL", worker.pid());
        }
        List<Long> killed = pool.workers().stream().map(WorkerInfo::pid).toList();
        await().atMost(Timeouts.SHORT)
                .until(() ->
                        pool.workers().stream().map(WorkerInfo::pid).noneMatch(killed::contains));
        assertThat(pool.submit(() -> 7).result(Timeouts.MEDIUM)).isEqualTo(7);
    }

    @Test // 50
    void submit_taskThatHalts_saysPidAndExitCode() {
        ProcessFuture<Void> future = pool.submit(new BadGuests.Halts(7));
        WorkerDiedException death = deathOf(future);
        assertThat(death.exitCode()).hasValue(7);
        assertThat(death.pid()).isPresent().isEqualTo(future.pid());
        assertThat(death.signal()).isEmpty();
        assertThat(death.runs()).isEqualTo(1);
        assertThat(death.task()).startsWith("BadGuests$Halts#");
        assertThat(death)
                .hasMessageContaining("exited with code 7")
                .hasMessageContaining("Runtime.halt");
    }

    @Test // 52
    void submit_taskThatExits_saysWhoCalledExitAndSparesTheOthers() {
        Flag go = Flag.in(directory, "go");
        ProcessFuture<Integer> bystander = bystander(go);
        WorkerDiedException death = deathOf(pool.submit(new BadGuests.ExitsMidTask(3)));
        go.raise();
        assertThat(death.exitCode()).hasValue(3);
        assertThat(death)
                .hasMessageContaining("exited with code 3")
                .hasMessageContaining("System.exit was called by")
                .hasMessageContaining("ExitsMidTask.run");
        assertThat(bystander.result(Timeouts.MEDIUM)).isEqualTo(42);
    }

    @Test
    void submit_taskThatExitsWithZero_failsAllTheSame() {
        WorkerDiedException death = deathOf(pool.submit(new BadGuests.ExitsMidTask(0)));
        assertThat(death.exitCode()).hasValue(0);
        assertThat(death).hasMessageContaining("exited with code 0");
    }

    @Test // 51
    void submit_taskThatSegfaults_saysSoWithTheCrashReport() {
        WorkerDiedException death = deathOf(pool.submit(new BadGuests.Segfaults()));
        assertThat(death.explanation()).contains("SIGSEGV");
        assertThat(death.crashReport())
                .hasValueSatisfying(report ->
                        assertThat(report)
                                .contains("SIGSEGV")
                                .contains("Segfaults.readAddressZero"));
        assertThat(death).hasMessageContaining("SIGSEGV").hasMessageContaining("worker died: pid=");
    }

    @Test
    void submit_taskThatEatsTheHeap_failsWithWordsAndTheWorkerIsReplaced() {
        Flag go = Flag.in(directory, "go");
        ProcessFuture<Integer> bystander = bystander(go);
        ProcessFuture<Integer> future = pool.submit(new BadGuests.EatsHeap());
        WorkerDiedException death = deathOf(future);
        go.raise();
        assertThat(death)
                .isInstanceOf(WorkerOutOfMemoryException.class)
                .hasMessageContaining("worker ran out of memory: pid=")
                .hasMessageContaining("task=BadGuests$EatsHeap#")
                .hasMessageContaining("Java heap space")
                .hasMessageContaining("give the workers more with maxHeap(...)");
        assertThat(bystander.result(Timeouts.MEDIUM)).isEqualTo(42);
        long pid = death.pid().getAsLong();
        assertThat(pool.submit(() -> ProcessHandle.current().pid()).result(Timeouts.MEDIUM))
                .isNotEqualTo(pid);
        await().atMost(Timeouts.SHORT).until(() -> !Pids.isAlive(pid));
    }

    @Test
    void submit_resultThatIsTooLargeForTheHeap_failsAsOutOfMemory() {
        WorkerDiedException death =
                deathOf(
                        pool.submit(
                                () -> new long[5][1 << 20].length == 5 ? new long[1 << 30] : null));
        assertThat(death).isInstanceOf(WorkerOutOfMemoryException.class);
    }

    @Test // 39
    void submit_taskThatOverflowsTheStack_keepsItsWorker() {
        try (ProcessPool single = ProcessPool.create(1)) {
            long before =
                    single.submit(() -> ProcessHandle.current().pid()).result(Timeouts.MEDIUM);
            assertThatThrownBy(
                            () -> single.submit(new BadGuests.Recurses()).result(Timeouts.MEDIUM))
                    .isExactlyInstanceOf(StackOverflowError.class);
            assertThat(single.submit(() -> ProcessHandle.current().pid()).result(Timeouts.MEDIUM))
                    .isEqualTo(before);
        }
    }

    @Test
    void submit_taskThatTerminatesItself_saysSigterm() {
        WorkerDiedException death = deathOf(pool.submit(new BadGuests.SignalsItself("TERM")));
        assertThat(death.signal()).contains("SIGTERM");
        assertThat(death).hasMessageContaining("SIGTERM");
    }

    @Test
    void submit_stderrBeforeDeath_isInTheReport() {
        WorkerDiedException death =
                deathOf(
                        pool.submit(() -> {
                            try (java.io.FileOutputStream stderr =
                                    new java.io.FileOutputStream(java.io.FileDescriptor.err)) {
                                stderr.write(
                                        "the native library gave up\n"
                                                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
                                Runtime.getRuntime().halt(9);
                            }
                            return 1;
                        }));
        assertThat(death.stderr()).contains("the native library gave up");
        assertThat(death).hasMessageContaining("stderr: the native library gave up");
    }

    @Test
    void submit_resultThatKillsTheWorkerWhileSerialized_failsAsDeath() {
        WorkerDiedException death = deathOf(pool.submit(() -> new BadGuests.DiesWhileSerialized()));
        assertThat(death.exitCode()).hasValue(17);
    }

    @Test
    void submit_taskThatKillsTheWorkersOtherThreads_isHarmless() {
        assertThat(
                        pool.submit(
                                        () -> {
                                            Thread left =
                                                    new Thread(() -> {
                                                        throw new IllegalStateException(
                                                                "a thread of the task's own");
                                                    });
                                            left.start();
                                            left.join();
                                            return 1;
                                        })
                                .result(Timeouts.MEDIUM))
                .isEqualTo(1);
    }

    @Test
    void submit_taskThatKillsItsSibling_failsThatOneOnly() {
        ProcessFuture<Void> victim = pool.submit(new BadGuests.HangsDeaf());
        await().atMost(Timeouts.MEDIUM).until(() -> victim.pid().isPresent());
        long pid = victim.pid().getAsLong();
        ProcessFuture<Boolean> murderer =
                pool.submit(() -> ProcessHandle.of(pid).orElseThrow().destroyForcibly());
        assertThat(murderer.result(Timeouts.MEDIUM)).isTrue();
        assertThat(deathOf(victim).signal()).contains("SIGKILL");
    }

    @Test
    void submit_taskWhoseWorkerDies_takesWhatItStartedWithIt() {
        Tally pids = Tally.in(directory, "pids");
        assertThat(
                        deathOf(
                                pool.submit(() -> {
                                    new BadGuests.StartsChildren(pids, false).run();
                                    Runtime.getRuntime().halt(1);
                                })))
                .isNotNull();
        List<Long> children = pids.lines().stream().map(Long::valueOf).toList();
        assertThat(children).hasSize(2);
        await().atMost(Timeouts.SHORT).until(() -> Pids.alive(children).isEmpty());
    }

    @Test
    void submit_taskThatClosesTheStandardStreams_isHarmless() {
        assertThat(pool.submit(new BadGuests.ClosesStdout()).result(Timeouts.MEDIUM))
                .isEqualTo("closed");
        assertThat(pool.submit(() -> 1).result(Timeouts.MEDIUM)).isEqualTo(1);
    }

    @Test
    void submit_taskThatWritesIntoTheChannel_losesItsWorkerOnly() {
        ProcessFuture<Integer> future =
                pool.submit(() -> {
                    try (java.io.FileOutputStream channel =
                            new java.io.FileOutputStream("/dev/fd/4")) {
                        channel.write(new byte[1000]);
                    }
                    return 1;
                });
        WorkerDiedException death = deathOf(future);
        assertThat(death).hasMessageContaining("its answers made no sense");
    }

    @Test
    void submit_taskThatForgesTheAnswerOfAnotherCall_losesItsWorkerOnly() {
        ProcessFuture<Integer> future =
                pool.submit(() -> {
                    byte[] frame = new byte[FrameHeader.LENGTH + Long.BYTES];
                    FrameHeader.write(frame, 0, FrameType.RETURNED, 0, Long.BYTES, 999);
                    try (java.io.FileOutputStream channel =
                            new java.io.FileOutputStream("/dev/fd/4")) {
                        channel.write(frame);
                    }
                    return 1;
                });
        assertThat(deathOf(future)).hasMessageContaining("answer out of turn: id=999");
    }

    @Test // 54
    void submit_twentyCrashesInARow_eachFailsAndThePoolGoesOn() {
        for (int i = 0; i < 20; i++) {
            assertThat(deathOf(pool.submit(new BadGuests.Halts(5))).exitCode()).hasValue(5);
        }
        assertThat(pool.stats().workersDied()).isEqualTo(20);
    }

    @Test
    void stop_bySigstop_isKilledAtTheDeadlineAndTheOthersGoOn() {
        Flag go = Flag.in(directory, "go");
        ProcessFuture<Integer> bystander = bystander(go);
        Stopwatch watch = Stopwatch.start();
        ProcessFuture<Void> stopped =
                pool.submit(new BadGuests.StopsItself(), Duration.ofSeconds(1));
        WorkerDiedException death = deathOf(stopped);
        assertThat(watch.elapsed())
                .isBetween(Duration.ofMillis(950), Timeouts.scaled(Duration.ofSeconds(4)));
        assertThat(death)
                .hasMessageContaining("task timed out")
                .hasMessageContaining("no thread dump");
        assertThat(Pids.isAlive(death.pid().getAsLong())).isFalse();
        go.raise();
        assertThat(bystander.result(Timeouts.MEDIUM)).isEqualTo(42);
    }
}
