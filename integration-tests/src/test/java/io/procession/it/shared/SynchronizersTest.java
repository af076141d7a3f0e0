package io.procession.it.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.Procession;
import io.procession.Worker;
import io.procession.shared.SharedBarrier;
import io.procession.shared.SharedEvent;
import io.procession.shared.SharedLatch;
import io.procession.shared.SharedLong;
import io.procession.shared.SharedReadWriteLock;
import io.procession.shared.SharedReference;
import io.procession.shared.SharedSemaphore;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Stopwatch;
import io.procession.testkit.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What else processes share to wait for each other. Numbers in comments are lines of the behaviours
 * to hold.
 */
@ExtendWith(ProcessCensus.class)
class SynchronizersTest {

    @Test // 95
    void semaphore_betweenProcesses_countsItsPermits() {
        SharedSemaphore semaphore = SharedSemaphore.create(2);
        SharedSemaphore bounded = SharedSemaphore.createBounded(2);
        try (Worker worker = Procession.fork()) {
            assertThat(worker.call(() -> semaphore.tryAcquire()).result(Timeouts.LONG)).isTrue();
            assertThat(semaphore.availablePermits()).isEqualTo(1);
            assertThat(semaphore.tryAcquire()).isTrue();
            assertThat(worker.call(() -> semaphore.tryAcquire()).result(Timeouts.LONG)).isFalse();
            worker.call(() -> semaphore.release(3)).result(Timeouts.LONG);
            assertThat(semaphore.availablePermits()).isEqualTo(3);
            assertThatThrownBy(() -> worker.call(() -> bounded.release()).result(Timeouts.LONG))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("more permits released than there may be")
                    .hasMessageContaining("most=2");
        }
    }

    @Test
    void semaphore_whoseHolderIsKilled_hasItsPermitsBack() throws Exception {
        SharedSemaphore semaphore = SharedSemaphore.create(3);
        Worker holder = Procession.fork();
        holder.call(() -> semaphore.tryAcquire(2)).result(Timeouts.LONG);
        CompletableFuture<Boolean> waits =
                CompletableFuture.supplyAsync(() -> acquired(semaphore, 3));
        holder.kill();
        assertThat(waits.get(10, TimeUnit.SECONDS)).isTrue();
        holder.join();
        assertThat(semaphore.availablePermits()).isZero();
    }

    private static boolean acquired(SharedSemaphore semaphore, int permits) {
        try {
            return semaphore.tryAcquire(permits, 10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void latch_countedDownByWorkers_opensHere() throws Exception {
        SharedLatch latch = SharedLatch.create(3);
        try (ProcessPool pool = ProcessPool.create(2)) {
            pool.submit(latch::countDown);
            pool.submit(latch::countDown);
            assertThat(latch.await(Duration.ofMillis(50))).isFalse();
            pool.submit(latch::countDown);
            assertThat(latch.await(Timeouts.LONG)).isTrue();
            assertThat(latch.getCount()).isZero();
        }
    }

    @Test // 100
    void event_setHere_letsTheWorkerGoOn() {
        SharedEvent event = SharedEvent.create();
        SharedEvent back = SharedEvent.create();
        try (Worker worker = Procession.fork()) {
            ProcessFuture<Boolean> waits =
                    worker.call(() -> {
                        event.await();
                        back.set();
                        return event.isSet();
                    });
            await().atMost(Timeouts.MEDIUM).until(waits::isRunning);
            assertThat(back.isSet()).isFalse();
            event.set();
            assertThat(waits.result(Timeouts.LONG)).isTrue();
            assertThat(back.isSet()).isTrue();
            event.clear();
            assertThat(worker.call(() -> event.await(Duration.ofMillis(50))).result(Timeouts.LONG))
                    .isFalse();
        }
    }

    @Test
    void number_changedInThreeProcesses_losesNothing() {
        SharedLong number = SharedLong.create(5);
        try (ProcessPool pool = ProcessPool.create(2)) {
            List<ProcessFuture<Long>> futures = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                futures.add(
                        pool.submit(() -> {
                            for (int j = 0; j < 500; j++) {
                                number.incrementAndGet();
                                number.updateAndGet(n -> n + 1);
                            }
                            return number.get();
                        }));
            }
            for (int j = 0; j < 500; j++) {
                number.addAndGet(2);
            }
            futures.forEach(each -> each.result(Timeouts.LONG));
            assertThat(number.get()).isEqualTo(5 + 3_000);
            assertThat(pool.submit(() -> number.compareAndSet(3_005, 1)).result(Timeouts.LONG))
                    .isTrue();
            assertThat(number.compareAndSet(3_005, 2)).isFalse();
            assertThat(number.intValue()).isEqualTo(1);
        }
    }

    @Test
    void reference_updatedInThreeProcesses_losesNothing() {
        SharedReference<List<Integer>> reference = SharedReference.create(List.of());
        try (ProcessPool pool = ProcessPool.create(2)) {
            List<ProcessFuture<Boolean>> futures = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                futures.add(pool.submit(() -> append(reference)));
            }
            append(reference);
            futures.forEach(each -> each.result(Timeouts.LONG));
            assertThat(reference.get()).hasSize(60);
            assertThat(reference.compareAndSet(List.of(), List.of(1))).isFalse();
            assertThat(reference.compareAndSet(reference.get(), List.of(1))).isTrue();
            assertThat(reference.getAndSet(List.of())).containsExactly(1);
        }
    }

    private static boolean append(SharedReference<List<Integer>> reference) {
        for (int i = 0; i < 20; i++) {
            int added = i;
            reference.updateAndGet(list -> {
                List<Integer> longer = new ArrayList<>(list);
                longer.add(added);
                return longer;
            });
        }
        return true;
    }

    @Test
    void barrier_ofThreeProcesses_opensAgainAndAgain() throws Exception {
        SharedBarrier barrier = SharedBarrier.create(3);
        try (ProcessPool pool = ProcessPool.create(2)) {
            List<ProcessFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                futures.add(
                        pool.submit(() -> {
                            int sum = 0;
                            for (int round = 0; round < 10; round++) {
                                sum += barrier.await();
                            }
                            return sum;
                        }));
            }
            int sum = 0;
            for (int round = 0; round < 10; round++) {
                sum += barrier.await(30, TimeUnit.SECONDS);
            }
            for (ProcessFuture<Integer> each : futures) {
                sum += each.result(Timeouts.LONG);
            }
            assertThat(sum).isEqualTo(10 * (0 + 1 + 2));
        }
    }

    @Test
    void barrier_whenOneWhoWaitsIsKilledOrLate_breaks() {
        SharedBarrier barrier = SharedBarrier.create(3);
        Worker worker = Procession.fork();
        worker.call(() -> barrier.await());
        CompletableFuture<Throwable> broken =
                CompletableFuture.supplyAsync(() -> {
                    try {
                        barrier.await();
                        return new AssertionError("opened");
                    } catch (InterruptedException | BrokenBarrierException e) {
                        return e;
                    }
                });
        await().atMost(Timeouts.MEDIUM).until(() -> barrier.getNumberWaiting() == 2);
        worker.kill();
        assertThat(broken.orTimeout(10, TimeUnit.SECONDS).join())
                .isInstanceOf(BrokenBarrierException.class)
                .hasMessageContaining("has ended");
        assertThat(barrier.isBroken()).isTrue();
        worker.join();
        barrier.reset();
        assertThat(barrier.isBroken()).isFalse();
        assertThatThrownBy(() -> barrier.await(Duration.ofMillis(50)))
                .isInstanceOf(TimeoutException.class);
        assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
    }

    @Test
    void readWriteLock_letsReadersInTogetherAndWritersAlone() {
        SharedReadWriteLock lock = SharedReadWriteLock.create();
        try (Worker worker = Procession.fork()) {
            lock.readLock().lock();
            assertThat(worker.call(() -> tried(lock.readLock())).result(Timeouts.LONG)).isTrue();
            assertThat(worker.call(() -> lock.writeLock().tryLock()).result(Timeouts.LONG))
                    .isFalse();
            assertThatThrownBy(() -> lock.writeLock().lock())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("would wait for the read lock of the same thread");
            ProcessFuture<Boolean> writes =
                    worker.call(() -> {
                        lock.writeLock().lock();
                        lock.readLock().lock();
                        lock.writeLock().unlock();
                        return lock.getReadHoldCount() == 1;
                    });
            await().atMost(Timeouts.MEDIUM).until(() -> lock.getQueueLength() == 1);
            lock.readLock().unlock();
            assertThat(writes.result(Timeouts.LONG)).isTrue();
            assertThat(lock.writeLock().tryLock()).isFalse();
            assertThatThrownBy(() -> lock.writeLock().unlock())
                    .isInstanceOf(IllegalMonitorStateException.class);
        }
    }

    private static boolean tried(java.util.concurrent.locks.Lock lock) {
        boolean locked = lock.tryLock();
        lock.unlock();
        return locked;
    }

    @Test
    void readWriteLock_whoseWriterIsKilled_isFreed() {
        SharedReadWriteLock lock = SharedReadWriteLock.create();
        Worker worker = Procession.fork();
        worker.call(() -> lock.writeLock().lock()).result(Timeouts.LONG);
        assertThat(lock.readLock().tryLock()).isFalse();
        Stopwatch watch = Stopwatch.start();
        worker.kill();
        lock.readLock().lock();
        assertThat(watch.elapsed()).isLessThan(Timeouts.millis(1_000));
        assertThat(lock.wasAbandoned()).isTrue();
        lock.readLock().unlock();
        worker.join();
    }
}
