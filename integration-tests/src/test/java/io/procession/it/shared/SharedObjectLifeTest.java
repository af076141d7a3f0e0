package io.procession.it.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.procession.ProcessFuture;
import io.procession.Procession;
import io.procession.Worker;
import io.procession.internal.broker.Broker;
import io.procession.shared.SharedLock;
import io.procession.shared.SharedQueue;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How long a shared object lives: as long as anybody can reach it. */
@ExtendWith(ProcessCensus.class)
class SharedObjectLifeTest {

    /** What a task has left behind for the next one in the same worker. */
    static final class Kept {
        static @Nullable SharedQueue<String> queue;
        static @Nullable SharedLock lock;
    }

    @Test
    void objectThatOnlyAWorkerHolds_livesUntilThatLetsGo() {
        awaitNoObjects();
        try (Worker worker = Procession.fork()) {
            keepThere(worker);
            collect();
            assertThat(Broker.objectCount()).isEqualTo(1);
            assertThat(worker.call(SharedObjectLifeTest::useKept).result(Timeouts.LONG))
                    .isEqualTo("used");
            await().atMost(Timeouts.MEDIUM)
                    .until(() -> {
                        worker.call(SharedObjectLifeTest::forgetKept).result(Timeouts.LONG);
                        collect();
                        return hasNoObjects();
                    });
        }
    }

    private static void keepThere(Worker worker) {
        SharedQueue<String> queue = SharedQueue.create();
        worker.call(() -> keep(queue)).result(Timeouts.LONG);
    }

    private static boolean keep(SharedQueue<String> queue) {
        Kept.queue = queue;
        return true;
    }

    private static String useKept() {
        SharedQueue<String> queue = Objects.requireNonNull(Kept.queue);
        queue.add("used");
        return Objects.requireNonNull(queue.poll());
    }

    private static boolean forgetKept() {
        Kept.queue = null;
        collect();
        return true;
    }

    @Test
    void objectThatOnlyAKilledWorkerHeld_isFreed() {
        awaitNoObjects();
        Worker worker = Procession.fork();
        keepThere(worker);
        collect();
        assertThat(Broker.objectCount()).isEqualTo(1);
        worker.kill();
        worker.join();
        awaitNoObjects();
    }

    @Test
    void handleInAQueue_keepsItsObject_alsoWhenItsSenderHasEnded() throws Exception {
        SharedQueue<SharedLock> queue = SharedQueue.create();
        try (Worker worker = Procession.fork()) {
            putLock(worker, queue);
        }
        for (int i = 0; i < 3; i++) {
            collect();
        }
        SharedLock lock = queue.take();
        lock.lock();
        assertThat(lock.isHeldByCurrentThread()).isTrue();
        lock.unlock();
    }

    private static void putLock(Worker worker, SharedQueue<SharedLock> queue) {
        SharedLock lock = SharedLock.create();
        worker.call(() -> queue.add(lock)).result(Timeouts.LONG);
    }

    @Test
    void handleOnItsWayFromWorkerToWorker_isNotLost() {
        SharedQueue<SharedQueue<Integer>> exchange = SharedQueue.create(1);
        try (Worker left = Procession.fork();
                Worker right = Procession.fork()) {
            ProcessFuture<Integer> sum =
                    right.call(() -> {
                        int total = 0;
                        for (int i = 0; i < 200; i++) {
                            total += Objects.requireNonNull(exchange.take().poll());
                            if (i % 20 == 0) {
                                System.gc();
                            }
                        }
                        return total;
                    });
            for (int i = 0; i < 200; i++) {
                putNew(exchange);
                if (i % 20 == 0) {
                    System.gc();
                }
            }
            assertThat(sum.result(Timeouts.LONG)).isEqualTo(200);
            assertThat(left.isAlive()).isTrue();
        }
    }

    private static void putNew(SharedQueue<SharedQueue<Integer>> exchange) {
        SharedQueue<Integer> one = SharedQueue.create();
        one.add(1);
        try {
            exchange.put(one);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void resultThatNamesAnObjectOfThisProcess_keepsItUntilItIsRead() {
        try (Worker worker = Procession.fork()) {
            ProcessFuture<SharedLock> result = sendBack(worker);
            worker.call(SharedObjectLifeTest::forgetKept).result(Timeouts.LONG);
            collect();
            SharedLock lock = result.result(Timeouts.LONG);
            assertThat(lock.tryLock()).isTrue();
            lock.unlock();
        }
    }

    private static ProcessFuture<SharedLock> sendBack(Worker worker) {
        SharedLock lock = SharedLock.create();
        return worker.call(() -> lock);
    }

    @Test
    void objectsThatAWorkerReturns_surviveItsCollections() {
        try (Worker worker = Procession.fork()) {
            worker.call(SharedObjectLifeTest::collectForEver).result(Timeouts.LONG);
            for (int i = 0; i < 100; i++) {
                SharedQueue<Integer> queue =
                        worker.call(() -> SharedQueue.<Integer>create()).result(Timeouts.LONG);
                assertThat(queue.offer(i)).isTrue();
            }
        }
    }

    private static boolean collectForEver() {
        Thread thread =
                new Thread(() -> {
                    while (!Thread.interrupted()) {
                        collect();
                    }
                });
        thread.setDaemon(true);
        thread.start();
        return thread.isAlive();
    }

    @Test
    void objectsOfAWorkerThatHasEnded_sayWhoOwnedThem() {
        Worker worker = Procession.fork();
        SharedQueue<String> queue =
                worker.call(() -> SharedQueue.<String>create()).result(Timeouts.LONG);
        worker.close();
        assertThatThrownBy(queue::size)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has ended")
                .hasMessageContaining(String.valueOf(worker.pid()));
    }

    @Test
    void churnOfWorkersThatWaitAndHold_leavesNothingBehind() {
        awaitNoObjects();
        churn();
        awaitNoObjects();
    }

    private static void churn() {
        SharedQueue<Integer> queue = SharedQueue.create();
        SharedLock lock = SharedLock.create();
        for (int round = 0; round < 5; round++) {
            List<Worker> workers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Worker worker = Procession.fork();
                workers.add(worker);
                worker.call(() -> {
                    lock.lock();
                    queue.take();
                    return queue.take();
                });
            }
            await().atMost(Timeouts.LONG).until(() -> lock.getQueueLength() == 2);
            workers.forEach(Worker::kill);
            workers.forEach(Worker::join);
            assertThat(lock.tryLock()).isTrue();
            assertThat(lock.getQueueLength()).isZero();
            lock.unlock();
        }
    }

    private static void awaitNoObjects() {
        await().atMost(Timeouts.MEDIUM)
                .until(() -> {
                    collect();
                    return hasNoObjects();
                });
    }

    private static boolean hasNoObjects() {
        return Broker.objectCount() == 0 && Broker.heldCount() == 0;
    }

    private static void collect() {
        System.gc();
    }
}
