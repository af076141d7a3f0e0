import io.procession.ProcessFuture;
import io.procession.Procession;

/** "Concurrent Python", Multiprocessing 1: two processes. */
public final class TwoProcesses {

    private TwoProcesses() {}

    static void printer(String a, String b) {
        System.out.println(a + " " + b);
    }

    public static void main(String[] args) {
        ProcessFuture<Void> p1 = Procession.start(() -> printer("Hello", "World"));
        ProcessFuture<Void> p2 = Procession.start(() -> printer("Good", "night"));

        p1.result();
        p2.result();
    }
}
