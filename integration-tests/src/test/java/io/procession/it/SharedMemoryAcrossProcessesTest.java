package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.Backend;
import io.procession.ProcessPool;
import io.procession.Procession;
import io.procession.Worker;
import io.procession.shared.SharedDoubles;
import io.procession.shared.SharedLongs;
import io.procession.testkit.ChildJvm;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(ProcessCensus.class)
class SharedMemoryAcrossProcessesTest {

    @ParameterizedTest
    @EnumSource(names = {"PROCESSES", "THREADS", "INLINE"})
    void write_inAWorker_isSeenHere(Backend backend) {
        try (ProcessPool pool = ProcessPool.builder().workers(2).backend(backend).build();
                SharedDoubles squares = SharedDoubles.create(1_000)) {
            pool.map(
                    i -> {
                        squares.set(i, (double) i * i);
                        return null;
                    },
                    IntStream.range(0, 1_000).boxed().toList());

            for (int i = 0; i < 1_000; i++) {
                assertThat(squares.get(i)).isEqualTo((double) i * i);
            }
        }
    }

    @Test
    void additions_byTwoWorkersAndHere_loseNothing() {
        try (ProcessPool pool = ProcessPool.create(2);
                SharedLongs total = SharedLongs.create(1)) {
            var futures =
                    List.of(pool.submit(() -> addMany(total)), pool.submit(() -> addMany(total)));
            addMany(total);
            futures.forEach(each -> each.result(Timeouts.LONG));

            assertThat(total.getVolatile(0)).isEqualTo(3 * 100_000);
        }
    }

    private static long addMany(SharedLongs total) {
        for (int i = 0; i < 100_000; i++) {
            total.incrementAndGet(0);
        }
        return total.get(0);
    }

    @Test
    void memory_madeInAWorker_isReadHereUntilTheWorkerEnds() {
        Worker worker = Procession.fork();
        SharedLongs made = worker.call(() -> SharedLongs.of(3, 1, 4)).result(Timeouts.LONG);
        assertThat(made.toArray()).containsExactly(3, 1, 4);
        worker.close();

        assertThat(made.get(2)).as("mapped here, so it stays").isEqualTo(4);
        try (Worker other = Procession.fork()) {
            assertThatThrownBy(() -> other.call(() -> made.get(2)).result(Timeouts.LONG))
                    .hasStackTraceContaining("its owner has closed it, or has ended");
        }
        made.close();
    }

    @Test
    void memory_ofAProcessThatIsKilled_isRemovedByTheNextThatShares() throws Exception {
        Path left;
        try (ChildJvm owner = ChildJvm.of(OwnerMain.class).start()) {
            String text = owner.await("made ");
            left = Path.of(text.substring(text.indexOf(", ") + 2, text.length() - 1));
            Path lock = left.resolveSibling("owner.lock");
            Awaitility.await().atMost(Timeouts.SHORT).until(() -> Files.exists(lock));
            owner.signal("KILL");
            owner.awaitExit();
        }
        assertThat(left).exists();

        try (ChildJvm next = ChildJvm.of(OwnerMain.class).start()) {
            next.await("made ");
            Awaitility.await().atMost(Timeouts.SHORT).until(() -> !Files.exists(left.getParent()));
        }
    }

    /** Shares memory, says where it lies, and stays. */
    static final class OwnerMain {

        public static void main(String[] arguments) throws Exception {
            SharedLongs longs = SharedLongs.create(10);
            System.out.println("made " + longs);
            new CountDownLatch(1).await(); // until it is killed
        }
    }
}
