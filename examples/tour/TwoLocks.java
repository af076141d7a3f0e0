import io.procession.Backend;
import io.procession.DeadlockException;
import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.shared.SharedLatch;
import io.procession.shared.SharedLock;

/**
 * "Painless Concurrency: The multiprocessing Module", demo_threading_2: two functions that take two locks, each in
 * its own order. "If you run it, it locks"; here one of them is told why, and so the other ends.
 */
public final class TwoLocks {

    private TwoLocks() {}

    static String f(SharedLock first, SharedLock second, SharedLatch bothHaveOne)
            throws InterruptedException {
        first.lock();
        try {
            bothHaveOne.countDown();
            bothHaveOne.await(); // or it would lock only now and then
            second.lock();
            second.unlock();
            return "had both locks";
        } catch (DeadlockException e) {
            return e.getMessage();
        } finally {
            first.unlock();
        }
    }

    public static void main(String[] args) {
        SharedLock lockx = SharedLock.create();
        SharedLock locky = SharedLock.create();
        SharedLatch bothHaveOne = SharedLatch.create(2);
        try (ProcessPool pool =
                ProcessPool.builder().backend(Backend.THREADS).workers(2).build()) {
            ProcessFuture<String> f1 = pool.submit(() -> f(lockx, locky, bothHaveOne));
            ProcessFuture<String> f2 = pool.submit(() -> f(locky, lockx, bothHaveOne));
            System.out.println("f1: " + f1.result());
            System.out.println("f2: " + f2.result());
        }
    }
}
