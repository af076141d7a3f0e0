package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.Backend;
import io.procession.ProcessPool;
import io.procession.TaskTimeoutException;
import io.procession.testkit.BadGuests;
import io.procession.testkit.ChildJvm;
import io.procession.testkit.ProcessCensus;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Backend.THREADS with -Dprocession.threads=virtual, and without. */
@ExtendWith(ProcessCensus.class)
class VirtualThreadsTest {

    private static final boolean HAS_THEM = Runtime.version().feature() >= 21;

    @Test
    void backendThreads_asVirtualOnes_runAndDump() {
        try (ChildJvm child =
                ChildJvm.of(Program.class).flags("-Dprocession.threads=virtual").start()) {
            assertThat(child.awaitExit()).isZero();

            assertThat(child.await("thread ").startsWith("VirtualThread")).isEqualTo(HAS_THEM);
            assertThat(child.await("dump ")).isEqualTo("true");
            if (!HAS_THEM) {
                assertThat(child.stderr()).anyMatch(line -> line.contains("before JDK 21"));
            }
        }
    }

    @Test
    void backendThreads_byDefault_arePlatformThreads() {
        try (ChildJvm child = ChildJvm.of(Program.class).start()) {
            assertThat(child.awaitExit()).isZero();

            assertThat(child.await("thread ")).startsWith("Thread[");
        }
    }

    /** Says what runs its tasks, and whether a dump of one that hangs names its frames. */
    static final class Program {

        public static void main(String[] arguments) {
            try (ProcessPool pool =
                    ProcessPool.builder().workers(1).backend(Backend.THREADS).build()) {
                System.out.println(
                        "thread " + pool.submit(() -> Thread.currentThread().toString()).result());
                try {
                    pool.submit(BadGuests::hangUntilInterrupted, Duration.ofMillis(200)).result();
                } catch (TaskTimeoutException e) {
                    System.out.println(
                            "dump " + e.getMessage().contains("BadGuests.hangUntilInterrupted"));
                }
            }
        }
    }
}
