import io.procession.Backend;
import io.procession.ProcessPool;

/** "Concurrent Python", Multithreading 2: a thread pool, as another backend of the same type. */
public final class ThreadPool {

    private ThreadPool() {}

    static void printer(String a, int b) {
        System.out.println(a + " " + b);
    }

    public static void main(String[] args) {
        try (ProcessPool executor =
                ProcessPool.builder().workers(10).backend(Backend.THREADS).build()) {
            for (int each = 0; each < 100; each++) {
                int i = each;
                executor.submit(() -> printer("Hello", i));
            }
        }
    }
}
