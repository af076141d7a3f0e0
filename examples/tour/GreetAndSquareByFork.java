import io.procession.ProcessFuture;
import io.procession.Procession;
import io.procession.Worker;
import java.util.ArrayList;
import java.util.List;

/**
 * "Simple Concurrency in Python", 7 to 11: fork, the dispatch loop, join, and their use. Each
 * process is kept for several calls: {@link Procession#fork}, {@link Worker#call}, {@link
 * Worker#join}.
 */
public final class GreetAndSquareByFork {

    private GreetAndSquareByFork() {}

    static int greet(int i, String name) throws InterruptedException {
        System.out.println(i + " Hello " + name + "!");
        Thread.sleep(1000);
        return i;
    }

    static int square(int i) {
        return i * i;
    }

    public static void main(String[] args) {
        List<String> names = List.of("Dan", "Chess", "Tom", "Mike");
        List<Worker> workers = names.stream().map(name -> Procession.fork()).toList();

        List<ProcessFuture<Integer>> calls = new ArrayList<>();
        for (int each = 0; each < names.size(); each++) {
            int i = each;
            String name = names.get(i);
            calls.add(workers.get(i).call(() -> greet(i, name)));
        }
        calls.forEach(call -> System.out.println(call.result()));

        calls.clear();
        for (int each = 0; each < names.size(); each++) {
            int i = each;
            calls.add(workers.get(i).call(() -> square(i)));
        }
        calls.forEach(call -> System.out.println(call.result()));

        workers.forEach(Worker::join);
    }
}
