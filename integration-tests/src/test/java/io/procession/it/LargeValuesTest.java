package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.Backend;
import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.TaskTimeoutException;
import io.procession.testkit.Pids;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Stopwatch;
import io.procession.testkit.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Arguments and results that are larger than any buffer. Numbers in comments are lines of the
 * behaviours to hold.
 */
@ExtendWith(ProcessCensus.class)
class LargeValuesTest {

    @Test // 47
    void submit_hundredMegabytes_comeBackEqual() {
        byte[] large = new byte[100 << 20];
        new Random(7).nextBytes(large);
        try (ProcessPool pool = ProcessPool.builder().workers(1).maxHeap("600m").build()) {
            byte[] back = pool.submit(() -> large).result(Timeouts.LONG);
            assertThat(back).isNotSameAs(large);
            assertThat(Arrays.equals(back, large)).isTrue();
        }
    }

    @Test
    void submit_largeValuesBothWaysAtOnce_doNotBlockEachOther() {
        try (ProcessPool pool = ProcessPool.builder().workers(2).maxHeap("300m").build()) {
            List<ProcessFuture<long[]>> futures = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                long[] argument = new long[1 << 19]; // 4 MB
                argument[argument.length - 1] = i;
                futures.add(pool.submit(() -> argument));
            }
            for (int i = 0; i < 12; i++) {
                long[] back = futures.get(i).result(Timeouts.LONG);
                assertThat(back[back.length - 1]).isEqualTo(i);
            }
        }
    }

    /** The serial collector of later JDKs would take a gigabyte before it looks for garbage. */
    @Test
    void submit_manyLargeArguments_workerStaysSmall() {
        double[] argument = new double[5 << 20]; // 40 MB
        try (ProcessPool pool = ProcessPool.builder().workers(1).maxHeap("2g").build()) {
            for (int i = 0; i < 30; i++) {
                assertThat(pool.submit(() -> argument.length).result(Timeouts.LONG))
                        .isEqualTo(argument.length);
            }
            assertThat(pool.workers().get(0).residentBytes()).isBetween(1L << 20, 700L << 20);
        }
    }

    /** Arrays that carried one value carry the next: nothing of it may be seen there. */
    @ParameterizedTest
    @EnumSource(names = {"PROCESSES", "THREADS"})
    void submit_largeValuesOfManyThreads_whileSomeAreCancelled_areNeverMixed(Backend backend)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (ProcessPool pool =
                ProcessPool.builder().workers(2).maxHeap("300m").backend(backend).build()) {
            List<Future<?>> users = new ArrayList<>();
            for (int user = 1; user <= 4; user++) {
                int first = user * 1000;
                users.add(threads.submit(() -> sendArrays(pool, first)));
            }
            for (Future<?> user : users) {
                user.get(Timeouts.LONG.toMillis(), TimeUnit.MILLISECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void sendArrays(ProcessPool pool, int first) {
        for (int round = 0; round < 12; round++) {
            double[] argument = new double[20_000 + 90_000 * (round % 5)];
            Arrays.fill(argument, first + round);
            ProcessFuture<double[]> future = pool.submit(() -> argument);
            if (round % 6 == 5) {
                future.cancel(true);
            } else {
                assertThat(Arrays.equals(future.result(Timeouts.LONG), argument)).isTrue();
            }
        }
    }

    @Test
    void worker_idleAfterLargeValues_givesTheirMemoryBack() {
        byte[] large = new byte[100 << 20];
        try (ProcessPool pool = ProcessPool.builder().workers(1).maxHeap("600m").build()) {
            pool.submit(() -> 1).result();
            long before = pool.workers().get(0).residentBytes();
            pool.submit(() -> large).result(Timeouts.LONG);
            Awaitility.await()
                    .atMost(Timeouts.MEDIUM)
                    .untilAsserted(() ->
                            assertThat(pool.workers().get(0).residentBytes())
                                    .isLessThan(before + (40 << 20)));
        }
    }

    @Test
    void cancel_whileALargeArgumentIsSent_sparesTheOthers() {
        byte[] large = new byte[50 << 20];
        try (ProcessPool pool = ProcessPool.builder().workers(1).maxHeap("400m").build()) {
            pool.submit(() -> 1).result();
            ProcessFuture<Integer> sent = pool.submit(() -> large.length);
            sent.cancel(true);
            assertThat(pool.submit(() -> 2).result(Timeouts.MEDIUM)).isEqualTo(2);
        }
    }

    @Test
    void submit_muchBehindAWorkerThatIsStopped_doesNotBlockTheCaller() {
        byte[] argument = new byte[20_000];
        try (ProcessPool pool = ProcessPool.builder().workers(1).build()) {
            for (int i = 0; i < 200; i++) {
                pool.submit(() -> 1).result(); // calls are known to be short: lines may be long
            }
            Pids.signal("STOP", pool.workers().get(0).pid());
            ProcessFuture<Integer> stopped = pool.submit(() -> 2, Duration.ofSeconds(4));
            Stopwatch watch = Stopwatch.start();
            List<ProcessFuture<Integer>> behind = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                behind.add(pool.submit(() -> argument.length));
            }
            assertThat(watch.elapsed()).isLessThan(Duration.ofSeconds(2));
            assertThatThrownBy(() -> stopped.result(Timeouts.MEDIUM))
                    .isInstanceOf(TaskTimeoutException.class);
            assertThat(behind)
                    .allSatisfy(future ->
                            assertThat(future.result(Timeouts.MEDIUM)).isEqualTo(argument.length));
        }
    }

    @Test
    void submit_smallTasksWithALimitBehindALargeOne_areNotTimedOutByIt() {
        byte[] large = new byte[50 << 20];
        try (ProcessPool pool = ProcessPool.builder().workers(1).maxHeap("400m").build()) {
            ProcessFuture<Integer> first = pool.submit(() -> large.length);
            ProcessFuture<Integer> second = pool.submit(() -> 2, Duration.ofSeconds(5));
            assertThat(first.result(Timeouts.LONG)).isEqualTo(large.length);
            assertThat(second.result(Timeouts.LONG)).isEqualTo(2);
        }
    }

    @Test
    void submit_listOfAMillionNodes_travels() {
        Node first = null;
        for (int i = 0; i < 1_000_000; i++) {
            first = new Node(i, first);
        }
        Node list = first;
        try (ProcessPool pool = ProcessPool.builder().workers(1).maxHeap("600m").build()) {
            assertThat(pool.submit(() -> length(list)).result(Timeouts.LONG)).isEqualTo(1_000_000);
        }
    }

    private static int length(Node list) {
        int length = 0;
        for (Node node = list; node != null; node = node.next) {
            length++;
        }
        return length;
    }

    static final class Node {
        final int value;
        final Node next;

        Node(int value, Node next) {
            this.value = value;
            this.next = next;
        }
    }
}
