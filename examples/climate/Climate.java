import io.procession.Concurrent;
import io.procession.Synchronized;
import java.io.PrintStream;
import java.util.List;

/**
 * The air over the sea: its mean temperature and yearly swing, smoothed from ships' readings, once
 * in this process and once by workers, with the same result to the last bit.
 *
 * <pre>
 * ./procession run examples/climate/Climate.java [readings.csv[.gz] [picture.png]]
 * </pre>
 *
 * Readings are lines of month, latitude, longitude and air_temperature_c. Every place that has one
 * in each of the twelve months gets a smoothed temperature for each month: a robust local
 * regression over the readings within 1500 km. Its mean is the average of the twelve; its swing is
 * the warmest of them less the coldest. Bands of latitude and longitude are means over their
 * places, weighted by area.
 *
 * <p>{@link Before} is the loop as anybody would write it; {@link After} is the same with two
 * annotations. {@code ClimatePool} does what they do with a pool of its own.
 */
public final class Climate {

    private Climate() {}

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
                        readings -> Before.smooth(readings.months(), readings.rows()),
                        readings -> After.smooth(readings.months(), readings.rows()));
    }

    /** One strip of the map after another, in this process. */
    static final class Before {

        static Strip[][] smooth(List<Month> months, List<List<Place>> rows) {
            Strip[][] strips = new Strip[months.size()][rows.size()];
            for (int month = 0; month < months.size(); month++) {
                for (int row = 0; row < rows.size(); row++) {
                    strips[month][row] = strip(months.get(month), rows.get(row));
                }
            }
            return strips;
        }

        static Strip strip(Month month, List<Place> row) {
            Smoother smoother = new Smoother(month);
            double[] celsius = row.stream().mapToDouble(smoother::at).toArray();
            return new Strip(celsius, ProcessHandle.current().pid());
        }
    }

    /** The same, in worker processes. */
    static final class After {

        @Synchronized
        static Strip[][] smooth(List<Month> months, List<List<Place>> rows) {
            Strip[][] strips = new Strip[months.size()][rows.size()];
            for (int month = 0; month < months.size(); month++) {
                for (int row = 0; row < rows.size(); row++) {
                    strips[month][row] = strip(months.get(month), rows.get(row));
                }
            }
            return strips;
        }

        @Concurrent
        static Strip strip(Month month, List<Place> row) {
            Smoother smoother = new Smoother(month);
            double[] celsius = row.stream().mapToDouble(smoother::at).toArray();
            return new Strip(celsius, ProcessHandle.current().pid());
        }
    }
}
