package io.procession.it.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.Procession;
import io.procession.Worker;
import io.procession.shared.SharedLock;
import io.procession.shared.SharedLongs;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Stopwatch;
import io.procession.testkit.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A lock between processes. Numbers in comments are lines of the behaviours to hold. */
@ExtendWith(ProcessCensus.class)
class SharedLockTest {

    @Test
    void sectionsUnderTheLock_inThreeProcesses_doNotOverlap() {
        try (ProcessPool pool = ProcessPool.create(2);
                SharedLongs counter = SharedLongs.create(1);
                SharedLock lock = SharedLock.create()) {
            List<ProcessFuture<Boolean>> futures = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                futures.add(pool.submit(() -> count(lock, counter)));
            }
            count(lock, counter);
            futures.forEach(each -> each.result(Timeouts.LONG));
            assertThat(counter.get(0)).isEqualTo(3 * 1_000);
            assertThat(lock.isLocked()).isFalse();
        }
    }

    private static boolean count(SharedLock lock, SharedLongs counter) {
        for (int i = 0; i < 1_000; i++) {
            lock.lock();
            try {
                counter.set(0, counter.get(0) + 1);
            } finally {
                lock.unlock();
            }
        }
        return true;
    }

    @Test // 95
    void lock_threeTimesIn_isThreeTimesOut() {
        SharedLock lock = SharedLock.create();
        try (Worker worker = Procession.fork()) {
            assertThat(worker.call(() -> nested(lock)).result(Timeouts.LONG))
                    .contains("lock is not held by the caller")
                    .contains("holder=nobody");
        }
        assertThat(nested(lock)).contains("holder=nobody");
    }

    private static String nested(SharedLock lock) {
        for (int i = 1; i <= 3; i++) {
            lock.lock();
            assertThat(lock.getHoldCount()).isEqualTo(i);
        }
        for (int i = 1; i <= 3; i++) {
            lock.unlock();
        }
        try {
            lock.unlock();
            return "no error";
        } catch (IllegalMonitorStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test // 98
    void holder_killed_theNextHasItAtOnceAndIsTold() throws Exception {
        SharedLock lock = SharedLock.create();
        Worker holder = Procession.fork();
        holder.call(() -> locked(lock)).result(Timeouts.LONG);
        try (Worker other = Procession.fork()) {
            ProcessFuture<Boolean> next =
                    other.call(() -> {
                        lock.lock();
                        boolean abandoned = lock.wasAbandoned();
                        lock.unlock();
                        return abandoned;
                    });
            await().atMost(Timeouts.MEDIUM).until(() -> lock.getQueueLength() == 1);
            Stopwatch watch = Stopwatch.start();
            holder.kill();
            assertThat(next.result(Timeouts.LONG)).isTrue();
            assertThat(watch.elapsed()).isLessThan(Timeouts.millis(1_000));
        }
        lock.lock();
        assertThat(lock.wasAbandoned()).isFalse();
        lock.unlock();
        holder.join();
    }

    private static boolean locked(SharedLock lock) {
        lock.lock();
        return lock.isHeldByCurrentThread();
    }

    @Test
    void lockOfAWorker_heldByAnotherThatIsKilled_isFreed() {
        try (Worker owner = Procession.fork()) {
            SharedLock lock = owner.call(() -> SharedLock.create()).result(Timeouts.LONG);
            Worker holder = Procession.fork();
            holder.call(() -> locked(lock)).result(Timeouts.LONG);
            assertThat(lock.tryLock()).isFalse();
            holder.kill();
            holder.join();
            lock.lock();
            assertThat(lock.wasAbandoned()).isTrue();
            lock.unlock();
        }
    }

    @Test
    void lock_whoseOwnerIsKilled_failsThoseWhoWait() {
        Worker owner = Procession.fork();
        SharedLock lock =
                owner.call(
                                () -> {
                                    SharedLock made = SharedLock.create();
                                    made.lock();
                                    return made;
                                })
                        .result(Timeouts.LONG);
        CompletableFuture<Void> waits = CompletableFuture.runAsync(lock::lock);
        await().atMost(Timeouts.MEDIUM).until(() -> lock.getQueueLength() == 1);
        owner.kill();
        assertThatThrownBy(() -> waits.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has ended")
                .hasMessageContaining(String.valueOf(owner.pid()));
        assertThatThrownBy(lock::tryLock).isInstanceOf(IllegalStateException.class);
        owner.join();
    }

    @Test
    void tryLock_inAWorker_endsAfterItsTime() {
        SharedLock lock = SharedLock.create();
        lock.lock();
        try (Worker worker = Procession.fork()) {
            assertThat(worker.call(() -> lock.tryLock()).result(Timeouts.LONG)).isFalse();
            long millis =
                    worker.call(
                                    () -> {
                                        long start = System.nanoTime();
                                        assertThat(lock.tryLock(Duration.ofMillis(300))).isFalse();
                                        return (System.nanoTime() - start) / 1_000_000;
                                    })
                            .result(Timeouts.LONG);
            assertThat(millis).isBetween(250L, 1_300L);
            assertThat(lock.getQueueLength()).isZero();
        }
    }

    @Test
    void worker_interruptedWhileItWaits_leavesTheQueue() {
        SharedLock lock = SharedLock.create();
        lock.lock();
        try (Worker worker = Procession.fork()) {
            ProcessFuture<String> waits =
                    worker.call(() -> {
                        try {
                            lock.lockInterruptibly();
                            return "locked";
                        } catch (InterruptedException e) {
                            return "interrupted";
                        }
                    });
            await().atMost(Timeouts.MEDIUM).until(() -> lock.getQueueLength() == 1);
            worker.interrupt();
            assertThat(waits.result(Timeouts.LONG)).isEqualTo("interrupted");
            assertThat(lock.getQueueLength()).isZero();
        }
    }

    @Test
    void worker_interruptedByAThreadOfItsOwn_leavesTheQueue() {
        SharedLock lock = SharedLock.create();
        lock.lock();
        try (Worker worker = Procession.fork()) {
            ProcessFuture<String> waits =
                    worker.call(() -> {
                        Thread task = Thread.currentThread();
                        Thread other =
                                new Thread(() -> {
                                    while (lock.getQueueLength() < 1) {
                                        Thread.onSpinWait();
                                    }
                                    task.interrupt();
                                });
                        other.start();
                        try {
                            lock.lockInterruptibly();
                            return "locked";
                        } catch (InterruptedException e) {
                            return "interrupted";
                        }
                    });
            assertThat(waits.result(Timeouts.LONG)).isEqualTo("interrupted");
        }
    }

    @Test
    void thread_interruptedHere_leavesTheQueue() throws Exception {
        SharedLock lock = SharedLock.create();
        lock.lock();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread thread =
                new Thread(() -> {
                    try {
                        lock.lockInterruptibly();
                        interrupted.complete(false);
                    } catch (InterruptedException e) {
                        interrupted.complete(true);
                    }
                });
        thread.start();
        await().atMost(Timeouts.MEDIUM).until(() -> lock.getQueueLength() == 1);
        thread.interrupt();
        assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(lock.getQueueLength()).isZero();
    }

    @Test
    void condition_signalledHere_wakesTheWorkerWithTheLockInHand() {
        SharedLock lock = SharedLock.create();
        Condition changed = lock.newCondition();
        try (Worker worker = Procession.fork();
                SharedLongs value = SharedLongs.create(1)) {
            ProcessFuture<Long> seen =
                    worker.call(() -> {
                        lock.lock();
                        try {
                            while (value.get(0) == 0) {
                                changed.await();
                            }
                            assertThat(lock.getHoldCount()).isEqualTo(1);
                            return value.get(0);
                        } finally {
                            lock.unlock();
                        }
                    });
            await().atMost(Timeouts.MEDIUM).until(seen::isRunning);
            lock.lock();
            try {
                value.set(0, 42);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            assertThat(seen.result(Timeouts.LONG)).isEqualTo(42);
        }
    }

    @Test
    @SuppressWarnings("WaitNotInLoop") // nobody signals, and it is the time that ends the wait
    void condition_notSignalled_timesOutWithTheLockInHand() {
        SharedLock lock = SharedLock.create();
        Condition never = lock.newCondition();
        try (Worker worker = Procession.fork()) {
            boolean signalled =
                    worker.call(
                                    () -> {
                                        lock.lock();
                                        lock.lock();
                                        boolean woken = never.await(100, TimeUnit.MILLISECONDS);
                                        assertThat(lock.getHoldCount()).isEqualTo(2);
                                        lock.unlock();
                                        lock.unlock();
                                        return woken;
                                    })
                            .result(Timeouts.LONG);
            assertThat(signalled).isFalse();
            assertThat(lock.isLocked()).isFalse();
        }
        assertThatThrownBy(never::await)
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContaining("not held by the caller");
    }

    @Test
    void lock_closedByItsOwner_failsThoseWhoWait() {
        SharedLock lock = SharedLock.create();
        lock.lock();
        try (Worker worker = Procession.fork()) {
            ProcessFuture<Boolean> waits = worker.call(() -> locked(lock));
            await().atMost(Timeouts.MEDIUM).until(() -> lock.getQueueLength() == 1);
            lock.close();
            assertThatThrownBy(() -> waits.result(Timeouts.LONG))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("SharedLock")
                    .hasMessageContaining("closed by thread");
        }
    }
}
