package io.procession.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessTreeTest {

    private static final String SLEEPER = "echo $$; exec sleep 1000";
    private static final String GRANDCHILD = "sleep 1000 & echo $!; wait";
    private static final String ORPHAN =
            "(sleep 1000 & echo $!)"; // its parent ends at once: it belongs to init

    @Test
    void killTree_withChildrenOfTask_endsAll() throws Exception {
        try (Guest guest = Guest.start(Guest.spec())) {
            long child = Long.parseLong(guest.ask('s', SLEEPER));
            long grandchild = Long.parseLong(guest.ask('s', GRANDCHILD));
            long orphan = Long.parseLong(guest.ask('s', ORPHAN));
            guest.process.killTree();
            assertThat(guest.awaitExit()).isEqualTo(137);
            awaitDeath(child, grandchild, orphan);
        }
    }

    @Test
    void exit_ofWorkerThatLeavesChildren_killsThem() throws Exception {
        try (Guest guest = Guest.start(Guest.spec())) {
            long child = Long.parseLong(guest.ask('s', SLEEPER));
            long grandchild = Long.parseLong(guest.ask('s', GRANDCHILD));
            guest.tell('x', "7");
            assertThat(guest.awaitExit()).isEqualTo(7);
            awaitDeath(child, grandchild);
        }
    }

    @Test
    void exit_withStderrHeldOpenByStranger_comesAllTheSame() throws Exception {
        long stranger = 0;
        try (Guest guest = Guest.start(Guest.spec())) {
            stranger =
                    Long.parseLong(
                            guest.ask(
                                    's', "(env -i sleep 1000 & echo $!)")); // no marker, no parent
            guest.tell('x', "5");
            assertThat(guest.process.exit().get(5, TimeUnit.SECONDS)).isEqualTo(5);
        } finally {
            ProcessHandle.of(stranger).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void killTree_ofStoppedWorker_endsIt() throws Exception {
        try (Guest guest = Guest.start(Guest.spec())) {
            signal("STOP", guest.process.pid());
            await().atMost(Duration.ofSeconds(5))
                    .until(guest.process::systemState, "stopped by a signal (SIGSTOP)"::equals);
            guest.process.killTree();
            assertThat(guest.awaitExit()).isEqualTo(137);
            assertThat(guest.process.systemState()).isEmpty();
        }
    }

    @Test
    void interrupt_ofTerminal_doesNotReachWorker() throws Exception {
        try (Guest guest = Guest.start(Guest.spec())) {
            signal("INT", guest.process.pid());
            assertThat(guest.ask('e', "alive")).isEqualTo("alive");
            guest.process.terminate();
            assertThat(guest.awaitExit()).isEqualTo(143);
        }
    }

    @Test
    void close_whileReaderIsBlockedByStoppedWorker_freesReader() throws Exception {
        try (Guest guest = Guest.start(Guest.spec())) {
            signal("STOP", guest.process.pid());
            Thread reader = new Thread(() -> readToEnd(guest));
            reader.start();
            await().atMost(Duration.ofSeconds(5)).until(() -> isInRead(reader));
            guest.process.transport().close();
            reader.join(5_000);
            assertThat(reader.isAlive()).isFalse();
            assertThat(guest.awaitExit()).isEqualTo(137);
        }
    }

    @Test
    void close_ofHealthyWorker_endsItByItself() throws Exception {
        try (Guest guest = Guest.start(Guest.spec())) {
            guest.process.transport().close();
            assertThat(guest.awaitExit()).isZero();
        }
    }

    private static void readToEnd(Guest guest) {
        try {
            while (guest.process.transport().read(new byte[100], 0, 100) >= 0) {
                // goes on
            }
        } catch (java.io.IOException e) {
            // an end, too
        }
    }

    private static boolean isInRead(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        return stack.length > 0 && stack[0].getMethodName().startsWith("read");
    }

    static void signal(String name, long pid) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    }

    static void awaitDeath(long... pids) {
        for (long pid : pids) {
            await("death of " + pid).atMost(Duration.ofSeconds(5)).until(() -> isDead(pid));
        }
    }

    /** Where nobody reaps orphans, the dead stay as zombies. */
    private static boolean isDead(long pid) {
        return ProcessHandle.of(pid).isEmpty() || Procfs.state(pid).startsWith("ended");
    }
}
