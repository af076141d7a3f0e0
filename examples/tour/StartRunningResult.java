import io.procession.ProcessFuture;
import io.procession.Procession;

/**
 * "[Python-Dev] Pythonic concurrency", 1: start a method by names, do something else while it runs,
 * take its result. Java has no arguments by name: they are all in their places.
 */
public final class StartRunningResult {

    private StartRunningResult() {}

    static int myMethod(int times, String text) throws InterruptedException {
        Thread.sleep(300);
        return text.repeat(times).length();
    }

    public static void main(String[] args) throws InterruptedException {
        ProcessFuture<Object> proc = Procession.start("StartRunningResult", "myMethod", 5, "abc");
        int elsewhere = 0;
        do {
            elsewhere++; // do something else
            Thread.sleep(10);
        } while (proc.isRunning());
        Object res = proc.result();
        System.out.println("result: " + res + ", something else was done: " + (elsewhere > 0));
    }
}
