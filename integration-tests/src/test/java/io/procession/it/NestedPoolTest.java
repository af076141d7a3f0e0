package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.Procession;
import io.procession.ProcessionException;
import io.procession.testkit.BadGuests;
import io.procession.testkit.Pids;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Tally;
import io.procession.testkit.Timeouts;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Pools inside workers. Numbers in comments are lines of the behaviours to hold. */
@ExtendWith(ProcessCensus.class)
class NestedPoolTest {

    @TempDir Path directory;

    /** Opens a pool in a worker of a pool in a worker ..., so deep. */
    private static int depth(int levels) {
        if (levels == 0) {
            return 0;
        }
        try (ProcessPool pool = ProcessPool.create(1)) {
            return 1 + pool.submit(() -> depth(levels - 1)).result();
        }
    }

    @Test // 86
    void pool_threeDeep_works() {
        assertThat(depth(3)).isEqualTo(3);
    }

    @Test // 86
    void pool_fourDeep_isRefusedSayingTheLimit() {
        assertThatThrownBy(() -> depth(4))
                .isInstanceOf(ProcessionException.class)
                .hasMessageContaining("goes too deep")
                .hasMessageContaining("depth=4, limit=3")
                .hasMessageContaining("-Dprocession.maxDepth");
    }

    @Test
    void defaultPool_inAWorker_runsInline() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            assertThat(
                            pool.submit(() ->
                                            Procession.pool()
                                                            .submit(() ->
                                                                    ProcessHandle.current().pid())
                                                            .result()
                                                    == ProcessHandle.current().pid())
                                    .result(Timeouts.MEDIUM))
                    .isTrue();
        }
    }

    @Test // 11, 86
    void worker_killedWithAPoolInside_takesItsWorkersWithIt() {
        Tally pids = Tally.in(directory, "pids");
        try (ProcessPool pool = ProcessPool.create(1)) {
            ProcessFuture<Void> outer =
                    pool.submit(() -> {
                        ProcessPool inner = ProcessPool.create(1);
                        inner.submit(() -> {
                            pids.add(ProcessHandle.current().pid());
                            new BadGuests.Spins().call();
                        });
                    });
            outer.result(Timeouts.MEDIUM);
            await().atMost(Timeouts.MEDIUM).until(() -> pids.count() == 1);
            List<Long> inner = pids.lines().stream().map(Long::valueOf).toList();
            assertThat(Pids.alive(inner)).hasSize(1);
            Pids.signal("KILL", pool.workers().get(0).pid());
            await().atMost(Timeouts.SHORT).until(() -> Pids.alive(inner).isEmpty());
        }
    }
}
