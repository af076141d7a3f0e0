import io.procession.Procession;

/**
 * "Simple Concurrency in Python", 2: the same with a line that each process prints. A worker loads
 * the classes that its task needs; it does not run the program again, so no guard around main is
 * needed, and where the text prints the module's name a static initialiser stands here.
 */
public final class WhoRunsThis {

    static {
        System.out.println(Procession.inWorker() ? "worker" : "main");
    }

    private WhoRunsThis() {}

    static void greet(String name) {
        System.out.println("Hello " + name + "!");
    }

    public static void main(String[] args) {
        Procession.start(() -> greet("Daniel")).result();
    }
}
