import io.procession.Backend;
import io.procession.ProcessFuture;
import io.procession.ProcessPool;

/**
 * "Painless Concurrency: The multiprocessing Module", demo_threading_1: a long task beside a
 * program that stays alive. {@link AliveByProcess} differs by one word.
 */
public final class AliveByThread {

    private AliveByThread() {}

    static boolean worker() throws InterruptedException {
        System.out.println("Starting to work");
        Thread.sleep(1000);
        System.out.println("Finished working");
        return true; // a lambda without a result may not throw InterruptedException
    }

    public static void main(String[] args) throws InterruptedException {
        System.out.println("Starting the main program");
        try (ProcessPool pool = ProcessPool.builder().backend(Backend.THREADS).build()) {
            System.out.println("Launching the task");
            ProcessFuture<Boolean> task = pool.submit(() -> worker());
            System.out.println("The task has been launched");
            while (!task.isDone()) {
                System.out.println("The task is still running");
                Thread.sleep(200);
            }
        }
        System.out.println("Program ended");
    }
}
