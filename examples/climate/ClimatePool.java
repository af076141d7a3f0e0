import io.procession.ProcessPool;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@link Climate} with a pool of its own instead of annotations: each worker reads the file when it
 * starts, and what travels to it is only the number of a strip.
 *
 * <pre>
 * ./procession run examples/climate/ClimatePool.java [readings.csv[.gz] [picture.png]]
 * </pre>
 */
public final class ClimatePool {

    /** Set in each worker, when it starts. */
    private static Readings readings;

    private ClimatePool() {}

    public static void main(String[] args) {
        int exitCode = run(args, System.out, System.err);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    static int run(String[] args, PrintStream out, PrintStream err) {
        return new ClimateProgram(out, err)
                .run(
                        args,
                        all -> Climate.Before.smooth(all.months(), all.rows()),
                        ClimatePool::smooth);
    }

    private static Strip[][] smooth(Readings all) {
        int rows = all.rows().size();
        List<Integer> numbers = IntStream.range(0, 12 * rows).boxed().toList();
        String file = all.file().toAbsolutePath().toString();
        try (ProcessPool pool =
                ProcessPool.builder()
                        .name("climate")
                        .initializer(() -> readings = Readings.of(Path.of(file)))
                        .build()) {
            List<Strip> strips = pool.map(ClimatePool::strip, numbers);
            return IntStream.range(0, 12)
                    .mapToObj(month -> strips.subList(month * rows, (month + 1) * rows))
                    .map(ofMonth -> ofMonth.toArray(Strip[]::new))
                    .toArray(Strip[][]::new);
        }
    }

    /** Runs in the workers. */
    static Strip strip(int number) {
        int rows = readings.rows().size();
        return Climate.Before.strip(
                readings.months().get(number / rows), readings.rows().get(number % rows));
    }
}
