import io.procession.ProcessFuture;
import io.procession.Procession;
import io.procession.shared.SharedQueue;

/** "Concurrent Python", Multiprocessing, queues: another process prints what is put into a queue. */
public final class QueueToProcess {

    private QueueToProcess() {}

    static boolean printer(SharedQueue<String[]> q) throws InterruptedException {
        for (String[] v = q.take(); v.length > 0; v = q.take()) {
            System.out.println(v[0] + " " + v[1]);
        }
        return true;
    }

    public static void main(String[] args) {
        SharedQueue<String[]> q = SharedQueue.create();
        ProcessFuture<Boolean> p = Procession.start(() -> printer(q));

        q.add(new String[] {"Hello", "World"});
        q.add(new String[] {"Good", "Night"});
        q.add(new String[0]); // a queue of Java takes no null
        p.join();
    }
}
