import io.procession.ProcessFuture;
import io.procession.Procession;

/** "Simple Concurrency in Python", 1: greet in a process of its own. */
public final class Greet {

    private Greet() {}

    static void greet(String name) {
        System.out.println("Hello " + name + "!");
    }

    public static void main(String[] args) {
        ProcessFuture<Void> p = Procession.start(() -> greet("Daniel"));
        p.result(); // start and join
    }
}
