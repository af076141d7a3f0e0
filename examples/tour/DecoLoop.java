import io.procession.Concurrent;
import io.procession.Synchronized;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** "Simplified Multiprocess Concurrency in Python with Decorators", the listing: deco's loop. */
public final class DecoLoop {

    private static final Map<Integer, Double> data = new TreeMap<>();

    private DecoLoop() {}

    @Concurrent // identify the concurrent method
    static double doWork(int key) {
        return IntStream.rangeClosed(1, 1_000_000 * key).mapToDouble(i -> 1.0 / i).sum();
    }

    @Synchronized
    static void run() {
        for (int key : data.keySet()) {
            data.put(key, doWork(key));
        }
        System.out.println(data); // the results are put into it before anybody reads them
    }

    public static void main(String[] args) {
        for (int key = 1; key <= 4; key++) {
            data.put(key, 0.0);
        }
        run();
    }
}
