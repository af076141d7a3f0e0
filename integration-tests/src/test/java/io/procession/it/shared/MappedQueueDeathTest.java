package io.procession.it.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.procession.ProcessFuture;
import io.procession.Procession;
import io.procession.Worker;
import io.procession.shared.QueueProbe;
import io.procession.shared.QueueProbe.Point;
import io.procession.shared.SharedEvent;
import io.procession.shared.SharedLongs;
import io.procession.shared.SharedQueue;
import io.procession.testkit.Pids;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Processes that die, or are stopped, while they are at the memory of a queue: at each point of
 * each operation, with it locked or just not any more. All or nothing has happened, and others go
 * on.
 */
@ExtendWith(ProcessCensus.class)
class MappedQueueDeathTest {

    private enum Operation {
        PUT,
        TAKE,
        DRAIN,
        DONE;

        void apply(SharedQueue<String> queue) throws InterruptedException {
            switch (this) {
                case PUT -> queue.put("new");
                case TAKE -> queue.take();
                case DRAIN -> queue.drainTo(new ArrayList<>());
                case DONE -> queue.taskDone();
            }
        }

        List<String> left(boolean happened) {
            if (!happened) {
                return List.of("a", "b", "c");
            }
            return switch (this) {
                case PUT -> List.of("a", "b", "c", "new");
                case TAKE -> List.of("b", "c");
                case DRAIN -> List.of();
                case DONE -> List.of("a", "b", "c");
            };
        }
    }

    private enum Death {
        HALT,
        KILL
    }

    /** In a worker: dies, or waits for its death, at the point. */
    private static boolean die(
            SharedQueue<String> queue,
            Operation operation,
            Point point,
            Death death,
            SharedEvent reached)
            throws InterruptedException {
        QueueProbe.map(queue);
        QueueProbe.at(
                point,
                1,
                () -> {
                    if (death == Death.HALT) {
                        Runtime.getRuntime().halt(7);
                    }
                    stayHere(reached);
                });
        operation.apply(queue);
        return true;
    }

    private static void stayHere(SharedEvent reached) {
        reached.set();
        while (true) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, LOCKED",
        "PUT, HALF_WRITTEN",
        "PUT, WRITTEN",
        "PUT, COMMITTED",
        "TAKE, LOCKED",
        "TAKE, WRITTEN",
        "TAKE, COMMITTED",
        "DRAIN, LOCKED",
        "DRAIN, WRITTEN",
        "DRAIN, COMMITTED",
        "DONE, LOCKED",
        "DONE, WRITTEN",
        "DONE, COMMITTED"
    })
    void workerThatDies_atAPointOfAnOperation_hasDoneAllOrNothing(Operation operation, Point point)
            throws Exception {
        for (Death death : Death.values()) {
            SharedQueue<String> queue = SharedQueue.create();
            SharedEvent reached = SharedEvent.create();
            queue.addAll(List.of("a", "b", "c"));
            try (Worker other = Procession.fork()) {
                map(other, queue);
                Worker worker = Procession.fork();
                ProcessFuture<Boolean> dies =
                        worker.call(() -> die(queue, operation, point, death, reached));
                if (death == Death.KILL) {
                    reached.await();
                    worker.kill();
                }
                assertThatThrownBy(dies::join).as("%s", death).isNotNull();
                checkState(queue, other, operation, point == Point.COMMITTED);
                worker.join();
            }
        }
    }

    private static void map(Worker worker, SharedQueue<?> queue) {
        worker.call(
                        () -> {
                            QueueProbe.map(queue);
                            return true;
                        })
                .result(Timeouts.LONG);
    }

    private static void checkState(
            SharedQueue<String> queue, Worker other, Operation operation, boolean happened)
            throws Exception {
        List<String> left = operation.left(happened);
        assertThat(queue.size()).isEqualTo(left.size());
        List<String> taken =
                other.call(
                                () -> {
                                    List<String> all = new ArrayList<>();
                                    queue.drainTo(all);
                                    return all;
                                })
                        .result(Timeouts.LONG);
        assertThat(taken).isEqualTo(left);
        int unfinished = happened && operation == Operation.PUT ? 4 : 3;
        int done = happened && operation == Operation.DONE ? 1 : 0;
        for (int i = done; i < unfinished; i++) {
            queue.taskDone();
        }
        assertThat(queue.join(Timeouts.SHORT)).isTrue();
        assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
        queue.put("goes on");
        assertThat(other.call(() -> queue.take()).result(Timeouts.LONG)).isEqualTo("goes on");
    }

    @Test
    void putterThatDies_beforeItHasWokenTheTaker_isHeardOf() throws Exception {
        SharedQueue<String> queue = SharedQueue.create();
        SharedEvent reached = SharedEvent.create();
        try (Worker other = Procession.fork()) {
            map(other, queue);
            ProcessFuture<String> taken = other.call(() -> queue.take());
            awaitTakers(queue, 1);
            Worker worker = Procession.fork();
            ProcessFuture<Boolean> dies =
                    worker.call(
                            () -> die(queue, Operation.PUT, Point.COMMITTED, Death.HALT, reached));
            assertThatThrownBy(dies::join).isNotNull();
            assertThat(taken.result(Timeouts.MEDIUM)).isEqualTo("new");
            worker.join();
        }
    }

    @Test
    void takerThatDies_beforeItHasToldOfRoom_isHeardOf() throws Exception {
        SharedQueue<String> queue = SharedQueue.create(1);
        SharedEvent reached = SharedEvent.create();
        queue.put("first");
        try (Worker other = Procession.fork()) {
            map(other, queue);
            ProcessFuture<Boolean> put =
                    other.call(() -> {
                        queue.put("second");
                        return true;
                    });
            await().atMost(Timeouts.MEDIUM).until(() -> waitingPutter(queue));
            Worker worker = Procession.fork();
            ProcessFuture<Boolean> dies =
                    worker.call(
                            () -> die(queue, Operation.TAKE, Point.COMMITTED, Death.HALT, reached));
            assertThatThrownBy(dies::join).isNotNull();
            assertThat(put.result(Timeouts.MEDIUM)).isTrue();
            assertThat(queue.take()).isEqualTo("second");
            worker.join();
        }
    }

    private static boolean waitingPutter(SharedQueue<?> queue) {
        return io.procession.internal.broker.Broker.waitCount() > 0 && queue.size() == 1;
    }

    private static void awaitTakers(SharedQueue<?> queue, int count) {
        await().atMost(Timeouts.MEDIUM).until(() -> queue.getWaitingTakers() == count);
    }

    @Test
    void takerThatIsKilled_whenItHasBeenWoken_givesItsElementBack() throws Exception {
        SharedQueue<String> queue = SharedQueue.create();
        Worker worker = Procession.fork();
        map(worker, queue);
        ProcessFuture<String> taken = worker.call(() -> queue.take());
        awaitTakers(queue, 1);
        Pids.stop(worker.pid());
        queue.put("first");
        queue.put("second");
        assertThat(queue.size()).isEqualTo(1);
        worker.kill();
        worker.join();
        assertThatThrownBy(taken::join).isNotNull();
        assertThat(queue.take()).isEqualTo("first");
        assertThat(queue.take()).isEqualTo("second");
    }

    /** Stays with the memory locked until it is told otherwise. */
    private static int putSlowly(
            SharedQueue<Integer> queue, SharedEvent reached, SharedEvent goOn) {
        QueueProbe.map(queue);
        QueueProbe.at(
                Point.WRITTEN,
                1,
                () -> {
                    reached.set();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
        queue.add(2);
        return 2;
    }

    @Test
    void processThatIsSlow_withTheMemoryLocked_isWaitedFor_andStopsNobodyElse() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.create();
        SharedEvent reached = SharedEvent.create();
        SharedEvent goOn = SharedEvent.create();
        queue.put(1);
        try (Worker slow = Procession.fork();
                Worker other = Procession.fork()) {
            ProcessFuture<Integer> put = slow.call(() -> putSlowly(queue, reached, goOn));
            reached.await();
            ProcessFuture<Integer> first = other.call(() -> queue.take()); // asks the owner
            CompletableFuture<Integer> second = CompletableFuture.supplyAsync(() -> taken(queue));
            SharedQueue<String> another = SharedQueue.create(); // the owner serves on
            assertThat(serves(another, other, first)).isTrue();
            assertThat(queue.size()).isEqualTo(1);
            assertThat(first.isDone() || second.isDone()).isFalse();
            goOn.set();
            assertThat(put.result(Timeouts.LONG)).isEqualTo(2);
            assertThat(List.of(first.result(Timeouts.LONG), second.get(20, TimeUnit.SECONDS)))
                    .containsExactlyInAnyOrder(1, 2);
        }
    }

    private static boolean serves(
            SharedQueue<String> another, Worker busy, ProcessFuture<?> running)
            throws InterruptedException {
        await().atMost(Timeouts.MEDIUM).until(running::isRunning);
        try (Worker third = Procession.fork()) {
            return busy.isAlive()
                    && third.call(
                                    () -> {
                                        QueueProbe.map(another);
                                        return another.add("x");
                                    })
                            .result(Timeouts.LONG);
        }
    }

    private static int taken(SharedQueue<Integer> queue) {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // Owners that die.

    @ParameterizedTest
    @EnumSource(Death.class)
    void ownerThatDies_endsTheQueueForAll(Death death) throws Exception {
        try (Worker other = Procession.fork()) {
            Worker owner = Procession.fork();
            SharedQueue<String> queue =
                    owner.call(() -> SharedQueue.<String>create()).result(Timeouts.LONG);
            QueueProbe.map(queue);
            map(other, queue);
            queue.put("lost");
            assertThat(other.call(() -> queue.size()).result(Timeouts.LONG)).isEqualTo(1);
            assertThat(queue.take()).isEqualTo("lost");
            ProcessFuture<String> waits = other.call(() -> queue.take());
            if (death == Death.HALT) {
                ProcessFuture<Object> halts = owner.call(() -> halt());
                assertThatThrownBy(halts::join).isNotNull();
            } else {
                owner.kill();
            }
            owner.join();
            assertThatThrownBy(waits::join).hasStackTraceContaining("has ended");
            assertThatThrownBy(() -> queue.put("more"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has ended");
            assertThatThrownBy(queue::poll).hasMessageContaining("has ended");
            ProcessFuture<Integer> size = other.call(() -> queue.size());
            assertThatThrownBy(size::join).hasStackTraceContaining("has ended");
        }
    }

    private static @Nullable Object halt() {
        Runtime.getRuntime().halt(7);
        return null;
    }

    @Test
    void ownerKilled_withTheMemoryLocked_isWaitedForByNobody() throws Exception {
        SharedEvent reached = SharedEvent.create();
        Worker owner = Procession.fork();
        SharedQueue<String> queue =
                owner.call(() -> SharedQueue.<String>create()).result(Timeouts.LONG);
        QueueProbe.map(queue);
        ProcessFuture<Boolean> put =
                owner.call(() -> {
                    QueueProbe.at(Point.LOCKED, 1, () -> stayHere(reached));
                    return queue.add("never");
                });
        reached.await();
        CompletableFuture<Integer> mine =
                CompletableFuture.supplyAsync(() -> queue.add("waits") ? 1 : 0);
        owner.kill();
        owner.join();
        assertThatThrownBy(put::join).isNotNull();
        assertThatThrownBy(() -> mine.get(Timeouts.MEDIUM.toMillis(), TimeUnit.MILLISECONDS))
                .hasStackTraceContaining("has ended");
    }

    // At random.

    private record Things(SharedQueue<Integer> queue, SharedLongs marks) implements Serializable {}

    private static boolean putMany(Things things) throws InterruptedException {
        QueueProbe.map(things.queue);
        for (int i = 0; ; i++) {
            things.queue.put(i);
            things.marks.setVolatile(0, i + 1);
        }
    }

    @Test
    void putterKilledAtRandom_hasPutWhatItWasPromised_inOrder() throws Exception {
        Random random = new Random(1);
        for (int round = 0; round < 20; round++) {
            Things things =
                    new Things(
                            SharedQueue.create(round % 2 == 0 ? 3 : 5_000), SharedLongs.create(1));
            Worker worker = Procession.fork();
            ProcessFuture<Boolean> puts = worker.call(() -> putMany(things));
            int most = random.nextInt(4_000) + 1;
            int taken = 0;
            while (taken < most) {
                assertThat(things.queue.take()).isEqualTo(taken++);
            }
            worker.kill();
            worker.join();
            assertThatThrownBy(puts::join).isNotNull();
            for (Integer next = things.queue.poll(); next != null; next = things.queue.poll()) {
                assertThat(next).isEqualTo(taken++);
            }
            long promised = things.marks.getVolatile(0);
            assertThat((long) taken).isBetween(promised, promised + 1);
            things.marks.close();
        }
    }

    private static boolean takeMany(Things things) throws InterruptedException {
        QueueProbe.map(things.queue);
        while (true) {
            things.marks.setVolatile(0, things.queue.take() + 1);
        }
    }

    @Test
    void takerKilledAtRandom_hasTakenAtMostOneThatNobodySaw() throws Exception {
        Random random = new Random(2);
        for (int round = 0; round < 20; round++) {
            Things things =
                    new Things(
                            SharedQueue.create(round % 2 == 0 ? 3 : 5_000), SharedLongs.create(1));
            Worker worker = Procession.fork();
            ProcessFuture<Boolean> takes = worker.call(() -> takeMany(things));
            int most = random.nextInt(4_000) + 1;
            for (int i = 0; i < most; i++) {
                things.queue.put(i);
            }
            worker.kill();
            worker.join();
            assertThatThrownBy(takes::join).isNotNull();
            long seen = things.marks.getVolatile(0);
            Integer next = things.queue.poll();
            assertThat(next == null ? most : (long) next).isBetween(seen, seen + 1);
            for (; next != null; next = things.queue.poll()) {
                assertThat(next).isLessThan(most);
                most = next == most - 1 ? -1 : most;
            }
            things.marks.close();
        }
    }
}
