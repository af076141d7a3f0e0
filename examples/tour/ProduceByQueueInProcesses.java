import io.procession.ProcessPool;
import io.procession.shared.SharedQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;

/** "Concurrent Python", queues between threads, but between processes. */
public final class ProduceByQueueInProcesses {

    private static final int DONE = -1;

    private ProduceByQueueInProcesses() {}

    static boolean producer(BlockingQueue<Integer> q) throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            Thread.sleep(10);
            q.put(i);
        }
        q.put(DONE);
        return true;
    }

    static boolean consumer(BlockingQueue<Integer> q) throws InterruptedException {
        for (int value = q.take(); value != DONE; value = q.take()) {
            System.out.println("consumed " + value);
        }
        return true;
    }

    public static void main(String[] args) throws Exception {
        BlockingQueue<Integer> q = SharedQueue.create();
        var executor = ProcessPool.create(2);
        Future<Boolean> one = executor.submit(() -> producer(q));
        Future<Boolean> two = executor.submit(() -> consumer(q));
        System.out.println("produced: " + one.get() + ", consumed: " + two.get());
        executor.shutdown();
    }
}
