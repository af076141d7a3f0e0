package io.procession.it.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.procession.Backend;
import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.Procession;
import io.procession.TaskNotSerializableException;
import io.procession.Worker;
import io.procession.shared.QueueClosedException;
import io.procession.shared.SharedQueue;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Stopwatch;
import io.procession.testkit.Timeouts;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A queue between processes. Numbers in comments are lines of the behaviours to hold. */
@ExtendWith(ProcessCensus.class)
class SharedQueueTest {

    @ParameterizedTest
    @EnumSource(names = {"PROCESSES", "THREADS", "INLINE"})
    void put_inAWorker_arrivesHere(Backend backend) throws Exception {
        try (ProcessPool pool = ProcessPool.builder().workers(1).backend(backend).build()) {
            SharedQueue<List<String>> queue = SharedQueue.create();
            pool.submit(() -> queue.add(List.of("a", "b"))).result(Timeouts.LONG);
            assertThat(queue.take()).containsExactly("a", "b");
            assertThat(queue).isEmpty();
        }
    }

    @Test // 88
    void elements_fromHereAndFromAWorker_keepTheirOrder() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.create();
        try (Worker worker = Procession.fork()) {
            for (int i = 0; i < 10; i++) {
                queue.put(i);
            }
            worker.call(() -> IntStream.range(10, 20).forEach(queue::add)).result(Timeouts.LONG);
        }
        assertThat(queue.size()).isEqualTo(20);
        List<Integer> drained = new ArrayList<>();
        assertThat(queue.drainTo(drained)).isEqualTo(20);
        assertThat(drained).isEqualTo(IntStream.range(0, 20).boxed().toList());
    }

    @Test
    void take_inAWorker_waitsForAPutHere() throws Exception {
        SharedQueue<String> queue = SharedQueue.create();
        try (Worker worker = Procession.fork()) {
            ProcessFuture<String> taken = worker.call(() -> queue.take());
            await().atMost(Timeouts.MEDIUM).until(taken::isRunning);
            queue.put("late");
            assertThat(taken.result(Timeouts.LONG)).isEqualTo("late");
        }
    }

    @Test
    void twoWorkers_playPingPong() throws Exception {
        SharedQueue<Integer> there = SharedQueue.create();
        SharedQueue<Integer> back = SharedQueue.create();
        try (Worker left = Procession.fork();
                Worker right = Procession.fork()) {
            ProcessFuture<Integer> echo =
                    right.call(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            back.put(there.take() + 1);
                        }
                        return 1_000;
                    });
            ProcessFuture<Integer> sum =
                    left.call(() -> {
                        int last = 0;
                        for (int i = 0; i < 1_000; i++) {
                            there.put(last);
                            last = back.take();
                        }
                        return last;
                    });
            assertThat(sum.result(Timeouts.LONG)).isEqualTo(1_000);
            echo.result(Timeouts.LONG);
        }
    }

    @Test
    void queueOfAWorker_isUsedHereAndByAnotherWorker() throws Exception {
        try (Worker owner = Procession.fork();
                Worker other = Procession.fork()) {
            SharedQueue<String> queue =
                    owner.call(() -> SharedQueue.<String>create(2)).result(Timeouts.LONG);
            queue.put("here");
            other.call(() -> queue.add("there")).result(Timeouts.LONG);
            assertThat(queue.offer("no room")).isFalse();
            assertThat(other.call(() -> queue.take()).result(Timeouts.LONG)).isEqualTo("here");
            assertThat(owner.call(() -> queue.take()).result(Timeouts.LONG)).isEqualTo("there");
            assertThat(queue.poll()).isNull();
        }
    }

    @Test // 87
    void boundedQueue_whenFull_refusesWithinTheTime() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.create(6);
        try (Worker worker = Procession.fork()) {
            for (int i = 0; i < 6; i++) {
                assertThat(queue.offer(i)).isTrue();
            }
            assertThat(queue.remainingCapacity()).isZero();
            assertThat(worker.call(() -> queue.offer(7)).result(Timeouts.LONG)).isFalse();
            long millis =
                    worker.call(
                                    () -> {
                                        long start = System.nanoTime();
                                        assertThat(queue.offer(7, 300, TimeUnit.MILLISECONDS))
                                                .isFalse();
                                        return (System.nanoTime() - start) / 1_000_000;
                                    })
                            .result(Timeouts.LONG);
            assertThat(millis).isBetween(250L, 1_300L);
            queue.clear();
            Stopwatch watch = Stopwatch.start();
            assertThat(queue.poll(Duration.ofMillis(300))).isNull();
            assertThat(watch.elapsed()).isBetween(Duration.ofMillis(250), Timeouts.millis(1300));
            assertThat(worker.call(() -> queue.poll() == null).result(Timeouts.LONG)).isTrue();
        }
    }

    @Test
    void handle_thatComesBack_isTheVeryQueue() {
        SharedQueue<String> queue = SharedQueue.create();
        try (Worker worker = Procession.fork()) {
            assertThat(worker.call(() -> queue).result(Timeouts.LONG)).isSameAs(queue);
            assertThat(worker.call(() -> List.of(queue, queue)).result(Timeouts.LONG))
                    .allSatisfy(each -> assertThat(each).isSameAs(queue));
        }
    }

    @Test
    void worker_killedWhileItWaits_loosesNothing() throws Exception {
        SharedQueue<String> queue = SharedQueue.create();
        Worker worker = Procession.fork();
        ProcessFuture<String> taken = worker.call(() -> queue.take());
        await().atMost(Timeouts.MEDIUM).until(taken::isRunning);
        worker.kill();
        worker.join();
        queue.put("kept");
        assertThat(queue.poll(Timeouts.MEDIUM)).isEqualTo("kept");
    }

    @Test // 91
    void close_letsTakersDrainThenThrows() throws Exception {
        SharedQueue<String> queue = SharedQueue.create();
        try (Worker worker = Procession.fork()) {
            queue.put("last");
            worker.call(queue::close).result(Timeouts.LONG);
            queue.close();
            assertThatThrownBy(() -> queue.put("more"))
                    .isInstanceOf(QueueClosedException.class)
                    .hasMessageContaining("closed by thread")
                    .hasMessageContaining(String.valueOf(worker.pid()));
            assertThat(worker.call(() -> queue.take()).result(Timeouts.LONG)).isEqualTo("last");
            assertThatThrownBy(queue::take).isInstanceOf(QueueClosedException.class);
            assertThatThrownBy(() -> worker.call(() -> queue.take()).result(Timeouts.LONG))
                    .isInstanceOf(QueueClosedException.class);
        }
    }

    @Test
    void put_ofWhatCannotTravel_isRefused() {
        SharedQueue<Object> queue = SharedQueue.create();
        assertThatThrownBy(() -> queue.add(new Object[] {Thread.currentThread()}))
                .isInstanceOf(TaskNotSerializableException.class)
                .hasMessageContaining("element of SharedQueue cannot be sent")
                .hasMessageContaining("java.lang.Thread");
        assertThat(queue).isEmpty();
    }

    /** Equal to all others; and while it is compared, somebody takes it, behind an equal one. */
    private static final class Slippery implements Serializable {

        private static final long serialVersionUID = 1L;

        private static @Nullable Runnable meanwhile;

        @Override
        public boolean equals(@Nullable Object other) {
            Runnable toDo = meanwhile;
            meanwhile = null;
            if (toDo != null) {
                toDo.run();
            }
            return other instanceof Slippery;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    @Test
    void remove_ofAnElementThatIsTakenMeanwhile_removesTheNextEqualOne() {
        SharedQueue<Slippery> queue = SharedQueue.create();
        queue.add(new Slippery());
        Slippery.meanwhile =
                () -> {
                    queue.add(new Slippery());
                    assertThat(queue.poll()).isNotNull();
                };
        assertThat(queue.remove(new Slippery())).isTrue();
        assertThat(queue).isEmpty();
    }
}
