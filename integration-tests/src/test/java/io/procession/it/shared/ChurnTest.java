package io.procession.it.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.ProcessionException;
import io.procession.actor.Actor;
import io.procession.internal.broker.Broker;
import io.procession.shared.Pipe;
import io.procession.shared.PipeClosedException;
import io.procession.shared.SharedBarrier;
import io.procession.shared.SharedEvent;
import io.procession.shared.SharedLatch;
import io.procession.shared.SharedList;
import io.procession.shared.SharedLock;
import io.procession.shared.SharedLong;
import io.procession.shared.SharedLongs;
import io.procession.shared.SharedMap;
import io.procession.shared.SharedQueue;
import io.procession.shared.SharedReadWriteLock;
import io.procession.shared.SharedReference;
import io.procession.shared.SharedSemaphore;
import io.procession.space.TupleSpace;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Workers are made, killed and replaced while they use every kind of shared object, and nothing is
 * left of them: {@code -Dprocession.churn=1000} for a thousand processes.
 */
@ExtendWith(ProcessCensus.class)
@SuppressWarnings("WaitNotInLoop") // what is awaited happens once, or is the test
class ChurnTest {

    private static final int PROCESSES = Integer.getInteger("procession.churn", 24);
    private static final int WORKERS = 3;
    private static final int PERMITS = 4;
    private static final int CHOICES = 13; // of what to do in a step
    private static final Duration PATIENCE = Duration.ofMillis(2);

    private record Things(
            SharedQueue<Long> queue,
            SharedLock lock,
            Condition condition,
            SharedSemaphore semaphore,
            SharedReadWriteLock readWrite,
            SharedLatch latch,
            SharedBarrier barrier,
            SharedEvent event,
            SharedLong number,
            SharedReference<SharedQueue<Long>> reference,
            Pipe pipe,
            SharedLongs cells,
            SharedMap<Long, Integer> map,
            SharedList<Long> list,
            TupleSpace space,
            Actor<Tally> tally)
            implements Serializable {

        static Things create(ProcessPool stage) {
            SharedLock lock = SharedLock.create();
            return new Things(
                    SharedQueue.create(10),
                    lock,
                    lock.newCondition(),
                    SharedSemaphore.create(PERMITS),
                    SharedReadWriteLock.create(),
                    SharedLatch.create(1_000_000),
                    SharedBarrier.create(2),
                    SharedEvent.create(),
                    SharedLong.create(),
                    SharedReference.create(SharedQueue.create()),
                    Pipe.open(),
                    SharedLongs.create(2),
                    SharedMap.create(),
                    SharedList.create(),
                    TupleSpace.create(),
                    Actor.spawn(stage, Tally::new));
        }
    }

    /** What the actor of this test is. */
    private static final class Tally {

        private long count;

        long increment() {
            return ++count;
        }
    }

    private interface Adding extends BiFunction<Integer, Integer, Integer>, Serializable {}

    /** Does a bit of everything, for some time. */
    private static boolean load(Things things, long seed) throws InterruptedException {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            step(things, random.nextInt(CHOICES), random.nextLong());
        }
        return true;
    }

    private static void step(Things things, int choice, long value) throws InterruptedException {
        switch (choice) {
            case 0 -> things.queue.offer(value, PATIENCE);
            case 1 -> things.queue.poll(PATIENCE);
            case 2 -> section(things);
            case 3 -> {
                things.semaphore.acquire();
                things.number.incrementAndGet();
                things.semaphore.release();
            }
            case 4 -> {
                things.readWrite.readLock().lock();
                things.readWrite.readLock().unlock();
                things.readWrite.writeLock().lock();
                things.readWrite.writeLock().unlock();
            }
            case 5 -> {
                things.latch.countDown();
                things.latch.await(PATIENCE);
            }
            case 6 -> meet(things);
            case 7 -> {
                things.reference.set(SharedQueue.create()); // one that ends with this process
                things.reference.get();
            }
            case 8 -> talk(things.pipe, value);
            case 9 -> {
                Adding add = Integer::sum;
                things.map.merge(value % 8, 1, add);
                things.map.remove(value % 5);
            }
            case 10 -> {
                things.list.add(value);
                if (things.list.size() > 20) {
                    things.list.clear();
                }
            }
            case 11 -> {
                things.space.write(value % 3, value);
                things.space.take(PATIENCE, value % 2, Long.class);
                things.space.takeIfExists(TupleSpace.ANY, TupleSpace.ANY);
            }
            default -> {
                things.tally.tell(tally -> tally.increment());
                long count = things.tally.ask(tally -> tally.increment()).result(Timeouts.LONG);
                assertThat(count).isPositive();
            }
        }
    }

    private static void talk(Pipe pipe, long value) throws InterruptedException {
        try {
            pipe.left().send(value);
            pipe.right().receive(PATIENCE);
        } catch (PipeClosedException e) {
            assertThat(e)
                    .hasMessageContaining(
                            "has ended"); // it is meant for one process, and that was killed
        }
    }

    /** Two cells that are equal whenever the lock is free, unless its holder was killed. */
    @SuppressWarnings("WaitNotInLoop") // it waits to let go of the lock for a while
    private static void section(Things things) throws InterruptedException {
        things.lock.lock();
        try {
            long value = things.cells.get(0);
            if (things.lock.wasAbandoned()) {
                things.cells.set(1, value);
            }
            assertThat(things.cells.get(1)).isEqualTo(value);
            things.cells.set(0, value + 1);
            things.cells.set(1, value + 1);
            things.condition.signalAll();
            things.condition.await(1, TimeUnit.MILLISECONDS);
        } finally {
            things.lock.unlock();
        }
    }

    private static void meet(Things things) throws InterruptedException {
        try {
            things.barrier.await(PATIENCE);
        } catch (BrokenBarrierException | TimeoutException e) {
            things.barrier.reset();
        }
    }

    @Test
    void workersKilledUnderLoad_leaveNothingBehind() throws Exception {
        int waits = Broker.waitCount();
        int held = Broker.heldCount();
        Things things;
        try (ProcessPool stage = ProcessPool.builder().name("stage").workers(1).build()) {
            things = Things.create(stage);
            churn(things);
            checkAllIsFree(things);
        }
        assertThat(Broker.waitCount()).as("requests that wait").isEqualTo(waits);
        things.reference.set(SharedQueue.create());
        await().atMost(Timeouts.SHORT).until(() -> Broker.heldCount() <= held);
        things.cells.close();
    }

    private static void churn(Things things) throws InterruptedException {
        try (ProcessPool pool =
                ProcessPool.builder().name("churn").workers(WORKERS).maxTasksPerWorker(6).build()) {
            Random random = new Random(PROCESSES);
            Deque<ProcessFuture<Boolean>> calls = new ArrayDeque<>();
            long killed = 0;
            while (pool.stats().workersStarted() < PROCESSES) {
                while (calls.size() < 2 * WORKERS) {
                    long seed = random.nextLong();
                    calls.add(pool.submit(() -> load(things, seed)));
                }
                ProcessFuture<Boolean> call = calls.remove();
                if (random.nextInt(3) > 0) {
                    await().pollInterval(Duration.ofMillis(1))
                            .atMost(Timeouts.LONG)
                            .until(() -> call.isRunning() || call.isDone());
                    step(things, random.nextInt(CHOICES), random.nextLong()); // for some time
                    call.kill();
                    killed++;
                }
                survive(call);
            }
            calls.forEach(ChurnTest::survive);
            assertThat(killed).isPositive();
            assertThat(pool.stats().workersDied()).as("workers killed at work").isPositive();
        }
    }

    /** Waits for a call, which returns, or dies with its worker. */
    private static void survive(ProcessFuture<Boolean> call) {
        try {
            assertThat(call.result(Timeouts.LONG)).isTrue();
        } catch (ProcessionException | java.util.concurrent.CancellationException e) {
            assertThat(e).hasMessageMatching("(?s).*(killed|cancel).*"); // and nothing else
        }
    }

    private static void checkAllIsFree(Things things) throws InterruptedException {
        section(things);
        assertThat(things.lock.tryLock()).isTrue();
        assertThat(things.cells.get(0)).isEqualTo(things.cells.get(1));
        things.lock.unlock();
        assertThat(things.semaphore.availablePermits()).isEqualTo(PERMITS);
        assertThat(things.readWrite.writeLock().tryLock()).isTrue();
        things.readWrite.writeLock().unlock();
        assertThat(things.barrier.getNumberWaiting()).isZero();
        assertThat(things.space.getWaiting()).isZero();
        assertThat(things.tally.ask(tally -> tally.increment()).result(Timeouts.LONG)).isPositive();
        assertThat(things.tally.waiting()).isZero();
    }
}
