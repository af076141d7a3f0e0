package io.procession.it.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.procession.ProcessFuture;
import io.procession.Procession;
import io.procession.Worker;
import io.procession.shared.SharedEvent;
import io.procession.shared.SharedLatch;
import io.procession.shared.SharedLock;
import io.procession.shared.SharedLong;
import io.procession.shared.SharedLongs;
import io.procession.shared.SharedQueue;
import io.procession.shared.SharedReadWriteLock;
import io.procession.shared.SharedReference;
import io.procession.shared.SharedSemaphore;
import io.procession.space.TupleSpace;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A worker does not wait for the answers to operations that have nothing to say, such as an unlock.
 * Nobody can notice, but by its speed.
 */
@ExtendWith(ProcessCensus.class)
class UnawaitedOperationsTest {

    private static final int ROUNDS = 500;

    /** Each type that has such an operation. */
    private record Things(
            SharedLock lock,
            SharedReadWriteLock readWrite,
            SharedSemaphore semaphore,
            SharedLatch latch,
            SharedEvent event,
            SharedLong number,
            SharedReference<@Nullable String> reference,
            TupleSpace space)
            implements Serializable {

        static Things create() {
            return new Things(
                    SharedLock.create(),
                    SharedReadWriteLock.create(),
                    SharedSemaphore.create(0),
                    SharedLatch.create(1),
                    SharedEvent.create(),
                    SharedLong.create(),
                    SharedReference.create(),
                    TupleSpace.create());
        }

        void useEach() {
            lock.lock();
            readWrite.writeLock().lock();
            readWrite.writeLock().unlock();
            semaphore.release();
            latch.countDown();
            event.set();
            number.set(42);
            reference.set("here");
            space.write("job", 42);
            lock.unlock();
        }
    }

    @Test
    void operationsOfAProcess_thatEndsRightAfter_areDone() {
        Things things = Things.create();
        Worker worker = Procession.fork();
        ProcessFuture<Void> ended =
                worker.call(() -> {
                    things.useEach();
                    Runtime.getRuntime().halt(1);
                });
        assertThatThrownBy(() -> ended.result(Timeouts.LONG)).isInstanceOf(RuntimeException.class);
        worker.join();
        assertThat(things.lock.tryLock()).isTrue();
        assertThat(things.lock.wasAbandoned()).isFalse();
        assertThat(things.readWrite.writeLock().tryLock()).isTrue();
        assertThat(things.readWrite.wasAbandoned()).isFalse();
        assertThat(things.semaphore.availablePermits()).isEqualTo(1);
        assertThat(things.latch.getCount()).isZero();
        assertThat(things.event.isSet()).isTrue();
        assertThat(things.number.get()).isEqualTo(42);
        assertThat(things.reference.get()).isEqualTo("here");
        assertThat(things.space.takeIfExists("job", 42)).isNotNull();
    }

    @Test
    void lockInTheHandOfAProcess_thatEndsAfterItUnlockedOnceOfTwice_isAbandoned() {
        SharedLock lock = SharedLock.create();
        Worker worker = Procession.fork();
        ProcessFuture<Void> ended =
                worker.call(() -> {
                    lock.lock();
                    lock.lock();
                    lock.unlock();
                    Runtime.getRuntime().halt(1);
                });
        assertThatThrownBy(() -> ended.result(Timeouts.LONG)).isInstanceOf(RuntimeException.class);
        worker.join();
        assertThat(lock.tryLock()).isTrue();
        assertThat(lock.wasAbandoned()).isTrue();
    }

    @Test
    void unlock_byAnotherThreadOfTheHoldersProcess_isRefusedAtOnce() {
        SharedLock lock = SharedLock.create();
        Condition condition = lock.newCondition();
        try (Worker worker = Procession.fork()) {
            worker.call(
                            () -> {
                                lock.lock();
                                assertRefusedElsewhere(lock::unlock);
                                assertRefusedElsewhere(condition::signal);
                                assertThat(lock.getHoldCount()).isEqualTo(1);
                                lock.unlock();
                                assertThatThrownBy(lock::unlock)
                                        .isInstanceOf(IllegalMonitorStateException.class);
                                return null;
                            })
                    .result(Timeouts.LONG);
        }
        assertThat(lock.isLocked()).isFalse();
    }

    private static void assertRefusedElsewhere(Runnable operation) {
        CompletableFuture<Void> other = CompletableFuture.runAsync(operation);
        assertThatThrownBy(() -> other.get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(IllegalMonitorStateException.class);
    }

    @Test
    @SuppressWarnings("WaitNotInLoop") // nobody signals
    void lock_passedOnWhileItsHolderAwaits_isUnlockedByEachOnce() {
        SharedLock lock = SharedLock.create();
        Condition condition = lock.newCondition();
        try (Worker worker = Procession.fork()) {
            worker.call(
                            () -> {
                                lock.lock();
                                lock.lock();
                                CompletableFuture<Void> other =
                                        CompletableFuture.runAsync(() -> {
                                            lock.lock();
                                            condition.signal();
                                            lock.unlock();
                                        });
                                assertThat(condition.await(10, TimeUnit.SECONDS)).isTrue();
                                other.get(10, TimeUnit.SECONDS);
                                assertThat(lock.getHoldCount()).isEqualTo(2);
                                lock.unlock();
                                lock.unlock();
                                assertThatThrownBy(lock::unlock)
                                        .isInstanceOf(IllegalMonitorStateException.class);
                                return null;
                            })
                    .result(Timeouts.LONG);
        }
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void whoeverHearsOfThemByAnObjectOfAThirdProcess_findsThemDone() {
        SharedLock lock = SharedLock.create();
        TupleSpace space = TupleSpace.create();
        try (Worker owner = Procession.fork();
                Worker speaker = Procession.fork();
                Worker hearer = Procession.fork()) {
            SharedQueue<Integer> said =
                    owner.call(() -> SharedQueue.<Integer>create()).result(Timeouts.LONG);
            SharedQueue<Integer> heard =
                    owner.call(() -> SharedQueue.<Integer>create()).result(Timeouts.LONG);
            ProcessFuture<Integer> hearing =
                    hearer.call(() -> {
                        int found = 0;
                        for (int i = 0; i < ROUNDS; i++) {
                            int next = said.take();
                            found += space.takeIfExists("job", next) != null ? 1 : 0;
                            if (lock.tryLock()) {
                                found++;
                                lock.unlock();
                            }
                            heard.put(next);
                        }
                        return found;
                    });
            ProcessFuture<Integer> speaking =
                    speaker.call(() -> {
                        int locked = 0;
                        for (int i = 0; i < ROUNDS; i++) {
                            locked += lock.tryLock() ? 1 : 0;
                            space.write("job", i);
                            lock.unlock();
                            said.put(i);
                            heard.take();
                        }
                        return locked;
                    });
            assertThat(speaking.result(Timeouts.LONG)).isEqualTo(ROUNDS);
            assertThat(hearing.result(Timeouts.LONG)).isEqualTo(2 * ROUNDS);
        }
    }

    @Test
    void whoeverHearsOfThemByTheResultOfTheCall_findsThemDone() {
        SharedLock lock = SharedLock.create();
        try (Worker first = Procession.fork();
                Worker second = Procession.fork()) {
            for (int i = 0; i < ROUNDS; i++) {
                assertThat(taken(i % 2 == 0 ? first : second, lock)).isTrue();
                assertThat(lock.isLocked()).isFalse();
            }
        }
    }

    private static boolean taken(Worker worker, SharedLock lock) {
        return worker.call(
                        () -> {
                            boolean taken = lock.tryLock();
                            lock.unlock();
                            return taken;
                        })
                .result(Timeouts.LONG);
    }

    /** While this process does not read what the worker tells it: its reader runs a callback. */
    @Test
    void whoeverHearsOfThemByMappedMemory_findsThemDone() {
        TupleSpace space = TupleSpace.create();
        CountDownLatch seen = new CountDownLatch(1);
        try (SharedLongs state = SharedLongs.create(3);
                Worker worker = Procession.fork()) {
            worker.call(() -> space.write("job", 0)).result(Timeouts.LONG);
            ProcessFuture<Void> call =
                    worker.call(() -> {
                        new Thread(() -> writeWhenAsked(space, state)).start();
                        awaitOne(state, CALLBACK_IS_THERE);
                    });
            CompletableFuture<Void> callback =
                    call.thenRun(() -> {
                        state.setVolatile(ASKED, 1);
                        awaitUninterrupted(seen);
                    });
            state.setVolatile(CALLBACK_IS_THERE, 1);
            awaitOne(state, WRITTEN);
            assertThat(space.takeIfExists("job", 1)).isNotNull();
            seen.countDown();
            callback.orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    private static final int CALLBACK_IS_THERE = 0;
    private static final int ASKED = 1;
    private static final int WRITTEN = 2;

    private static void writeWhenAsked(TupleSpace space, SharedLongs state) {
        awaitOne(state, ASKED);
        space.write("job", 1);
        state.setVolatile(WRITTEN, 1);
    }

    private static void awaitOne(SharedLongs state, int index) {
        await().pollInterval(Duration.ofMillis(1))
                .atMost(Timeouts.MEDIUM)
                .until(() -> state.getVolatile(index) == 1);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void floodOfThem_fromSeveralThreads_isDoneInFull() throws Exception {
        int threads = 3;
        int each = 20_000;
        SharedLatch latch = SharedLatch.create((long) threads * each);
        SharedSemaphore semaphore = SharedSemaphore.create(0);
        try (Worker worker = Procession.fork()) {
            worker.call(
                            () -> {
                                List<Thread> all = new ArrayList<>();
                                for (int i = 0; i < threads; i++) {
                                    Thread thread =
                                            new Thread(() -> countDown(latch, semaphore, each));
                                    all.add(thread);
                                    thread.start();
                                }
                                for (Thread thread : all) {
                                    thread.join();
                                }
                                return null;
                            })
                    .result(Timeouts.LONG);
            assertThat(latch.getCount()).isZero();
            assertThat(semaphore.availablePermits()).isEqualTo(threads * each);
        }
    }

    private static void countDown(SharedLatch latch, SharedSemaphore semaphore, int times) {
        for (int i = 0; i < times; i++) {
            latch.countDown();
            semaphore.release();
        }
    }

    @Test
    void writerIntoASpaceThatIsClosed_isToldSo() throws Exception {
        TupleSpace space = TupleSpace.create();
        SharedEvent begun = SharedEvent.create();
        try (Worker worker = Procession.fork()) {
            ProcessFuture<String> writing =
                    worker.call(() -> {
                        for (int i = 0; ; i++) {
                            try {
                                space.write("job", i);
                            } catch (IllegalStateException e) {
                                return String.valueOf(e.getMessage());
                            }
                            if (i == 10) {
                                begun.set();
                            }
                        }
                    });
            assertThat(begun.await(Timeouts.LONG)).isTrue();
            space.close();
            assertThat(writing.result(Timeouts.LONG)).contains("was closed");
        }
    }
}
