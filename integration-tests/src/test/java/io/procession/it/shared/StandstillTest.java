package io.procession.it.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.Backend;
import io.procession.DeadlockException;
import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.shared.SharedLatch;
import io.procession.shared.SharedLock;
import io.procession.shared.SharedQueue;
import io.procession.testkit.ChildJvm;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Programs in which all wait for what nobody is left to do, and such in which somebody might. Each
 * in a JVM of its own: here there are threads that might do anything.
 */
@ExtendWith(ProcessCensus.class)
@SuppressWarnings("WaitNotInLoop") // what is awaited happens once, or is the test
class StandstillTest {

    @ParameterizedTest
    @ValueSource(strings = {"take", "takeInThreads", "put", "condition", "latchInBoth"})
    void allWait_forWhatNobodyCanDo_oneIsTold(String program) {
        try (ChildJvm child = ChildJvm.of(Programs.class, program).start()) {
            assertThat(child.awaitExit(Timeouts.LONG)).as(child::toString).isZero();
            assertThat(String.join("\n", child.stdout()))
                    .contains(" threads wait, and nobody is left who could end that")
                    .contains("waits at io.procession.it.shared.StandstillTest$Programs.")
                    .contains("holds nothing")
                    .endsWith("ended");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"feedByThread", "feedByCallback", "feedByOtherWorker", "limited"})
    void allButOneWait_forWhatThatDoesLater_nobodyIsTold(String program) {
        try (ChildJvm child = ChildJvm.of(Programs.class, program).start()) {
            assertThat(child.awaitExit(Timeouts.LONG)).as(child::toString).isZero();
            assertThat(child.stdout()).containsExactly("1", "ended");
        }
    }

    /** What the child runs. */
    static final class Programs {

        private Programs() {}

        public static void main(String[] args) throws Exception {
            Backend backend = args[0].endsWith("InThreads") ? Backend.THREADS : Backend.PROCESSES;
            try (ProcessPool pool = ProcessPool.builder().backend(backend).workers(2).build()) {
                System.out.println(run(args[0], pool));
            }
            System.out.println("ended");
        }

        private static Object run(String program, ProcessPool pool) throws Exception {
            SharedQueue<Integer> queue = SharedQueue.create(1);
            SharedLatch latch = SharedLatch.create(1);
            return switch (program) {
                case "take", "takeInThreads" -> pool.submit(() -> told(() -> queue.take())).join();
                case "put" -> {
                    queue.put(1);
                    yield pool.submit(() -> told(() -> put(queue))).join();
                }
                case "condition" -> pool.submit(() -> told(() -> awaited())).join();
                case "latchInBoth" -> {
                    ProcessFuture<Object> one = pool.submit(() -> told(() -> awaited(latch)));
                    ProcessFuture<Object> other = pool.submit(() -> told(() -> awaited(latch)));
                    yield one.join() + "\n" + other.join(); // one after the other is told
                }
                case "feedByThread" -> {
                    Thread thread = new Thread(() -> putLater(queue));
                    thread.start();
                    Object taken = pool.submit(() -> told(() -> queue.take())).join();
                    thread.join();
                    yield taken;
                }
                case "feedByCallback" -> {
                    ProcessFuture<Boolean> later = pool.submit(() -> later());
                    CompletableFuture<Void> fed = later.thenAccept(done -> queue.add(1));
                    Object taken = pool.submit(() -> told(() -> queue.take())).join();
                    fed.join();
                    yield taken;
                }
                case "feedByOtherWorker" -> {
                    ProcessFuture<Boolean> other = pool.submit(() -> putLater(queue));
                    Object taken = pool.submit(() -> told(() -> queue.take())).join();
                    other.join();
                    yield taken;
                }
                case "limited" -> {
                    ProcessFuture<Object> taken = pool.submit(() -> told(() -> queue.take()));
                    try {
                        yield taken.get(2, TimeUnit.SECONDS);
                    } catch (TimeoutException e) {
                        queue.add(1);
                        yield taken.join();
                    }
                }
                default -> throw new IllegalArgumentException(program);
            };
        }

        private static boolean put(SharedQueue<Integer> queue) throws InterruptedException {
            queue.put(2);
            return true;
        }

        private static boolean awaited(SharedLatch latch) throws InterruptedException {
            latch.await();
            return true;
        }

        /** The condition that nobody signals; its lock must be held when that is told. */
        @SuppressWarnings("WaitNotInLoop") // nobody signals
        private static boolean awaited() throws InterruptedException {
            SharedLock lock = SharedLock.create();
            Condition condition = lock.newCondition();
            lock.lock();
            try {
                condition.await();
            } finally {
                lock.unlock();
            }
            return true;
        }

        private static boolean putLater(SharedQueue<Integer> queue) {
            later();
            return queue.add(1);
        }

        /** Works for longer than the search for a standstill takes. */
        private static boolean later() {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2_500);
            while (System.nanoTime() - end < 0) {
                Thread.onSpinWait();
            }
            return true;
        }

        private static Object told(Callable<Object> wait) throws Exception {
            try {
                return wait.call();
            } catch (DeadlockException e) {
                return String.valueOf(e.getMessage());
            }
        }
    }
}
