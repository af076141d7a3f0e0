import io.procession.ProcessFuture;
import io.procession.Procession;
import java.util.ArrayList;
import java.util.List;

/**
 * "Simple Concurrency in Python", 3 to 6: call_async, call_dispatch and call_await, and their use.
 * A process a call; the answers come in the order of the names. {@link Procession#start} is
 * call_async and {@link ProcessFuture#result()} is call_await.
 */
public final class GreetByAwait {

    private GreetByAwait() {}

    static int greet(int i, String name) throws InterruptedException {
        System.out.println(i + " Hello " + name + "!");
        Thread.sleep(1000);
        return i;
    }

    public static void main(String[] args) {
        List<String> names = List.of("Dan", "Chess", "Tom", "Mike");

        List<ProcessFuture<Integer>> handles = new ArrayList<>();
        for (String name : names) {
            int i = names.indexOf(name);
            handles.add(Procession.start(() -> greet(i, name)));
        }

        for (ProcessFuture<Integer> h : handles) {
            System.out.println(h.result());
        }
    }
}
