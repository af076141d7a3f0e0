import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What {@link Climate} and {@link ClimatePool} have in common: the arguments, the clock, the
 * comparison of both results, the table and the picture.
 */
final class ClimateProgram {

    private static final long OWN_PID = ProcessHandle.current().pid();

    private final PrintStream out;
    private final PrintStream err;

    ClimateProgram(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Smooths the readings in both ways and tells what came out; the exit code is 1 for what the
     * user can mend. A result has the strips of one month after another, each from south to north.
     */
    int run(
            String[] args,
            Function<Readings, Strip[][]> serially,
            Function<Readings, Strip[][]> pooled) {
        try {
            Path file = args.length > 0 ? Path.of(args[0]) : ownReadings();
            Path picture = Path.of(args.length > 1 ? args[1] : "climate.png").toAbsolutePath();
            if (!Files.isDirectory(picture.getParent())) {
                throw new Refusal("no folder for the picture: " + picture);
            }
            Readings readings = Readings.of(file);
            Strip[][] strips = compute(readings, serially, pooled);
            Climatology climate = new Climatology(readings, strips);
            ClimateTable.print(climate, out);
            out.println("\npicture: " + draw(climate, file, picture));
            return 0;
        } catch (Refusal e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private Strip[][] compute(
            Readings readings,
            Function<Readings, Strip[][]> serially,
            Function<Readings, Strip[][]> pooled) {
        out.printf(
                "%,d readings at %,d places, %,d of them with readings in all twelve months%n%n",
                readings.count(), readings.places().size(), readings.complete().size());

        long start = System.nanoTime();
        Strip[][] serial = serially.apply(readings);
        double serialSeconds = secondsSince(start);
        out.printf("serial     %6.2f s   %s%n", serialSeconds, sharesOf(serial));

        start = System.nanoTime();
        Strip[][] strips = pooled.apply(readings);
        double pooledSeconds = secondsSince(start);
        out.printf("pooled     %6.2f s   %s%n", pooledSeconds, sharesOf(strips));

        if (!sameBits(serial, strips)) {
            throw new Refusal("the pooled results differ from the serial ones");
        }
        out.printf(
                "ratio      %6.2f     both results are equal to the last bit%n",
                serialSeconds / pooledSeconds);
        return strips;
    }

    private static boolean sameBits(Strip[][] one, Strip[][] other) {
        return Arrays.deepEquals(celsius(one), celsius(other)); // doubles by their bits
    }

    private static double[][][] celsius(Strip[][] strips) {
        return Arrays.stream(strips)
                .map(month -> Arrays.stream(month).map(Strip::celsius).toArray(double[][]::new))
                .toArray(double[][][]::new);
    }

    /** How many strips each process made. */
    private static String sharesOf(Strip[][] strips) {
        Map<Long, Integer> shares = new TreeMap<>();
        Arrays.stream(strips)
                .flatMap(Stream::of)
                .forEach(strip -> shares.merge(strip.pid(), 1, Integer::sum));
        StringBuilder text = new StringBuilder();
        shares.forEach((pid, share) ->
                text.append(text.isEmpty() ? "" : String.format("%n%22s", ""))
                        .append(String.format("%4d strips in %s", share, nameOf(pid))));
        return text.toString();
    }

    private static String nameOf(long pid) {
        return pid == OWN_PID ? "this process" : "process " + pid;
    }

    private static String draw(Climatology climate, Path file, Path picture) {
        try {
            ClimateMap.of(climate, file.getFileName().toString()).write(picture);
            return picture.toString();
        } catch (IOException e) {
            throw new Refusal("the picture cannot be written: " + e);
        } catch (InternalError | LinkageError | RuntimeException e) {
            // a Java without fonts fails in one of these ways, all of its own making
            return "none: this Java cannot draw text here; install fontconfig and a font ("
                    + e
                    + ")";
        }
    }

    /** The readings beside the source file that is run, wherever it is run from. */
    private static Path ownReadings() {
        String source = System.getProperty("procession.source", "examples/climate/Climate.java");
        return Path.of(source).resolveSibling("coads-air-temperature.csv.gz");
    }

    private static double secondsSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }
}
