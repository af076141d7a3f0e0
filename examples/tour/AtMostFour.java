import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * "[Python-Dev] Pythonic concurrency", 2: a queue of as many tasks as you like, of which at most
 * four run at a time. The queue is a pool, and a task is a lambda: the compiler checks it.
 */
public final class AtMostFour {

    private AtMostFour() {}

    static long myMethod(int number) {
        return ProcessHandle.current().pid();
    }

    public static void main(String[] args) {
        TreeSet<Long> processes = new TreeSet<>();
        try (ProcessPool queue = ProcessPool.create(4)) {
            List<ProcessFuture<Long>> tasks = new ArrayList<>();
            for (int each = 0; each < 1000; each++) {
                int number = each;
                tasks.add(queue.submit(() -> myMethod(number)));
            }
            tasks.forEach(task -> processes.add(task.result()));
            System.out.println(tasks.size() + " tasks");
        }
        System.out.println("at most four processes: " + (processes.size() <= 4));
    }
}
