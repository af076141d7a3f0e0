package io.procession.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.Backend;
import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.TaskTimeoutException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a cancellation, or a deadline, must find where its line moves on just then. */
@Timeout(60)
@SuppressWarnings("serial") // lambdas that name what is not public
class CancellerTest {

    private static volatile CountDownLatch go = new CountDownLatch(1); // workers are threads
    private static volatile CountDownLatch begun = new CountDownLatch(1);
    private static volatile CountDownLatch last = new CountDownLatch(1);
    private static final AtomicInteger RAN = new AtomicInteger();

    private final ProcessPool pool =
            ProcessPool.builder().workers(1).backend(Backend.THREADS).build();
    private LocalEngine engine;
    private PoolWorker worker;
    private ProcessFuture<Boolean> first;

    @BeforeEach
    void aCallRuns() throws Exception {
        go = new CountDownLatch(1);
        RAN.set(0);
        warmUp();
        engine = engineOf(pool);
        first = pool.submit(CancellerTest::mayGo);
        worker = engine.crew.workers[0];
    }

    private void warmUp() {
        for (int i = 0; i < 20; i++) {
            assertThat(pool.submit(() -> 1).result()).isEqualTo(1); // lines may be long
        }
    }

    @AfterEach
    void close() {
        go.countDown();
        last.countDown();
        pool.close();
    }

    @Test // 66
    void cancel_callThatIsSentWhileItIsBeingCancelled_neverRuns() throws Exception {
        CancelThread canceller;
        engine.lock.lock();
        try {
            canceller = new CancelThread(addedWhileLocked());
            awaitQueued(engine.lock, canceller);
            send();
        } finally {
            engine.release();
        }
        engine.crew.flush();

        assertThat(canceller.result.get(30, TimeUnit.SECONDS)).isTrue();
        assertThatItNeverRan();
    }

    @Test // 66
    void cancel_callThatIsStillToBeWritten_neverRuns() throws Exception {
        CancelThread canceller;
        worker.writeLock.lock(); // as one who writes what stood in the line before
        try {
            CallItem queued;
            engine.lock.lock();
            try {
                queued = addedWhileLocked();
                send();
            } finally {
                engine.lock.unlock();
            }
            canceller = new CancelThread(queued);
            awaitQueued(worker.writeLock, canceller);
        } finally {
            worker.writeLock.unlock();
        }

        assertThat(canceller.result.get(30, TimeUnit.SECONDS)).isTrue();
        engine.crew.flush();
        assertThatItNeverRan();
    }

    @Test
    void deadline_ofACallThatEndsJustThen_sparesTheOneThatHasBegunBehindIt() throws Exception {
        go.countDown();
        assertThat(first.result()).isTrue();
        warmUp();
        go = new CountDownLatch(1);
        last = new CountDownLatch(1);
        begun = new CountDownLatch(1);
        first = pool.submit(CancellerTest::mayGo, Duration.ofHours(1));
        worker.headSinceNanos = System.nanoTime(); // it is young: more may stand behind
        ProcessFuture<Boolean> next = pool.submit(CancellerTest::runLast);
        CallItem condemned = Objects.requireNonNull(worker.head());
        assertThat(worker.line()).hasSize(2);

        engine.lock.lock();
        try {
            engine.crew.condemn(worker, condemned, CallItem.Verdict.TIMED_OUT);
        } finally {
            engine.release();
        }
        go.countDown();
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> executed =
                CompletableFuture.runAsync(() -> engine.time.execute(worker, condemned));
        while (condemned.threadDump == null) {
            Thread.onSpinWait();
        }
        last.countDown();

        assertThat(next.result()).isTrue();
        assertThatThrownBy(first::result).isInstanceOf(TaskTimeoutException.class);
        executed.get(30, TimeUnit.SECONDS);
        assertThat(pool.submit(() -> 2).result()).isEqualTo(2); // in another worker
        assertThat(worker.handle.wasKilled()).isTrue();
    }

    private void assertThatItNeverRan() throws Exception {
        go.countDown();
        assertThat(first.result()).isTrue();
        assertThat(pool.submit(() -> 2).result()).isEqualTo(2);
        assertThat(RAN).hasValue(0);
    }

    /** Cancels on a thread of its own. */
    private static final class CancelThread extends Thread {

        private final CallItem item;
        private final CompletableFuture<Boolean> result = new CompletableFuture<>();

        CancelThread(CallItem item) {
            super("canceller");
            this.item = item;
            start();
        }

        @Override
        public void run() {
            result.complete(item.cancel(true));
        }
    }

    private static void awaitQueued(ReentrantLock lock, Thread waiter) {
        while (!lock.hasQueuedThread(waiter)) {
            Thread.onSpinWait();
        }
    }

    static boolean mayGo() throws InterruptedException {
        return go.await(30, TimeUnit.SECONDS);
    }

    static boolean runLast() throws InterruptedException {
        begun.countDown();
        return last.await(30, TimeUnit.SECONDS);
    }

    static int run() {
        return RAN.incrementAndGet();
    }

    /** Gives what waits to the worker. Under the engine's lock. */
    private void send() {
        CallItem queued = engine.waiting.element();
        worker.headSinceNanos = System.nanoTime(); // the first one is young: more may stand behind
        engine.dispatch();
        assertThat(queued.state).isEqualTo(CallItem.State.SENT);
    }

    /** A call that another thread submits, who cannot dispatch it while this one has the lock. */
    private CallItem addedWhileLocked() throws Exception {
        CompletableFuture.runAsync(() -> pool.submit(CancellerTest::run)).get(30, TimeUnit.SECONDS);
        return engine.waiting.element();
    }

    private static LocalEngine engineOf(ProcessPool pool) throws ReflectiveOperationException {
        Field engine = pool.getClass().getDeclaredField("engine");
        engine.setAccessible(true);
        return (LocalEngine) engine.get(pool);
    }
}
