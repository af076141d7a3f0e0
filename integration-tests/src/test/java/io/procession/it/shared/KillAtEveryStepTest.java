package io.procession.it.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.procession.shared.Pipe;
import io.procession.shared.SharedBarrier;
import io.procession.shared.SharedEvent;
import io.procession.shared.SharedLatch;
import io.procession.shared.SharedLock;
import io.procession.shared.SharedLong;
import io.procession.shared.SharedLongs;
import io.procession.shared.SharedQueue;
import io.procession.shared.SharedReadWriteLock;
import io.procession.shared.SharedReference;
import io.procession.shared.SharedSemaphore;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A worker is killed at each step of what it does with shared objects. Whatever it had been
 * promised is so, what it held is free, and those who live go on.
 */
@ExtendWith(ProcessCensus.class)
@SuppressWarnings("WaitNotInLoop") // what is awaited happens once, or is the test
class KillAtEveryStepTest {

    private static final int MOST_STEPS = 200;

    /**
     * One of each; what lasts of the worker's progress is a mark, set after each operation, in
     * memory that it shares.
     */
    private record Things(
            SharedQueue<Integer> queue,
            SharedLock lock,
            Condition condition,
            SharedSemaphore semaphore,
            SharedReadWriteLock readWrite,
            SharedLatch latch,
            SharedBarrier barrier,
            SharedEvent event,
            SharedLong number,
            SharedReference<@Nullable String> reference,
            Pipe pipe,
            SharedLongs marks)
            implements Serializable {

        static Things create() {
            SharedLock lock = SharedLock.create();
            return new Things(
                    SharedQueue.create(),
                    lock,
                    lock.newCondition(),
                    SharedSemaphore.create(2),
                    SharedReadWriteLock.create(),
                    SharedLatch.create(1),
                    SharedBarrier.create(2),
                    SharedEvent.create(),
                    SharedLong.create(),
                    SharedReference.create(),
                    Pipe.open(),
                    SharedLongs.create(16));
        }

        private void mark(int operation) {
            marks.set(operation, 1);
        }

        boolean isMarked(int operation) {
            return marks.get(operation) == 1;
        }
    }

    private static final int PUT = 0;
    private static final int TAKEN = 1;
    private static final int UNLOCKED = 3;
    private static final int COUNTED = 4;
    private static final int ADDED = 5;
    private static final int REFERRED = 6;
    private static final int SIGNALLED = 7;
    private static final int SENT = 8;
    private static final int ENDED = 9;

    // In the worker.

    @SuppressWarnings("WaitNotInLoop") // nobody signals
    private static @Nullable Object useEach(Things things) throws InterruptedException {
        things.queue.put(4);
        things.mark(PUT);
        assertThat(things.queue.take()).isEqualTo(1);
        things.mark(TAKEN);
        things.lock.lock();
        assertThat(things.condition.await(1, TimeUnit.MILLISECONDS)).isFalse();
        things.lock.unlock();
        things.mark(UNLOCKED);
        things.semaphore.acquire(2);
        things.semaphore.release(2);
        things.readWrite.readLock().lock();
        things.readWrite.readLock().unlock();
        things.readWrite.writeLock().lock();
        things.readWrite.writeLock().unlock();
        things.latch.countDown();
        things.mark(COUNTED);
        things.number.incrementAndGet();
        things.mark(ADDED);
        things.reference.set("here");
        things.mark(REFERRED);
        things.event.set();
        things.mark(SIGNALLED);
        things.pipe.right().send("sent");
        things.mark(SENT);
        things.mark(ENDED);
        return null;
    }

    /** Waits for everything at once, each on a thread of its own, and says when all wait. */
    private static @Nullable Object awaitEach(Things things) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        waiter(threads, () -> things.queue.take());
        waiter(threads, () -> lockAndUnlock(things));
        waiter(threads, () -> things.semaphore.acquire());
        waiter(threads, () -> things.readWrite.readLock().lock());
        waiter(threads, () -> things.readWrite.writeLock().lock());
        waiter(threads, () -> things.latch.await());
        waiter(threads, () -> things.barrier.await());
        waiter(threads, () -> things.event.await());
        waiter(threads, () -> things.pipe.right().receive());
        for (Thread each : threads) {
            each.join();
        }
        return null;
    }

    private static void lockAndUnlock(Things things) {
        things.lock.lock();
        things.lock.unlock();
    }

    private interface Wait {
        void run() throws Exception;
    }

    private static void waiter(List<Thread> threads, Wait wait) {
        Thread thread =
                new Thread(() -> {
                    try {
                        wait.run();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
        threads.add(thread);
        thread.start();
    }

    // Here.

    @Test
    void workerKilledAtEachStepOfEachOperation_leavesAllAsPromised() throws Exception {
        int step = 0;
        int abandoned = 0;
        boolean died = true;
        FaultyWorker next = FaultyWorker.start(1);
        try {
            while (died) {
                FaultyWorker worker = next;
                step++;
                next = FaultyWorker.start(step + 1); // starts while this one dies
                Things things = Things.create();
                things.queue.addAll(List.of(1, 2, 3));
                died = worker.run(() -> useEach(things));
                checkPromises(step, worker.diedUnanswered(), things);
                abandoned += checkAllIsFree(things);
                assertThat(died || things.isMarked(ENDED)).isTrue();
                things.marks.close();
                assertThat(step).as("steps").isLessThan(MOST_STEPS);
            }
        } finally {
            next.kill();
        }
        assertThat(step).as("steps").isGreaterThan(40);
        assertThat(abandoned).as("deaths of the lock's holder").isPositive();
    }

    private static void checkPromises(int step, boolean diedUnanswered, Things things)
            throws InterruptedException {
        List<Integer> items = new ArrayList<>();
        things.queue.drainTo(items);
        assertThat(items)
                .as("items, step %s", step)
                .containsSubsequence(2, 3)
                .doesNotHaveDuplicates();
        if (things.isMarked(PUT)) {
            assertThat(items).as("what was put, step %s", step).contains(4);
        }
        if (things.isMarked(TAKEN)) {
            assertThat(items).as("what was taken, step %s", step).doesNotContain(1);
        } else if (diedUnanswered) {
            assertThat(items).as("what nobody got, step %s", step).startsWith(1);
        }
        if (things.isMarked(COUNTED)) {
            assertThat(things.latch.getCount()).isZero();
        }
        assertThat(things.number.get()).isBetween(things.isMarked(ADDED) ? 1L : 0L, 1L);
        if (things.isMarked(REFERRED)) {
            assertThat(things.reference.get()).isEqualTo("here");
        }
        if (things.isMarked(SIGNALLED)) {
            assertThat(things.event.isSet()).isTrue();
        }
        if (things.isMarked(SENT)) {
            assertThat(things.pipe.left().receive()).isEqualTo("sent");
        }
    }

    /**
     * Everything can be had at once, and nobody stands in the way; 1 if the lock was left by its
     * dead holder.
     */
    private static int checkAllIsFree(Things things) throws InterruptedException {
        assertThat(things.lock.getQueueLength()).isZero();
        assertThat(things.lock.tryLock()).as("lock is free").isTrue();
        boolean abandoned = things.lock.wasAbandoned();
        assertThat(abandoned && things.isMarked(UNLOCKED)).as("abandoned, and unlocked").isFalse();
        things.lock.unlock();
        assertThat(things.semaphore.tryAcquire(2)).as("permits are there").isTrue();
        things.semaphore.release(2);
        assertThat(things.readWrite.writeLock().tryLock()).as("nobody reads or writes").isTrue();
        things.readWrite.writeLock().unlock();
        assertThat(things.readWrite.getQueueLength()).isZero();
        assertThat(things.barrier.getNumberWaiting()).isZero();
        assertThat(things.queue.offer(5)).isTrue();
        assertThat(things.queue.take()).isEqualTo(5);
        return abandoned ? 1 : 0;
    }

    @Test
    void workerKilledWhileItWaitsForEverything_isWaitedForByNobody() throws Exception {
        int blocked = 0;
        for (int step = 1; step <= 200; step++) {
            Things things = Things.create();
            things.lock.lock();
            things.semaphore.acquire(2);
            things.readWrite.writeLock().lock();
            CompletableFuture<Boolean> survivor = survivor(things);
            await().atMost(Timeouts.MEDIUM).until(() -> things.lock.getQueueLength() == 1);
            FaultyWorker worker = FaultyWorker.start(step);
            CompletableFuture<Boolean> death = new CompletableFuture<>();
            Thread runner =
                    new Thread(() -> {
                        try {
                            death.complete(worker.run(() -> awaitEach(things)));
                        } catch (Exception e) {
                            death.completeExceptionally(e);
                        }
                    });
            runner.start();
            if (!hasDied(death, things)) {
                blocked++;
                worker.kill();
            }
            assertThat(death.get(Timeouts.LONG.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            runner.join();
            things.lock.unlock();
            things.semaphore.release(2);
            things.readWrite.writeLock().unlock();
            assertThat(survivor.get(Timeouts.MEDIUM.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            assertThat(things.latch.getCount()).isEqualTo(1);
            checkAllIsFree(things);
            things.marks.close();
            if (blocked > 0) {
                break; // from here on all have the same steps
            }
        }
        assertThat(blocked).as("all waits were reached").isPositive();
    }

    /** Whether the worker dies before all its threads wait. */
    private static boolean hasDied(CompletableFuture<Boolean> death, Things things) {
        await().atMost(Timeouts.MEDIUM)
                .until(() ->
                        death.isDone()
                                || things.lock.getQueueLength() == 2
                                        && things.readWrite.getQueueLength() == 2
                                        && things.barrier.getNumberWaiting() == 1);
        return death.isDone();
    }

    /** A thread here that waits in line with the worker's, and gets what it wants. */
    private static CompletableFuture<Boolean> survivor(Things things) {
        CompletableFuture<Boolean> had = new CompletableFuture<>();
        new Thread(
                        () -> {
                            try {
                                boolean inTime = things.lock.tryLock(Duration.ofMinutes(5));
                                things.lock.unlock(); // before anybody looks whether it is free
                                had.complete(inTime);
                            } catch (InterruptedException | RuntimeException e) {
                                had.completeExceptionally(e);
                            }
                        })
                .start();
        return had;
    }
}
