package io.procession.it.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.Procession;
import io.procession.Worker;
import io.procession.internal.broker.Broker;
import io.procession.shared.QueueClosedException;
import io.procession.shared.QueueProbe;
import io.procession.shared.SharedLock;
import io.procession.shared.SharedQueue;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A queue whose elements lie in memory that several processes have mapped. */
@ExtendWith(ProcessCensus.class)
class MappedQueueTest {

    private static void map(Worker worker, SharedQueue<?> queue) {
        worker.call(
                        () -> {
                            QueueProbe.map(queue);
                            return true;
                        })
                .result(Timeouts.LONG);
        assertThat(QueueProbe.isMapped(queue)).as("here").isTrue();
    }

    @Test
    void queueThatNoOtherProcessUses_hasNoMemory() throws Exception {
        SharedQueue<String> queue = SharedQueue.create();
        try (Worker worker = Procession.fork()) {
            for (int i = 0; i < 10; i++) {
                queue.put("here");
            }
            worker.call(() -> queue).result(Timeouts.LONG);
        }
        assertThat(QueueProbe.isMapped(queue)).isFalse();
    }

    @Test
    void elementsFromBefore_keepTheirPlace() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.create();
        for (int i = 0; i < 3_000; i++) { // more than the ring has at first
            queue.put(i);
        }
        try (Worker worker = Procession.fork()) {
            map(worker, queue);
            worker.call(() -> IntStream.range(3_000, 6_000).forEach(queue::add))
                    .result(Timeouts.LONG);
            assertThat(queue.size()).isEqualTo(6_000);
            List<Integer> taken = worker.call(() -> drained(queue)).result(Timeouts.LONG);
            assertThat(taken).isEqualTo(IntStream.range(0, 6_000).boxed().toList());
        }
    }

    private static <E> List<E> drained(SharedQueue<E> queue) {
        List<E> all = new ArrayList<>();
        queue.drainTo(all);
        return all;
    }

    @Test
    void moreThanTheRingHolds_isTakenInOrder() throws Exception {
        SharedQueue<byte[]> queue = SharedQueue.create();
        int count = 600; // of 50 KB: 30 MB
        try (Worker worker = Procession.fork()) {
            map(worker, queue);
            ProcessFuture<Boolean> put = worker.call(() -> putNumbered(queue, count));
            assertThat(put.result(Timeouts.LONG)).isTrue();
            assertThat(queue.size()).isEqualTo(count);
            for (int i = 0; i < count; i++) {
                assertThat(queue.take()[0]).isEqualTo((byte) i);
            }
            assertThat(queue.poll()).isNull();
        }
    }

    private static boolean putNumbered(SharedQueue<byte[]> queue, int count)
            throws InterruptedException {
        for (int i = 0; i < count; i++) {
            byte[] element = new byte[50_000];
            Arrays.fill(element, (byte) i);
            queue.put(element);
        }
        return true;
    }

    @Test
    void ringThatGrows_whileItsOwnerCannotHaveIt_keepsAll() throws Exception {
        int count = 400; // of 20 KB: the ring grows as far as it can
        try (Worker first = Procession.fork();
                Worker second = Procession.fork()) {
            for (int round = 0; round < 8; round++) {
                SharedQueue<Numbered> queue = SharedQueue.create();
                map(first, queue);
                map(second, queue);
                ProcessFuture<Boolean> one = first.call(() -> putSlowly(queue, 0, count));
                ProcessFuture<Boolean> other = second.call(() -> putSlowly(queue, 1, count));
                int[] next = new int[2];
                for (int i = 0; i < 2 * count; i++) {
                    if (i % 100 == 0) { // so that there are many in it, most of the time
                        int least = Math.min(i + 500, 2 * count) - i;
                        await().atMost(Timeouts.LONG).until(() -> queue.size() >= least);
                    }
                    Numbered taken = queue.take();
                    assertThat(taken.number()).isEqualTo(next[taken.putter()]++);
                    assertThat(taken.ballast()).hasSize(20_000);
                }
                assertThat(one.result(Timeouts.LONG) && other.result(Timeouts.LONG)).isTrue();
                assertThat(queue).isEmpty();
            }
        }
    }

    /** Often stops in the middle, so that the owner must try again. */
    private static boolean putSlowly(SharedQueue<Numbered> queue, int putter, int count)
            throws InterruptedException {
        QueueProbe.atEvery(
                QueueProbe.Point.LOCKED,
                5,
                () -> LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(300)));
        for (int i = 0; i < count; i++) {
            queue.put(new Numbered(putter, i, new byte[20_000]));
        }
        return true;
    }

    @Test
    void elementsOfAllSizes_andHandles_keepOneOrder() throws Exception {
        SharedQueue<Object> queue = SharedQueue.create();
        try (Worker worker = Procession.fork()) {
            map(worker, queue);
            worker.call(() -> putAllKinds(queue)).result(Timeouts.LONG);
            for (int i = 0; i < 300; i++) {
                Object next = queue.take();
                switch (i % 3) {
                    case 0 -> assertThat(next).isEqualTo(i);
                    case 1 -> {
                        SharedLock lock = (SharedLock) next;
                        assertThat(lock.tryLock()).isTrue();
                        lock.unlock();
                    }
                    default -> assertThat((byte[]) next).hasSize(i * 400);
                }
            }
            assertThat(queue).isEmpty();
        }
    }

    private static boolean putAllKinds(SharedQueue<Object> queue) throws InterruptedException {
        for (int i = 0; i < 300; i++) {
            switch (i % 3) {
                case 0 -> queue.put(i);
                case 1 -> queue.put(SharedLock.create());
                default -> queue.put(new byte[i * 400]);
            }
        }
        return true;
    }

    @Test
    void closeInTheMidstOfPuts_loosesNothingThatWasAccepted() throws Exception {
        for (int round = 0; round < 8; round++) {
            SharedQueue<Integer> queue = SharedQueue.create(round % 2 == 0 ? 10 : 100_000);
            try (ProcessPool pool = ProcessPool.create(2)) {
                ProcessFuture<Integer> one = pool.submit(() -> putUntilClosed(queue));
                ProcessFuture<Integer> other = pool.submit(() -> putUntilClosed(queue));
                int taken = 0;
                while (taken < 2_000 + round * 500) {
                    queue.take();
                    taken++;
                }
                queue.close();
                try {
                    while (true) {
                        queue.take();
                        taken++;
                    }
                } catch (QueueClosedException e) {
                    int accepted = one.result(Timeouts.LONG) + other.result(Timeouts.LONG);
                    assertThat(taken).isEqualTo(accepted);
                }
            }
        }
    }

    private static int putUntilClosed(SharedQueue<Integer> queue) throws InterruptedException {
        int accepted = 0;
        try {
            for (; ; ) {
                queue.put(accepted);
                accepted++;
            }
        } catch (QueueClosedException e) {
            return accepted;
        }
    }

    private record Numbered(int putter, int number, byte[] ballast) implements Serializable {}

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1_000, Integer.MAX_VALUE})
    void manyPuttersAndTakers_ofManyProcesses_eachElementArrivesOnceInOrderOfItsPutter(int capacity)
            throws Exception {
        SharedQueue<Numbered> queue = SharedQueue.create(capacity);
        int putters = 4;
        int count = capacity < 10 ? 2_000 : 10_000;
        try (ProcessPool pool = ProcessPool.create(4)) {
            List<ProcessFuture<List<int[]>>> takes = new ArrayList<>();
            List<ProcessFuture<Boolean>> puts = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                int first = 2 * i;
                takes.add(pool.submit(() -> takeUntilClosed(queue)));
                puts.add(pool.submit(() -> putInThreads(queue, first, count)));
            }
            for (ProcessFuture<Boolean> each : puts) {
                assertThat(each.result(Timeouts.LONG)).isTrue();
            }
            queue.close();
            int[] seen = new int[putters * count];
            for (ProcessFuture<List<int[]>> each : takes) {
                check(each.result(Timeouts.LONG), seen, count);
            }
            assertThat(Arrays.stream(seen).allMatch(each -> each == 1)).isTrue();
        }
    }

    private static void check(List<int[]> taken, int[] seen, int count) {
        Map<Integer, Integer> last = new HashMap<>();
        for (int[] each : taken) {
            seen[each[0] * count + each[1]]++;
            Integer before = last.put(each[0], each[1]);
            assertThat(before == null ? -1 : before).isLessThan(each[1]);
        }
    }

    private static boolean putInThreads(SharedQueue<Numbered> queue, int first, int count)
            throws InterruptedException {
        Thread other = new Thread(() -> putAll(queue, first + 1, count));
        other.start();
        putAll(queue, first, count);
        other.join();
        return true;
    }

    private static void putAll(SharedQueue<Numbered> queue, int putter, int count) {
        Random random = new Random(putter);
        try {
            for (int i = 0; i < count; i++) {
                int length = random.nextInt(400) == 0 ? 100_000 : random.nextInt(200);
                queue.put(new Numbered(putter, i, new byte[length]));
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<int[]> takeUntilClosed(SharedQueue<Numbered> queue)
            throws InterruptedException {
        List<int[]> taken = new ArrayList<>();
        try {
            for (; ; ) {
                Numbered next = queue.take();
                taken.add(new int[] {next.putter, next.number});
            }
        } catch (QueueClosedException e) {
            return taken;
        }
    }

    @Test
    void rareOperations_ofSeveralProcesses_areAsEver() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.create(8);
        try (Worker worker = Procession.fork()) {
            map(worker, queue);
            worker.call(() -> queue.addAll(List.of(1, 2, 3, 4, 5))).result(Timeouts.LONG);
            assertThat(queue.peek()).isEqualTo(1);
            assertThat(queue).containsExactly(1, 2, 3, 4, 5);
            assertThat(worker.call(() -> queue.remove((Object) 3)).result(Timeouts.LONG)).isTrue();
            assertThat(queue.contains(3)).isFalse();
            assertThat(worker.call(() -> List.copyOf(queue)).result(Timeouts.LONG))
                    .containsExactly(1, 2, 4, 5);
            assertThat(queue.remainingCapacity()).isEqualTo(4);
            assertThat(worker.call(() -> queue.remainingCapacity()).result(Timeouts.LONG))
                    .isEqualTo(4);
            List<Integer> drained = new ArrayList<>();
            assertThat(queue.drainTo(drained, 2)).isEqualTo(2);
            assertThat(drained).containsExactly(1, 2);
            queue.clear();
            assertThat(worker.call(() -> queue.peek() == null).result(Timeouts.LONG)).isTrue();
            queue.taskDone();
            queue.taskDone();
            assertThat(worker.call(() -> queue.join(Timeouts.SHORT)).result(Timeouts.LONG))
                    .isTrue();
            assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void join_inTheOwner_waitsForTheLastTaskDoneOfAWorker() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.create();
        try (Worker worker = Procession.fork()) {
            map(worker, queue);
            queue.addAll(List.of(1, 2));
            ProcessFuture<Boolean> joins = worker.call(() -> queue.join(Timeouts.MEDIUM));
            await().atMost(Timeouts.MEDIUM).until(() -> Broker.waitCount() == 1);
            queue.taskDone();
            assertThat(joins.isDone()).isFalse();
            queue.taskDone();
            assertThat(joins.result(Timeouts.LONG)).isTrue();
        }
    }

    @Test
    void offerInTime_behindAParkedPut_givesUpInTime() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.create(1);
        try (Worker first = Procession.fork();
                Worker second = Procession.fork()) {
            map(first, queue);
            map(second, queue);
            queue.put(0);
            ProcessFuture<Boolean> parked = first.call(() -> putOne(queue, 1));
            await().atMost(Timeouts.MEDIUM).until(() -> Broker.waitCount() == 1);
            Duration little = Duration.ofMillis(20);
            assertThat(second.call(() -> queue.offer(2, little)).result(Timeouts.MEDIUM)).isFalse();
            assertThat(second.call(() -> queue.offer(2)).result(Timeouts.MEDIUM)).isFalse();
            assertThat(queue.offer(2, little)).isFalse();
            assertThat(queue.take()).isZero();
            assertThat(parked.result(Timeouts.MEDIUM)).isTrue();
            assertThat(queue.take()).isOne();
            ProcessFuture<Integer> taken = first.call(() -> queue.take());
            await().atMost(Timeouts.MEDIUM).until(() -> Broker.waitCount() == 1);
            assertThat(second.call(() -> queue.poll(little)).result(Timeouts.MEDIUM)).isNull();
            assertThat(second.call(() -> queue.poll()).result(Timeouts.MEDIUM)).isNull();
            queue.put(3);
            assertThat(taken.result(Timeouts.MEDIUM)).isEqualTo(3);
        }
    }

    private static boolean putOne(SharedQueue<Integer> queue, int element)
            throws InterruptedException {
        queue.put(element);
        return true;
    }

    @Test
    void interrupt_endsAWait_andLoosesNothing() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.create(1);
        try (Worker worker = Procession.fork()) {
            map(worker, queue);
            Thread.currentThread().interrupt();
            assertThatThrownBy(queue::take).isInstanceOf(InterruptedException.class);
            queue.put(1);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> queue.put(2)).isInstanceOf(InterruptedException.class);
            assertThat(queue.offer(2, 10, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(queue).containsExactly(1);
        }
    }

    @Test
    void file_ofAQueueThatIsGarbage_isRemoved() throws Exception {
        long before = files();
        try (Worker worker = Procession.fork()) {
            useOne(worker);
            await().atMost(Timeouts.MEDIUM)
                    .until(() -> {
                        System.gc();
                        worker.call(MappedQueueTest::collect).result(Timeouts.LONG);
                        return files() <= before;
                    });
        }
    }

    private static boolean collect() {
        System.gc();
        return true;
    }

    private static void useOne(Worker worker) throws IOException {
        long before = files();
        SharedQueue<Integer> queue = SharedQueue.create();
        map(worker, queue);
        assertThat(files()).isGreaterThan(before);
    }

    /** Those of queues of this process. */
    private static long files() throws IOException {
        String own = "procession-" + ProcessHandle.current().pid() + "-";
        try (Stream<Path> all = Files.walk(Path.of("/dev/shm"), 2)) {
            return all.filter(each -> each.toString().contains(own))
                    .filter(each -> each.toString().endsWith(".que"))
                    .count();
        }
    }

    /** For the search for an order in which operations seem to have been done. */
    static @Nullable Worker other;

    @Test
    void operationsOfThreads_onMappedMemory_areLinearizable() {
        try (Worker worker = Procession.fork()) {
            other = worker;
            LinearizabilityTest.check(Mapped.class, LinearizabilityTest.SequentialQueue.class);
        } finally {
            other = null;
        }
    }

    public static class Mapped extends LinearizabilityTest.QueueOperations {
        @Override
        java.util.Queue<Integer> queue() {
            SharedQueue<Integer> queue = SharedQueue.create();
            Worker worker = other;
            if (worker != null) {
                map(worker, queue);
            }
            return queue;
        }
    }
}
