import io.procession.Concurrent;
import io.procession.Synchronized;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * "Simplified Multiprocess Concurrency in Python with Decorators", the paragraph below its listing:
 * one map of longitudes, and a concurrent method that puts the mean of each range into it.
 */
public final class DecoArguments {

    private DecoArguments() {}

    /** Changes its argument: the change comes back to the caller's own map. */
    @Concurrent
    static void putMean(Map<Integer, Double> means, int longitude, double[] celsius) {
        means.put(longitude, Arrays.stream(celsius).average().orElseThrow());
    }

    @Synchronized
    static Map<Integer, Double> means(double[][] celsius) {
        Map<Integer, Double> means = new TreeMap<>();
        for (int range = 0; range < celsius.length; range++) {
            putMean(means, range * 30, celsius[range]);
        }
        return means;
    }

    public static void main(String[] args) {
        double[][] celsius = {{14, 18}, {24, 28, 26}, {21.5}, {-3, 3}};
        System.out.println(means(celsius));
    }
}
