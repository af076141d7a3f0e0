import io.procession.ProcessPool;
import io.procession.shared.SharedLock;
import io.procession.shared.SharedQueue;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** "Concurrent Python", condition variables: one makes values, the other takes them, in turns. */
public final class ProduceByConditionInProcesses {

    private ProduceByConditionInProcesses() {}

    static boolean producer(Lock lock, Condition changed, Queue<Integer> value)
            throws InterruptedException {
        lock.lock();
        try {
            for (int i = 0; i < 10; i++) {
                Thread.sleep(10);
                value.add(i);
                changed.signal();
                while (!value.isEmpty()) {
                    changed.await();
                }
            }
            value.add(-1); // done
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    static boolean consumer(Lock lock, Condition changed, Queue<Integer> value)
            throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                while (value.isEmpty()) {
                    changed.await();
                }
                int consumed = value.remove();
                if (consumed < 0) {
                    return true;
                }
                System.out.println("consumed " + consumed);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    public static void main(String[] args) throws Exception {
        Lock lock = SharedLock.create();
        Queue<Integer> value = SharedQueue.create();
        var executor = ProcessPool.create(2);
        Condition changed = lock.newCondition();
        Future<Boolean> one = executor.submit(() -> producer(lock, changed, value));
        Future<Boolean> two = executor.submit(() -> consumer(lock, changed, value));
        System.out.println("produced: " + one.get() + ", consumed: " + two.get());
        executor.shutdown();
    }
}
