package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.Backend;
import io.procession.ProcessPool;
import io.procession.Procession;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.example.Guarded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the builder is told reaches the workers. */
@ExtendWith(ProcessCensus.class)
class SettingsTest {

    @Test
    void systemProperty_ofThePool_isSetInTheWorker() {
        try (ProcessPool pool =
                ProcessPool.builder()
                        .workers(1)
                        .systemProperty("colour", "red wine")
                        .systemProperty("empty", "")
                        .build()) {
            assertThat(pool.submit(() -> System.getProperty("colour")).result())
                    .isEqualTo("red wine");
            assertThat(pool.submit(() -> System.getProperty("empty")).result()).isEmpty();
            assertThat(System.getProperty("colour")).isNull();
        }
    }

    @Test
    void environment_ofThePool_isBesideThatOfThisProcess() {
        try (ProcessPool pool =
                ProcessPool.builder().workers(1).environment("FRUIT", "plum").build()) {
            assertThat(pool.submit(() -> System.getenv("FRUIT")).result()).isEqualTo("plum");
            assertThat(pool.submit(() -> System.getenv("PATH")).result())
                    .isEqualTo(System.getenv("PATH"));
        }
    }

    @Test
    void workingDirectory_ofThePool_isThatOfTheWorkerAndItsChildren(@TempDir Path directory)
            throws Exception {
        try (ProcessPool pool =
                ProcessPool.builder().workers(1).workingDirectory(directory).build()) {
            String real = directory.toRealPath().toString();
            assertThat(
                            pool.submit(() -> Path.of("").toAbsolutePath().toRealPath().toString())
                                    .result())
                    .isEqualTo(real);
            assertThat(
                            pool.submit(() ->
                                            new ProcessBuilder("pwd")
                                                    .start()
                                                    .inputReader()
                                                    .readLine())
                                    .result())
                    .isEqualTo(real);
        }
    }

    @Test
    void maxHeap_ofThePool_isTheWorkers() {
        try (ProcessPool pool = ProcessPool.builder().workers(1).maxHeap("48m").build()) {
            assertThat(pool.submit(() -> Runtime.getRuntime().maxMemory()).result())
                    .isBetween(40L << 20, 48L << 20);
        }
    }

    @Test
    void jvmArgs_ofThePool_winOverOurOwn() {
        try (ProcessPool pool =
                ProcessPool.builder()
                        .workers(1)
                        .jvmArgs("-ea", "-XX:+UseParallelGC", "-Dfrom.args=yes")
                        .build()) {
            assertThat(pool.submit(() -> SettingsTest.class.desiredAssertionStatus()).result())
                    .isTrue();
            assertThat(pool.submit(() -> System.getProperty("from.args")).result())
                    .isEqualTo("yes");
            assertThat(
                            pool.submit(() ->
                                            ManagementFactory.getGarbageCollectorMXBeans()
                                                    .get(0)
                                                    .getName())
                                    .result())
                    .startsWith("PS ");
        }
    }

    @Test
    void javaHome_ofThePool_isTheWorkers() {
        Path home = Path.of(System.getProperty("java.home"));
        try (ProcessPool pool = ProcessPool.builder().workers(1).javaHome(home).build()) {
            assertThat(pool.submit(() -> System.getProperty("java.home")).result())
                    .isEqualTo(home.toString());
        }
    }

    @Test
    void name_ofThePool_isInItsThreadsAndMessages() {
        try (ProcessPool pool = ProcessPool.builder().name("images").workers(1).build()) {
            assertThat(pool.submit(() -> Thread.currentThread().getName()).result())
                    .contains("images-worker-1");
            assertThat(pool.toString()).contains("images");
            assertThat(Thread.getAllStackTraces().keySet())
                    .anyMatch(thread -> thread.getName().startsWith("images-worker-1"));
        }
    }

    @Test
    void worker_withoutSettings_hasTheClassPathOfThisProcess() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            assertThat(
                            pool.submit(() ->
                                            Class.forName("org.assertj.core.api.Assertions")
                                                    .getName())
                                    .result())
                    .isEqualTo("org.assertj.core.api.Assertions");
            assertThat(pool.submit(() -> System.in.read()).result()).isEqualTo(-1);
        }
    }

    @Test
    void argumentFilter_thatRefusesAClass_failsTheCall() {
        try (ProcessPool pool =
                ProcessPool.builder()
                        .workers(1)
                        .argumentFilter("!" + Guarded.class.getName())
                        .build()) {
            Guarded guarded = new Guarded("g");
            assertThatThrownBy(() ->
                            pool.submit(() -> guarded.name().length()).result(Timeouts.MEDIUM))
                    .hasStackTraceContaining(Guarded.class.getName());
            assertThat(pool.submit(() -> 1).result()).isEqualTo(1);
        }
    }

    @Test
    void resultFilter_thatRefusesAClass_failsTheCall() {
        try (ProcessPool pool =
                ProcessPool.builder()
                        .workers(1)
                        .resultFilter(info ->
                                info.serialClass() == Guarded.class
                                        ? java.io.ObjectInputFilter.Status.REJECTED
                                        : java.io.ObjectInputFilter.Status.UNDECIDED)
                        .build()) {
            assertThatThrownBy(() -> pool.submit(() -> new Guarded("g")).result(Timeouts.MEDIUM))
                    .hasMessageContaining("cannot be read here")
                    .hasStackTraceContaining(Guarded.class.getName());
            assertThat(pool.submit(() -> 1).result()).isEqualTo(1);
        }
    }

    @Test
    void register_pool_isFoundByItsName() {
        try (ProcessPool pool = ProcessPool.builder().backend(Backend.INLINE).build()) {
            Procession.register("settings-test", pool);
            assertThat(Procession.pool("settings-test")).isSameAs(pool);
        }
        assertThatThrownBy(() -> Procession.pool("nobody"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no pool of this name is registered: name=nobody")
                .hasMessageContaining("settings-test");
    }

    @Test
    void threads_backend_runsInThisProcess() {
        try (ProcessPool pool = ProcessPool.builder().workers(2).backend(Backend.THREADS).build()) {
            List<Long> pids =
                    new ArrayList<>(pool.map(x -> ProcessHandle.current().pid(), List.of(1, 2, 3)));
            assertThat(pids).containsOnly(ProcessHandle.current().pid());
            assertThat(pool.submit(() -> Procession.inWorker()).result()).isTrue();
        }
    }
}
