import io.procession.ProcessPool;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Counts primes: one million after another in this process, then two at a time in worker processes.
 * The README shows it.
 *
 * <pre>
 * ./procession run examples/primes/Primes.java
 * </pre>
 */
public final class Primes {

    private Primes() {}

    public static void main(String[] args) {
        List<Integer> millions = List.of(1, 2, 3, 4);

        for (int million : millions) {
            System.out.println(count(million));
        }

        try (ProcessPool pool = ProcessPool.create(2)) {
            for (String line : pool.map(Primes::count, millions)) {
                System.out.println(line);
            }
        }
    }

    /** A plain method: it does not know where it runs. */
    static String count(int million) {
        long last = million * 1_000_000L;
        long primes = LongStream.range(last - 1_000_000, last).filter(Primes::isPrime).count();
        return "process "
                + ProcessHandle.current().pid()
                + ": "
                + primes
                + " primes in million "
                + million;
    }

    private static boolean isPrime(long number) {
        return number > 1
                && LongStream.rangeClosed(2, (long) Math.sqrt(number))
                        .allMatch(d -> number % d != 0);
    }
}
