package io.procession.it.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.procession.Backend;
import io.procession.DeadlockException;
import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.Procession;
import io.procession.Worker;
import io.procession.shared.SharedLatch;
import io.procession.shared.SharedLock;
import io.procession.shared.SharedReadWriteLock;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Stopwatch;
import io.procession.testkit.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Threads and processes that wait for each other, and such as only seem to. */
@ExtendWith(ProcessCensus.class)
class DeadlockTest {

    private static final String NONE = "no deadlock";

    @Test
    void twoWorkers_takingTwoLocksInOppositeOrder_oneIsToldWithinASecond() {
        SharedLock x = SharedLock.create();
        SharedLock y = SharedLock.create();
        SharedLatch bothHaveOne = SharedLatch.create(2);
        try (ProcessPool pool = ProcessPool.builder().name("crossing").workers(2).build()) {
            ProcessFuture<String> first = pool.submit(() -> both(x, y, bothHaveOne));
            ProcessFuture<String> second = pool.submit(() -> both(y, x, bothHaveOne));
            await().atMost(Timeouts.MEDIUM)
                    .until(() -> bothHaveOne.getCount() == 0 && isWaiting(x) && isWaiting(y));
            Stopwatch watch = Stopwatch.start();
            String told = told(List.of(first, second));
            assertThat(watch.elapsed()).isLessThan(Timeouts.millis(1_000));
            assertThat(told)
                    .startsWith("2 threads wait for each other")
                    .contains("of process " + pid(first))
                    .contains("of process " + pid(second))
                    .contains("worker crossing-worker-1, task ")
                    .contains("worker crossing-worker-2, task ")
                    .containsPattern("waits at .*DeadlockTest.both\\(DeadlockTest.java:\\d+\\)")
                    .contains("for " + nameOf(x) + ", holds " + nameOf(y))
                    .contains("for " + nameOf(y) + ", holds " + nameOf(x));
        }
        assertThat(x.isLocked()).isFalse();
        assertThat(y.isLocked()).isFalse();
    }

    private static boolean isWaiting(SharedLock lock) {
        return lock.getQueueLength() == 1;
    }

    private static long pid(ProcessFuture<?> future) {
        return future.pid().orElseThrow();
    }

    /** What messages call it. */
    private static String nameOf(SharedLock lock) {
        return lock.toString().replaceAll("^SharedLock\\((.*)\\)$", "$1");
    }

    /** Takes one lock, then, when the others have theirs, another; what it was told if it could not. */
    private static String both(Lock one, Lock other, SharedLatch allHaveOne)
            throws InterruptedException {
        one.lock();
        try {
            allHaveOne.countDown();
            allHaveOne.await();
            other.lock();
            other.unlock();
            return NONE;
        } catch (DeadlockException e) {
            return String.valueOf(e.getMessage());
        } finally {
            one.unlock();
        }
    }

    /** What the one that was told was told; the others must have gone on. */
    private static String told(List<ProcessFuture<String>> futures) {
        List<String> told = new ArrayList<>();
        for (ProcessFuture<String> each : futures) {
            told.add(each.result(Timeouts.LONG));
        }
        assertThat(told).filteredOn(NONE::equals).hasSize(told.size() - 1);
        return told.stream().filter(each -> !each.equals(NONE)).findFirst().orElseThrow();
    }

    @Test
    void twoThreads_ofThisProcess_areTheSame() throws Exception {
        SharedLock x = SharedLock.create();
        SharedLock y = SharedLock.create();
        SharedLatch bothHaveOne = SharedLatch.create(2);
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> second = new CompletableFuture<>();
        Thread one = new Thread(() -> complete(first, x, y, bothHaveOne), "one");
        Thread two = new Thread(() -> complete(second, y, x, bothHaveOne), "two");
        one.start();
        two.start();
        one.join(Timeouts.MEDIUM.toMillis());
        two.join(Timeouts.MEDIUM.toMillis());
        assertThat(List.of(first.getNow("waits"), second.getNow("waits")))
                .contains(NONE)
                .anySatisfy(
                        told ->
                                assertThat(told)
                                        .contains("\n  thread one of process ")
                                        .contains("\n  thread two of process "));
    }

    private static void complete(
            CompletableFuture<String> told, SharedLock one, SharedLock other, SharedLatch latch) {
        try {
            told.complete(both(one, other, latch));
        } catch (InterruptedException e) {
            told.completeExceptionally(e);
        }
    }

    @Test
    void fiveWorkers_inACircle_oneIsToldOfAll() {
        List<SharedLock> forks = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            forks.add(SharedLock.create());
        }
        SharedLatch allHaveOne = SharedLatch.create(5);
        try (ProcessPool pool = ProcessPool.create(5)) {
            List<ProcessFuture<String>> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                SharedLock left = forks.get(i);
                SharedLock right = forks.get((i + 1) % 5);
                all.add(pool.submit(() -> both(left, right, allHaveOne)));
            }
            String told = told(all);
            assertThat(told).startsWith("5 threads wait for each other");
            assertThat(told.lines().filter(each -> each.startsWith("  "))).hasSize(5);
        }
    }

    @Test
    void locks_ofTwoWorkers_formACircleAcrossOwners() {
        try (Worker one = Procession.fork();
                Worker two = Procession.fork()) {
            SharedLock x = one.call(() -> SharedLock.create()).result(Timeouts.LONG);
            SharedLock y = two.call(() -> SharedLock.create()).result(Timeouts.LONG);
            SharedLatch bothHaveOne = SharedLatch.create(2);
            ProcessFuture<String> first = one.call(() -> both(x, y, bothHaveOne));
            ProcessFuture<String> second = two.call(() -> both(y, x, bothHaveOne));
            assertThat(told(List.of(first, second))).contains("SharedLock").contains(String.valueOf(one.pid()));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Backend.class,
            names = {"PROCESSES", "THREADS"})
    void waitForATask_thatWantsTheCallersLock_endsTheTasksWait(Backend backend) {
        SharedLock lock = SharedLock.create();
        try (ProcessPool pool = ProcessPool.builder().backend(backend).workers(1).build()) {
            lock.lock();
            try {
                ProcessFuture<String> task = pool.submit(() -> locked(lock));
                String told = task.join();
                assertThat(told)
                        .startsWith("2 threads wait for each other")
                        .contains("for the answer of a task of process ")
                        .contains(", holds " + nameOf(lock));
            } finally {
                lock.unlock();
            }
            assertThat(pool.submit(() -> locked(lock)).result(Timeouts.LONG)).isEqualTo(NONE);
        }
    }

    private static String locked(Lock lock) {
        try {
            lock.lock();
            lock.unlock();
            return NONE;
        } catch (DeadlockException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void taskOfATask_thatWantsALockOfTheRoot_isFoundThreeProcessesDeep() {
        SharedLock lock = SharedLock.create();
        try (Worker worker = Procession.fork()) {
            String told =
                    worker.call(
                                    () -> {
                                        try (Worker inner = Procession.fork()) {
                                            lock.lock();
                                            try {
                                                return inner.call(() -> locked(lock)).result();
                                            } finally {
                                                lock.unlock();
                                            }
                                        }
                                    })
                            .result(Timeouts.LONG);
            assertThat(told).startsWith("2 threads wait for each other").contains(", task ");
        }
    }

    @Test
    void readersThatWantToWriteElsewhere_andAWriter_areACircle() {
        SharedReadWriteLock shared = SharedReadWriteLock.create();
        SharedLock other = SharedLock.create();
        SharedLatch bothHaveOne = SharedLatch.create(2);
        try (ProcessPool pool = ProcessPool.create(2)) {
            ProcessFuture<String> reader =
                    pool.submit(() -> both(shared.readLock(), other, bothHaveOne));
            ProcessFuture<String> writer =
                    pool.submit(() -> both(other, shared.writeLock(), bothHaveOne));
            assertThat(told(List.of(reader, writer))).contains("SharedReadWriteLock");
        }
    }

    @Test
    void circle_withALimitedWait_isLeftToItsLimit() {
        SharedLock x = SharedLock.create();
        SharedLock y = SharedLock.create();
        SharedLatch bothHaveOne = SharedLatch.create(2);
        try (ProcessPool pool = ProcessPool.create(2)) {
            ProcessFuture<String> patient = pool.submit(() -> both(x, y, bothHaveOne));
            ProcessFuture<Boolean> limited =
                    pool.submit(
                            () -> {
                                y.lock();
                                bothHaveOne.countDown();
                                bothHaveOne.await();
                                boolean had = x.tryLock(Duration.ofSeconds(2));
                                y.unlock();
                                return had;
                            });
            assertThat(limited.result(Timeouts.LONG)).isFalse();
            assertThat(patient.result(Timeouts.LONG)).isEqualTo(NONE);
        }
    }

    @Test
    void longHolds_inALineThatMoves_areNoDeadlock() {
        SharedLock lock = SharedLock.create();
        Condition turn = lock.newCondition();
        try (ProcessPool pool = ProcessPool.create(3)) {
            List<ProcessFuture<String>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                all.add(pool.submit(() -> holdsForLong(lock, turn)));
            }
            all.forEach(each -> assertThat(each.result(Timeouts.LONG)).isEqualTo(NONE));
        }
    }

    /** Holds a lock three times for longer than is suspicious, and waits for it with two others. */
    private static String holdsForLong(SharedLock lock, Condition never) throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            lock.lock();
            try {
                assertThat(never.awaitNanos(Duration.ofMillis(20).toNanos())).isNegative();
                long end = System.nanoTime() + Duration.ofMillis(300).toNanos();
                while (System.nanoTime() - end < 0) {
                    Thread.onSpinWait();
                }
            } catch (DeadlockException e) {
                return String.valueOf(e.getMessage());
            } finally {
                lock.unlock();
            }
        }
        return NONE;
    }
}
