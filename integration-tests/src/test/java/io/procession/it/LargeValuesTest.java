package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

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
            assertThat(java.util.Arrays.equals(back, large)).isTrue();
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
