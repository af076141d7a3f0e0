package io.procession.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.Backend;
import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import java.lang.reflect.Field;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a cancellation must find where another thread moves the call just then. */
@Timeout(60)
@SuppressWarnings("serial") // lambdas that name what is not public
class CancellerTest {

    private static volatile CountDownLatch go = new CountDownLatch(1); // workers are threads
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
        for (int i = 0; i < 20; i++) {
            assertThat(pool.submit(() -> 1).result()).isEqualTo(1); // lines may be long
        }
        engine = engineOf(pool);
        first = pool.submit(CancellerTest::mayGo);
        worker = engine.crew.workers[0];
    }

    @AfterEach
    void close() {
        go.countDown();
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
