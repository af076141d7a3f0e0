package io.procession.internal.util;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DeliveriesTest {

    private final Queue<String> ran = new ConcurrentLinkedQueue<>();

    @Test
    @Timeout(30)
    void runAll_callbackThatWaitsForALaterOne_runsAllOnce() {
        CountDownLatch last = new CountDownLatch(1);

        Deliveries.runAll(
                List.of(
                        () -> {
                            await(last);
                            ran.add("first");
                        },
                        () -> ran.add("second"),
                        () -> {
                            ran.add("third");
                            last.countDown();
                        }));

        assertThat(ran).containsExactly("second", "third", "first");
    }

    @Test
    void runAll_callbacksThatReturn_runInOrder() {
        Deliveries.runAll(
                List.of(() -> ran.add("first"), () -> ran.add("second"), () -> ran.add("third")));

        assertThat(ran).containsExactly("first", "second", "third");
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody went on with the callbacks behind");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
