import io.procession.Procession;
import io.procession.Worker;

/**
 * "[Python-Dev] Pythonic concurrency", its two options: a process that ends with its call, and one
 * that is left running, one call at a time, until a 'with' statement closes it.
 */
public final class OneProcessManyCalls {

    private static int calls; // each process has its own

    private OneProcessManyCalls() {}

    static int count() {
        return ++calls;
    }

    public static void main(String[] args) {
        System.out.println("a process a call: " + Procession.start(() -> count()).result());
        System.out.println("a process a call: " + Procession.start(() -> count()).result());

        Worker worker = Procession.fork();
        try (worker) {
            System.out.println("one process: " + worker.call(() -> count()).result());
            System.out.println("one process: " + worker.call(() -> count()).result());
        }
        System.out.println("closed: " + !worker.isAlive());
    }
}
