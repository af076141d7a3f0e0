package io.procession.it.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.Procession;
import io.procession.Worker;
import io.procession.shared.SharedLock;
import io.procession.shared.SharedQueue;
import io.procession.testkit.Pids;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A queue between processes that die, that are slow, that send much, or that stand far apart. */
@ExtendWith(ProcessCensus.class)
class SharedQueueFaultsTest {

    @Test
    void elementOnItsWayToAWorkerThatIsKilled_isTheFirstAgain() throws Exception {
        SharedQueue<String> queue = SharedQueue.create();
        Worker worker = Procession.fork();
        ProcessFuture<String> taken = worker.call(() -> queue.take());
        await().atMost(Timeouts.MEDIUM).until(taken::isRunning);
        awaitBlocked(worker, queue);
        Pids.stop(worker.pid());
        queue.put("first");
        queue.put("second");
        await().atMost(Timeouts.MEDIUM).until(() -> queue.size() == 1);
        worker.kill();
        worker.join();
        assertThat(queue.take()).isEqualTo("first");
        assertThat(queue.take()).isEqualTo("second");
    }

    /** It has asked for an element: what is put is gone at once. */
    private static void awaitBlocked(Worker worker, SharedQueue<String> queue) {
        await().atMost(Timeouts.MEDIUM).until(() -> waiting(queue) == 1 && worker.isAlive());
    }

    private static int waiting(SharedQueue<String> queue) {
        return queue.getWaitingTakers();
    }

    @Test
    void largeElements_inBothDirections_arriveWhole() throws Exception {
        SharedQueue<byte[]> there = SharedQueue.create(2);
        SharedQueue<byte[]> back = SharedQueue.create(2);
        try (Worker worker = Procession.fork()) {
            ProcessFuture<Integer> echo =
                    worker.call(() -> {
                        for (int i = 0; i < 10; i++) {
                            back.put(there.take());
                        }
                        return 10;
                    });
            CompletableFuture<Void> sends =
                    CompletableFuture.runAsync(() -> {
                        for (int i = 0; i < 10; i++) {
                            byte[] large = new byte[3_000_000];
                            Arrays.fill(large, (byte) i);
                            putQuietly(there, large);
                        }
                    });
            for (int i = 0; i < 10; i++) {
                byte[] large = back.take();
                assertThat(large).hasSize(3_000_000);
                assertThat(large[0]).isEqualTo((byte) i);
                assertThat(large[2_999_999]).isEqualTo((byte) i);
            }
            sends.get(10, TimeUnit.SECONDS);
            assertThat(echo.result(Timeouts.LONG)).isEqualTo(10);
        }
    }

    private static <T> void putQuietly(SharedQueue<T> queue, T element) {
        try {
            queue.put(element);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void manyThreads_ofManyProcesses_loseAndDoubleNothing() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.create(50);
        SharedQueue<Integer> out = SharedQueue.create();
        try (ProcessPool pool = ProcessPool.create(3)) {
            List<ProcessFuture<Integer>> takers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                takers.add(pool.submit(() -> passOn(queue, out)));
            }
            for (int i = 0; i < 3_000; i++) {
                queue.put(i);
            }
            queue.close();
            int passed = 0;
            for (ProcessFuture<Integer> each : takers) {
                passed += each.result(Timeouts.LONG);
            }
            assertThat(passed).isEqualTo(3_000);
        }
        List<Integer> all = new ArrayList<>();
        out.drainTo(all);
        assertThat(all.stream().sorted().distinct().count()).isEqualTo(3_000);
    }

    /** Takes with four threads at once. */
    private static int passOn(SharedQueue<Integer> queue, SharedQueue<Integer> out)
            throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        int[] counts = new int[4];
        for (int i = 0; i < counts.length; i++) {
            int index = i;
            Thread thread = new Thread(() -> counts[index] = passOnUntilClosed(queue, out));
            thread.start();
            threads.add(thread);
        }
        for (Thread each : threads) {
            each.join();
        }
        return Arrays.stream(counts).sum();
    }

    private static int passOnUntilClosed(SharedQueue<Integer> queue, SharedQueue<Integer> out) {
        int count = 0;
        try {
            while (true) {
                out.put(queue.take());
                count++;
            }
        } catch (IllegalStateException | InterruptedException e) {
            return count;
        }
    }

    @Test
    void objectsOfTheRoot_areUsedByAWorkersWorker() throws Exception {
        SharedQueue<String> queue = SharedQueue.create();
        SharedLock lock = SharedLock.create();
        try (Worker worker = Procession.fork()) {
            ProcessFuture<Integer> outer =
                    worker.call(() -> {
                        try (Worker inner = Procession.fork()) {
                            return inner.call(
                                            () -> {
                                                lock.lock();
                                                queue.put("from afar");
                                                return queue.take().length();
                                            })
                                    .result();
                        }
                    });
            assertThat(outer.result(Timeouts.LONG)).isEqualTo("from afar".length());
            lock.lock();
            assertThat(lock.wasAbandoned()).isTrue();
            lock.unlock();
        }
    }

    @Test
    void workerThatOnlyWaits_stillObeysItsParent() {
        SharedQueue<String> queue = SharedQueue.create();
        try (ProcessPool pool = ProcessPool.create(1)) {
            ProcessFuture<String> taken = pool.submit(() -> queue.take());
            await().atMost(Timeouts.MEDIUM).until(() -> waiting(queue) == 1);
            assertThat(taken.cancel(true)).isTrue();
            await().atMost(Timeouts.MEDIUM).until(() -> waiting(queue) == 0);
            assertThat(pool.submit(() -> 1).result(Timeouts.LONG)).isEqualTo(1);
        }
    }
}
