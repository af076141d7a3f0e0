import io.procession.DeadlockException;
import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.shared.SharedBarrier;
import io.procession.shared.SharedLock;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Dining philosophers, each a process. All take the left fork first, at the same moment, so they dead-lock as soon as they can; one
 * of them is told so, puts its fork down, and tries again when its neighbours have eaten.
 *
 * <pre>
 * ./procession run examples/philosophers/Philosophers.java
 * </pre>
 */
public final class Philosophers {

    private static final List<String> NAMES =
            List.of("Plato", "Hypatia", "Confucius", "Diotima", "Averroes");
    private static final int MEALS = 3;

    private Philosophers() {}

    /** What became of one: how often it ate, how often it had to begin anew, and what it was told then. */
    record Evening(String name, int meals, int gaveUp, List<String> told) {}

    static Evening dine(String name, SharedLock left, SharedLock right, SharedBarrier table)
            throws Exception {
        List<String> told = new ArrayList<>();
        table.await(); // all sit down before anybody takes a fork
        for (int meals = 0; meals < MEALS; ) {
            left.lock();
            try {
                if (meals == 0 && told.isEmpty()) {
                    table.await(); // all have one fork, and want the other
                }
                right.lock();
                try {
                    meals++;
                } finally {
                    right.unlock();
                }
            } catch (DeadlockException e) {
                told.add(e.getMessage());
            } finally {
                left.unlock();
            }
        }
        return new Evening(name, MEALS, told.size(), told);
    }

    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        int seats = NAMES.size();
        List<SharedLock> forks = new ArrayList<>();
        for (int i = 0; i < seats; i++) {
            forks.add(SharedLock.create());
        }
        SharedBarrier table = SharedBarrier.create(seats);
        try (ProcessPool pool = ProcessPool.builder().name("philosophers").workers(seats).build()) {
            List<ProcessFuture<Evening>> evenings = new ArrayList<>();
            for (int i = 0; i < seats; i++) {
                String name = NAMES.get(i);
                SharedLock left = forks.get(i);
                SharedLock right = forks.get((i + 1) % seats);
                evenings.add(pool.submit(() -> dine(name, left, right, table)));
            }
            evenings.forEach(each -> tell(out, each.result()));
        }
    }

    private static void tell(PrintStream out, Evening evening) {
        evening.told().forEach(out::println);
        out.printf(
                "%s ate %d times, and put the fork down %d times%n",
                evening.name(), evening.meals(), evening.gaveUp());
    }
}
