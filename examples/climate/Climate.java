import io.procession.ProcessPool;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import javax.imageio.ImageIO;

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
 */
public final class Climate {

    /**
     * Every process reads its own copy, once: the main one to compute serially, a worker when it
     * starts.
     */
    private static Readings readings;

    /** One row of places in one month, and the process that computed it. */
    record Strip(double[] celsius, long pid) {}

    private Climate() {}

    public static void main(String[] args) {
        int exitCode = run(args, System.out, System.err);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    static int run(String[] args, PrintStream out, PrintStream err) {
        try {
            Path file = args.length > 0 ? Path.of(args[0]) : ownReadings();
            Path picture = Path.of(args.length > 1 ? args[1] : "climate.png").toAbsolutePath();
            if (!Files.isDirectory(picture.getParent())) {
                throw new Refusal("no folder for the picture: " + picture);
            }
            Field field = compute(file, out);
            Table.print(field, out);
            out.println("\npicture: " + draw(field, file, picture));
            return 0;
        } catch (Refusal e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private static String draw(Field field, Path file, Path picture) {
        try {
            Picture.of(field, file.getFileName().toString()).write(picture);
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

    private static Field compute(Path file, PrintStream out) {
        readings = Readings.of(file);
        out.printf(
                "%,d readings at %,d places, %,d of them with readings in all twelve months%n%n",
                readings.count(), readings.places().size(), readings.complete().size());
        List<Integer> numbers = IntStream.range(0, readings.rows().size() * 12).boxed().toList();

        long start = System.nanoTime();
        List<Strip> serial = numbers.stream().map(Climate::strip).toList();
        double serialSeconds = secondsSince(start);
        out.printf(
                "serial     %6.2f s   %4d strips in this process%n", serialSeconds, serial.size());

        String path = file.toAbsolutePath().toString();
        start = System.nanoTime();
        List<Strip> pooled;
        try (ProcessPool pool =
                ProcessPool.builder()
                        .name("climate")
                        .initializer(() -> readings = Readings.of(Path.of(path)))
                        .build()) {
            pooled = pool.map(Climate::strip, numbers);
        }
        double pooledSeconds = secondsSince(start);
        out.printf("pooled     %6.2f s   %s%n", pooledSeconds, workersOf(pooled));

        if (!sameBits(serial, pooled)) {
            throw new Refusal("the pooled results differ from the serial ones");
        }
        out.printf(
                "ratio      %6.2f     both results are equal to the last bit%n",
                serialSeconds / pooledSeconds);
        return new Field(readings, pooled.stream().map(Strip::celsius).toList());
    }

    /** Smooths one row of places in one month. Runs here, and in the workers. */
    static Strip strip(int number) {
        List<Place> row = readings.rows().get(number / 12);
        Smoother smoother = new Smoother(readings.month(number % 12));
        double[] celsius = row.stream().mapToDouble(smoother::at).toArray();
        return new Strip(celsius, ProcessHandle.current().pid());
    }

    private static boolean sameBits(List<Strip> one, List<Strip> other) {
        return one.size() == other.size()
                && IntStream.range(0, one.size())
                        // compares double by double as Double.equals does: by bits
                        .allMatch(i -> Arrays.equals(one.get(i).celsius(), other.get(i).celsius()));
    }

    private static String workersOf(List<Strip> strips) {
        Map<Long, Integer> perWorker = new TreeMap<>();
        strips.forEach(strip -> perWorker.merge(strip.pid(), 1, Integer::sum));
        StringBuilder text = new StringBuilder();
        perWorker.forEach((pid, count) ->
                text.append(text.isEmpty() ? "" : String.format("%n%22s", ""))
                        .append(String.format("%4d strips in process %d", count, pid)));
        return text.toString();
    }

    /** The readings beside this source file, wherever it is run from. */
    private static Path ownReadings() {
        String source = System.getProperty("procession.source", "examples/climate/Climate.java");
        return Path.of(source).resolveSibling("coads-air-temperature.csv.gz");
    }

    private static double secondsSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    /** A point of the grid, in degrees, and as a vector from the centre of the earth. */
    record Place(double latitude, double longitude, double x, double y, double z) {

        static Place of(double latitude, double longitude) {
            double phi = StrictMath.toRadians(latitude);
            double lambda = StrictMath.toRadians(longitude);
            return new Place(
                    latitude,
                    longitude,
                    StrictMath.cos(phi) * StrictMath.cos(lambda),
                    StrictMath.cos(phi) * StrictMath.sin(lambda),
                    StrictMath.sin(phi));
        }

        double area() {
            return StrictMath.cos(StrictMath.toRadians(latitude));
        }
    }

    /** The temperatures of one month, from south to north. */
    record Month(Place[] places, double[] celsius) {}

    /** Says what is wrong, and where. */
    static final class Refusal extends RuntimeException {

        private static final long serialVersionUID = 1;

        Refusal(String message) {
            super(message);
        }
    }

    /**
     * A file of readings.
     *
     * @param places everywhere that has a reading, with the number of its months
     * @param rows the places with twelve months, by latitude from south to north, each row from
     *     west to east
     */
    record Readings(
            int count, Map<Place, Integer> places, List<List<Place>> rows, List<Month> months) {

        Month month(int index) {
            return months.get(index);
        }

        List<Place> complete() {
            return rows.stream().flatMap(List::stream).toList();
        }

        static Readings of(Path file) {
            return new Parser(file).parse();
        }
    }

    /**
     * Reads month, latitude, longitude, air_temperature_c, in any order of columns, and refuses
     * what is not right.
     */
    private static final class Parser {

        private static final List<String> COLUMNS =
                List.of("month", "latitude", "longitude", "air_temperature_c");
        private static final int MOST_PROBLEMS = 10;

        private record Key(int month, double latitude, double longitude) {}

        private record Reading(Place place, double celsius) {}

        private final Path file;
        private final List<String> problems = new ArrayList<>();
        private final Map<Key, Integer> lineOf = new HashMap<>();
        private final Map<List<Double>, Place> placeAt = new HashMap<>();
        private final Map<Place, Integer> monthsAt = new HashMap<>();
        private final List<List<Reading>> byMonth = new ArrayList<>();
        private int[] columns = {};
        private int width;
        private int line;

        Parser(Path file) {
            this.file = file;
            IntStream.range(0, 12).forEach(month -> byMonth.add(new ArrayList<>()));
        }

        Readings parse() {
            try (BufferedReader lines = open()) {
                header(lines.readLine());
                for (String text; (text = lines.readLine()) != null; ) {
                    reading(text);
                }
            } catch (EOFException | ZipException e) {
                throw bad(
                        file
                                + ":"
                                + (line + 1)
                                + ": the compressed data is damaged: "
                                + e.getMessage());
            } catch (IOException e) {
                throw bad(file + ": cannot be read: " + e.getMessage());
            }
            if (!problems.isEmpty()) {
                throw bad(told());
            }
            return readings();
        }

        private BufferedReader open() throws IOException {
            if (!Files.isRegularFile(file)) {
                throw bad(
                        file
                                + (Files.isDirectory(file)
                                        ? ": is a folder, no file"
                                        : ": no such file"));
            }
            InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
            if (file.toString().endsWith(".gz")) {
                try {
                    bytes = new GZIPInputStream(bytes, 1 << 16);
                } catch (EOFException | ZipException e) {
                    bytes.close();
                    throw bad(file + ": is named .gz and is no gzip file: " + e.getMessage());
                }
            }
            return new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
        }

        private void header(String text) {
            line = 1;
            if (text == null || text.isBlank()) {
                throw bad(
                        file
                                + ":1: the file is empty: the first line must name the columns "
                                + COLUMNS);
            }
            List<String> names = Arrays.asList(split(text.replace("\uFEFF", "")));
            List<String> missing = COLUMNS.stream().filter(c -> !names.contains(c)).toList();
            if (!missing.isEmpty()) {
                throw bad(
                        file + ":1: columns are missing: " + missing + "; the line names " + names);
            }
            columns = COLUMNS.stream().mapToInt(names::indexOf).toArray();
            width = names.size();
        }

        private void reading(String text) {
            line++;
            if (text.isBlank()) {
                return;
            }
            String[] values = split(text);
            if (values.length != width) {
                problem(
                        values.length
                                + " values, where the first line names "
                                + width
                                + " columns");
                return;
            }
            double month = number(values, 0, 1, 12);
            double latitude = number(values, 1, -90, 90);
            double longitude = number(values, 2, -180, 180);
            double celsius = number(values, 3, -100, 70);
            if (Double.isNaN(month + latitude + longitude + celsius)) {
                return;
            }
            if (month != Math.rint(month)) {
                problem("column 'month': '" + values[columns[0]] + "' is not a whole number");
                return;
            }
            add((int) month, latitude, longitude, celsius);
        }

        /** NaN, with a problem noted, if it is no number of the range. */
        private double number(String[] values, int column, int least, int most) {
            String value = values[columns[column]];
            try {
                double number = Double.parseDouble(value);
                if (number >= least && number <= most) {
                    return number + 0.0; // -0.0 and 0.0 are one place
                }
            } catch (NumberFormatException e) {
                // told below, in the same words
            }
            problem(
                    String.format(
                            "column '%s': '%s' is not a number between %d and %d",
                            COLUMNS.get(column), value, least, most));
            return Double.NaN;
        }

        private void add(int month, double latitude, double longitude, double celsius) {
            Integer first = lineOf.putIfAbsent(new Key(month, latitude, longitude), line);
            if (first != null) {
                problem(
                        String.format(
                                "month %d, latitude %s, longitude %s was read before, in line %d",
                                month, latitude, longitude, first));
                return;
            }
            Place place =
                    placeAt.computeIfAbsent(
                            List.of(latitude, longitude), at -> Place.of(latitude, longitude));
            monthsAt.merge(place, 1, Integer::sum);
            byMonth.get(month - 1).add(new Reading(place, celsius));
        }

        private Readings readings() {
            if (monthsAt.isEmpty()) {
                throw bad(file + ": no readings below the first line");
            }
            Map<Double, List<Place>> rows = new TreeMap<>();
            monthsAt.forEach((place, months) -> {
                if (months == 12) {
                    rows.computeIfAbsent(place.latitude(), at -> new ArrayList<>()).add(place);
                }
            });
            if (rows.isEmpty()) {
                throw bad(
                        file
                                + ": no place has readings in all twelve months, so there is no yearly swing");
            }
            rows.values().forEach(row -> row.sort(Comparator.comparing(Place::longitude)));
            List<Month> months = byMonth.stream().map(Parser::month).toList();
            return new Readings(lineOf.size(), monthsAt, List.copyOf(rows.values()), months);
        }

        private static Month month(List<Reading> unsorted) {
            List<Reading> sorted = new ArrayList<>(unsorted);
            sorted.sort(
                    Comparator.comparing((Reading reading) -> reading.place().latitude())
                            .thenComparing(reading -> reading.place().longitude()));
            return new Month(
                    sorted.stream().map(Reading::place).toArray(Place[]::new),
                    sorted.stream().mapToDouble(Reading::celsius).toArray());
        }

        private static String[] split(String text) {
            String[] values = text.split(",", -1);
            for (int i = 0; i < values.length; i++) {
                values[i] = values[i].strip().replaceAll("^\"|\"$", "");
            }
            return values;
        }

        private void problem(String what) {
            problems.add(file + ":" + line + ": " + what);
        }

        private String told() {
            String first =
                    String.join(
                            "\n", problems.subList(0, Math.min(problems.size(), MOST_PROBLEMS)));
            int more = problems.size() - MOST_PROBLEMS;
            return more > 0 ? first + "\n... and " + more + " more like these" : first;
        }

        private static Refusal bad(String message) {
            return new Refusal(message);
        }
    }

    /**
     * A robust local regression on the sphere: a quadratic surface fitted to the readings within
     * 1500 km, near ones weighing more, and fitted again with less weight for those far off the
     * surface, until it settles.
     */
    private static final class Smoother {

        private static final double EARTH_KM = 6371;
        private static final double REACH_KM = 1500;
        private static final double REACH = REACH_KM / EARTH_KM; // as an angle
        private static final double LEAST_COSINE = StrictMath.cos(REACH);
        private static final int TERMS = 6; // 1, x, y, xx, xy, yy
        private static final int FEWEST = 2 * TERMS;
        private static final int MOST_ROUNDS = 20;
        private static final double SETTLED = 1e-9; // degrees Celsius

        private final Month month;
        private final double[][] terms;
        private final double[] celsius;
        private final double[] nearness;
        private final double[] trust;
        private int found;

        Smoother(Month month) {
            this.month = month;
            int most = month.celsius().length;
            terms = new double[most][TERMS];
            celsius = new double[most];
            nearness = new double[most];
            trust = new double[most];
        }

        double at(Place place) {
            findAround(place);
            Arrays.fill(trust, 0, found, 1);
            double value = mean();
            for (int round = 0; round < MOST_ROUNDS && found >= FEWEST; round++) {
                double[] surface = fit();
                if (surface == null) {
                    return mean();
                }
                boolean settled = Math.abs(surface[0] - value) < SETTLED;
                value = surface[0]; // at the place itself all other terms are zero
                if (settled) {
                    break;
                }
                distrustOutliers(surface);
            }
            return value;
        }

        private void findAround(Place at) {
            found = 0;
            Place[] places = month.places();
            double margin = StrictMath.toDegrees(REACH);
            int first = firstFrom(places, at.latitude() - margin);
            for (int i = first;
                    i < places.length && places[i].latitude() <= at.latitude() + margin;
                    i++) {
                Place there = places[i];
                double cosine = at.x * there.x + at.y * there.y + at.z * there.z;
                if (cosine > LEAST_COSINE) {
                    add(at, there, Math.min(cosine, 1), month.celsius()[i]);
                }
            }
        }

        /**
         * Puts a reading on the plane that touches the sphere at the place: true distance, true
         * direction.
         */
        private void add(Place at, Place there, double cosine, double temperature) {
            double angle = Math.acos(cosine);
            double sine = Math.sqrt(1 - cosine * cosine);
            double scale = sine == 0 ? 0 : angle / sine / REACH;
            double equator = Math.sqrt(at.x * at.x + at.y * at.y);
            double x = scale * (at.x * there.y - at.y * there.x) / equator;
            double y =
                    scale
                            * (equator * there.z
                                    - at.z * (at.x * there.x + at.y * there.y) / equator);
            double near = angle / REACH;
            double cube = 1 - near * near * near;
            double[] term = terms[found];
            term[0] = 1;
            term[1] = x;
            term[2] = y;
            term[3] = x * x;
            term[4] = x * y;
            term[5] = y * y;
            nearness[found] = cube * cube * cube;
            celsius[found] = temperature;
            found++;
        }

        private double mean() {
            double sum = 0;
            double weights = 0;
            for (int i = 0; i < found; i++) {
                sum += nearness[i] * celsius[i];
                weights += nearness[i];
            }
            return sum / weights;
        }

        /**
         * Solves the weighted normal equations; null if the readings do not determine a surface.
         */
        private double[] fit() {
            double[][] matrix = new double[TERMS][TERMS + 1];
            for (int i = 0; i < found; i++) {
                double[] term = terms[i];
                double weight = nearness[i] * trust[i];
                for (int row = 0; row < TERMS; row++) {
                    double weighted = weight * term[row];
                    for (int column = row; column < TERMS; column++) {
                        matrix[row][column] += weighted * term[column];
                    }
                    matrix[row][TERMS] += weighted * celsius[i];
                }
            }
            return solve(matrix);
        }

        /**
         * Gauss on the upper half of a symmetric matrix, with the right side as its last column.
         */
        private static double[] solve(double[][] matrix) {
            for (int pivot = 0; pivot < TERMS; pivot++) {
                if (!(matrix[pivot][pivot] > 1e-9 * matrix[0][0])) {
                    return null;
                }
                for (int row = pivot + 1; row < TERMS; row++) {
                    double factor = matrix[pivot][row] / matrix[pivot][pivot];
                    for (int column = row; column <= TERMS; column++) {
                        matrix[row][column] -= factor * matrix[pivot][column];
                    }
                }
            }
            double[] solution = new double[TERMS];
            for (int row = TERMS - 1; row >= 0; row--) {
                double rest = matrix[row][TERMS];
                for (int column = row + 1; column < TERMS; column++) {
                    rest -= matrix[row][column] * solution[column];
                }
                solution[row] = rest / matrix[row][row];
            }
            return solution;
        }

        /** Tukey's bisquare: no weight beyond six times the usual distance from the surface. */
        private void distrustOutliers(double[] surface) {
            double sum = 0;
            double weights = 0;
            for (int i = 0; i < found; i++) {
                double residual = celsius[i];
                for (int term = 0; term < TERMS; term++) {
                    residual -= surface[term] * terms[i][term];
                }
                trust[i] = Math.abs(residual);
                sum += nearness[i] * trust[i];
                weights += nearness[i];
            }
            double limit = Math.max(6 * sum / weights, 1e-9);
            for (int i = 0; i < found; i++) {
                double far = trust[i] / limit;
                double square = 1 - far * far;
                trust[i] = far < 1 ? square * square : 0;
            }
        }

        private static int firstFrom(Place[] places, double latitude) {
            int low = 0;
            int high = places.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (places[middle].latitude() < latitude) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }

    /** The smoothed year of one place. */
    record Year(Place place, double[] celsius) {

        double mean() {
            return Arrays.stream(celsius).sum() / 12;
        }

        double swing() {
            return Arrays.stream(celsius).max().orElseThrow()
                    - Arrays.stream(celsius).min().orElseThrow();
        }
    }

    /** All years, and the places that have too few readings for one. */
    record Field(List<Year> years, List<Place> incomplete) {

        Field(Readings readings, List<double[]> strips) {
            this(new ArrayList<>(), new ArrayList<>());
            for (int row = 0; row < readings.rows().size(); row++) {
                List<Place> places = readings.rows().get(row);
                for (int i = 0; i < places.size(); i++) {
                    double[] celsius = new double[12];
                    for (int month = 0; month < 12; month++) {
                        celsius[month] = strips.get(row * 12 + month)[i];
                    }
                    years.add(new Year(places.get(i), celsius));
                }
            }
            readings.places()
                    .forEach((place, months) -> {
                        if (months < 12) {
                            incomplete.add(place);
                        }
                    });
        }
    }

    /** Bands of ten degrees of latitude beside bands of thirty degrees of longitude. */
    private static final class Table {

        private static final String NO_BAND = " ".repeat(35);

        private record Band(String name, List<Year> years) {

            String line() {
                return String.format(
                        "%-11s %6d %8.2f %7.2f",
                        name, years.size(), mean(Year::mean), mean(Year::swing));
            }

            private double mean(ToDoubleFunction<Year> value) {
                double sum = 0;
                double areas = 0;
                for (Year year : years) {
                    sum += value.applyAsDouble(year) * year.place().area();
                    areas += year.place().area();
                }
                return sum / areas;
            }
        }

        static void print(Field field, PrintStream out) {
            List<Band> latitudes = bands(field, Place::latitude, 10, "NS");
            List<Band> longitudes = bands(field, Place::longitude, 30, "EW");
            String head = String.format("%-11s %6s %8s %7s", "", "places", "mean C", "swing C");
            out.printf("%nlatitude%s      longitude%s%n", head.substring(8), head.substring(9));
            for (int i = 0; i < Math.max(latitudes.size(), longitudes.size()); i++) {
                out.println((line(latitudes, i) + "      " + line(longitudes, i)).stripTrailing());
            }
        }

        private static String line(List<Band> bands, int index) {
            return index < bands.size() ? bands.get(index).line() : NO_BAND;
        }

        /** From north to south, and from east to west; bands without a place are left out. */
        private static List<Band> bands(
                Field field, ToDoubleFunction<Place> degrees, int width, String directions) {
            Map<Integer, List<Year>> byBand = new TreeMap<>(Comparator.reverseOrder());
            for (Year year : field.years()) {
                int band = (int) Math.floor(degrees.applyAsDouble(year.place()) / width);
                byBand.computeIfAbsent(band, start -> new ArrayList<>()).add(year);
            }
            List<Band> bands = new ArrayList<>();
            byBand.forEach((band, years) ->
                    bands.add(new Band(name(band * width, width, directions), years)));
            return bands;
        }

        private static String name(int start, int width, String directions) {
            int near = Math.min(Math.abs(start), Math.abs(start + width));
            return near + " to " + (near + width) + " " + directions.charAt(start >= 0 ? 0 : 1);
        }
    }

    /** Two maps, one above the other: the mean, and the swing. */
    private static final class Picture {

        private static final int SCALE = 4; // pixels a degree
        private static final int MAP_WIDTH = 360 * SCALE;
        private static final int MAP_HEIGHT = 170 * SCALE; // 80 S to 90 N
        private static final int LEFT = 80;
        private static final int TOP = 176;
        private static final int PANEL = MAP_HEIGHT + 190;
        private static final int WIDTH = LEFT + MAP_WIDTH + 60;
        private static final int HEIGHT = TOP + 2 * PANEL;

        private static final Color PAPER = new Color(0xFBFAF7);
        private static final Color INK = new Color(0x2B2F36);
        private static final Color FAINT = new Color(0x6B7078);
        private static final Color LAND = new Color(0xD9D5CC);
        private static final Color UNKNOWN = new Color(0xEDEFF1);

        private static final int[] COLD_TO_WARM = {
            0x2B1F5C, 0x2F4B9B, 0x3B86C4, 0x7DBBD6, 0xC6E0DF, 0xF6EBC4, 0xF5C46E, 0xE8853F,
            0xC2402C, 0x7A1028
        };
        private static final int[] STILL_TO_WILD = {
            0xFCF6D9, 0xD6E5B4, 0x95CFB0, 0x50B3B3, 0x2B8BAC, 0x2D619F, 0x35387F, 0x2A174D
        };

        private final BufferedImage image =
                new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        private final Graphics2D pen = image.createGraphics();
        private final Grid grid;

        private Picture(Field field) {
            grid = new Grid(field);
            pen.setRenderingHint(
                    RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            pen.setRenderingHint(
                    RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            pen.setRenderingHint(
                    RenderingHints.KEY_FRACTIONALMETRICS,
                    RenderingHints.VALUE_FRACTIONALMETRICS_ON);
            pen.setColor(PAPER);
            pen.fillRect(0, 0, WIDTH, HEIGHT);
        }

        static Picture of(Field field, String source) {
            System.setProperty("java.awt.headless", "true");
            Picture picture = new Picture(field);
            picture.text("Air temperature over the sea", Font.BOLD, 38, INK, LEFT, 66);
            picture.text(
                    source + ", smoothed month by month over 1500 km",
                    Font.PLAIN,
                    20,
                    FAINT,
                    LEFT,
                    100);
            picture.panel(0, "Mean of the year", Year::mean, new Scale(COLD_TO_WARM, -20, 30, 5));
            picture.panel(
                    1,
                    "Yearly swing, warmest month less coldest",
                    Year::swing,
                    new Scale(STILL_TO_WILD, 0, 35, 5));
            return picture;
        }

        void write(Path file) throws IOException {
            pen.dispose();
            ImageIO.setUseCache(false);
            try (OutputStream bytes = Files.newOutputStream(file)) {
                ImageIO.write(image, "png", bytes);
            }
        }

        private void panel(int index, String title, ToDoubleFunction<Year> value, Scale scale) {
            int top = TOP + index * PANEL;
            text(title, Font.BOLD, 24, INK, LEFT, top - 14);
            map(top, grid.values(value), scale);
            lines(top);
            legend(top + MAP_HEIGHT + 52, scale);
        }

        /** Two samples a pixel each way, so that coasts and contours come out smooth. */
        private void map(int top, double[][] values, Scale scale) {
            double[][] fine = new double[2 * MAP_HEIGHT + 1][2 * MAP_WIDTH + 1];
            for (int y = 0; y < fine.length; y++) {
                for (int x = 0; x < fine[y].length; x++) {
                    fine[y][x] = grid.at(values, latitude(y), longitude(x));
                }
            }
            for (int y = 0; y < MAP_HEIGHT; y++) {
                for (int x = 0; x < MAP_WIDTH; x++) {
                    int[] samples = {
                        color(fine, 2 * x, 2 * y, scale),
                        color(fine, 2 * x + 1, 2 * y, scale),
                        color(fine, 2 * x, 2 * y + 1, scale),
                        color(fine, 2 * x + 1, 2 * y + 1, scale)
                    };
                    image.setRGB(LEFT + x, top + y, Scale.average(samples));
                }
            }
        }

        private static double longitude(int fineX) {
            return (fineX + 0.5) / (2 * SCALE) - 180;
        }

        private static double latitude(int fineY) {
            return 90 - (fineY + 0.5) / (2 * SCALE);
        }

        private int color(double[][] fine, int x, int y, Scale scale) {
            double value = fine[y][x];
            if (Double.isNaN(value)) {
                return (grid.isKnownSea(latitude(y), longitude(x)) ? UNKNOWN : LAND).getRGB();
            }
            boolean contour =
                    scale.crosses(value, fine[y][x + 1]) || scale.crosses(value, fine[y + 1][x]);
            return contour ? Scale.darker(scale.colorOf(value)) : scale.colorOf(value);
        }

        private void lines(int top) {
            pen.setStroke(new BasicStroke(1));
            for (int longitude = -180; longitude <= 180; longitude += 30) {
                double x = LEFT + (longitude + 180) * SCALE;
                line(x, top, x, top + MAP_HEIGHT);
                String name = degrees(longitude, "E", "W");
                text(name, Font.PLAIN, 16, FAINT, x - width(name, 16) / 2, top + MAP_HEIGHT + 22);
            }
            for (int latitude = -60; latitude <= 90; latitude += 30) {
                double y = top + (90 - latitude) * SCALE;
                line(LEFT, y, LEFT + MAP_WIDTH, y);
                String name = degrees(latitude, "N", "S");
                text(name, Font.PLAIN, 16, FAINT, LEFT - 12 - width(name, 16), y + 6);
            }
        }

        private void line(double x1, double y1, double x2, double y2) {
            pen.setColor(new Color(0x2B, 0x2F, 0x36, 48));
            pen.draw(new Line2D.Double(x1, y1, x2, y2));
        }

        private void legend(int top, Scale scale) {
            int width = 640;
            int height = 18;
            for (int x = 0; x < width; x++) {
                double value = scale.low + (scale.high - scale.low) * x / width;
                pen.setColor(new Color(scale.colorOf(value)));
                pen.fillRect(LEFT + x, top, 1, height);
            }
            for (double tick = scale.low; tick <= scale.high; tick += scale.step) {
                double x = LEFT + width * (tick - scale.low) / (scale.high - scale.low);
                String name = String.format("%.0f", tick).replace('-', '\u2212');
                pen.setColor(INK);
                pen.draw(new Line2D.Double(x, top + height, x, top + height + 5));
                text(name, Font.PLAIN, 16, INK, x - width(name, 16) / 2, top + height + 24);
            }
            text("\u00B0C", Font.PLAIN, 18, INK, LEFT + width + 24, top + 16);
            swatch(LEFT + width + 110, top, LAND, "land, or no readings");
            swatch(LEFT + width + 350, top, UNKNOWN, "sea with months missing");
        }

        private void swatch(int x, int y, Color color, String name) {
            pen.setColor(color);
            pen.fillRect(x, y, 30, 18);
            pen.setColor(FAINT);
            pen.drawRect(x, y, 30, 18);
            text(name, Font.PLAIN, 16, INK, x + 40, y + 15);
        }

        private void text(String text, int style, int size, Color color, double x, double y) {
            pen.setFont(new Font(Font.SANS_SERIF, style, size));
            pen.setColor(color);
            pen.drawString(text, (float) x, (float) y);
        }

        private double width(String text, int size) {
            return pen.getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, size))
                    .stringWidth(text);
        }

        private static String degrees(int value, String plus, String minus) {
            return Math.abs(value)
                    + "\u00B0"
                    + (value == 0 || Math.abs(value) == 180 ? "" : value > 0 ? plus : minus);
        }
    }

    /** Colors for values, between evenly spread stops; contours stand at every whole step. */
    private record Scale(int[] stops, double low, double high, double step) {

        int colorOf(double value) {
            double position = (value - low) / (high - low) * (stops.length - 1);
            double inside = Math.max(0, Math.min(position, stops.length - 1));
            int stop = Math.min((int) inside, stops.length - 2);
            double share = inside - stop;
            return mix(16, stop, share) | mix(8, stop, share) | mix(0, stop, share);
        }

        boolean crosses(double one, double other) {
            return !Double.isNaN(other) && Math.floor(one / step) != Math.floor(other / step);
        }

        static int darker(int color) {
            return average(color, color, 0x2B2F36);
        }

        static int average(int... colors) {
            int average = 0;
            for (int shift = 0; shift <= 16; shift += 8) {
                int sum = 0;
                for (int color : colors) {
                    sum += color >> shift & 255;
                }
                average |= sum / colors.length << shift;
            }
            return average;
        }

        private int mix(int shift, int stop, double share) {
            int from = stops[stop] >> shift & 255;
            int to = stops[stop + 1] >> shift & 255;
            return (int) Math.round(from + share * (to - from)) << shift;
        }
    }

    /**
     * The places on a raster of their own spacing, so that what lies between them can be asked for.
     */
    private static final class Grid {

        private final Field field;
        private final double step;
        private final int columns;
        private final int rows;
        private final double west;
        private final double south;
        private final boolean[][] sea;

        Grid(Field field) {
            this.field = field;
            double[] longitudes =
                    field.years().stream()
                            .mapToDouble(y -> y.place().longitude())
                            .sorted()
                            .distinct()
                            .toArray();
            step = spacing(longitudes);
            columns = (int) Math.round(360 / step);
            rows = (int) Math.round(180 / step);
            west = -180 + step / 2;
            south = -90 + step / 2;
            sea = new boolean[rows][columns];
            field.years().forEach(year -> sea[row(year.place())][column(year.place())] = true);
            field.incomplete().forEach(place -> sea[row(place)][column(place)] = true);
        }

        private static double spacing(double[] sorted) {
            double least = 10;
            for (int i = 1; i < sorted.length; i++) {
                least = Math.min(least, sorted[i] - sorted[i - 1]);
            }
            return Math.max(least, 0.25);
        }

        private int row(Place place) {
            return Math.floorMod(Math.round((float) ((place.latitude() - south) / step)), rows);
        }

        private int column(Place place) {
            return Math.floorMod(Math.round((float) ((place.longitude() - west) / step)), columns);
        }

        double[][] values(ToDoubleFunction<Year> value) {
            double[][] values = new double[rows][columns];
            for (double[] row : values) {
                Arrays.fill(row, Double.NaN);
            }
            field.years()
                    .forEach(y ->
                            values[row(y.place())][column(y.place())] = value.applyAsDouble(y));
            return values;
        }

        boolean isKnownSea(double latitude, double longitude) {
            double share = 0;
            Corners around = new Corners(latitude, longitude);
            for (int corner = 0; corner < 4; corner++) {
                share += sea[around.row(corner)][around.column(corner)] ? around.weight(corner) : 0;
            }
            return share >= 0.5;
        }

        /**
         * Between the four places around; NaN where less than half of what is around has a value.
         */
        double at(double[][] values, double latitude, double longitude) {
            Corners around = new Corners(latitude, longitude);
            double sum = 0;
            double share = 0;
            for (int corner = 0; corner < 4; corner++) {
                double value = values[around.row(corner)][around.column(corner)];
                if (!Double.isNaN(value)) {
                    sum += around.weight(corner) * value;
                    share += around.weight(corner);
                }
            }
            return share >= 0.5 ? sum / share : Double.NaN;
        }

        /** The four places around a point, and how near each is. */
        private final class Corners {

            private final double y;
            private final double x;

            Corners(double latitude, double longitude) {
                y = (latitude - south) / step;
                x = (longitude - west) / step;
            }

            int row(int corner) {
                return Math.max(0, Math.min((int) Math.floor(y) + (corner >> 1), rows - 1));
            }

            int column(int corner) {
                return Math.floorMod((int) Math.floor(x) + (corner & 1), columns);
            }

            double weight(int corner) {
                double up = y - Math.floor(y);
                double right = x - Math.floor(x);
                return ((corner >> 1) == 1 ? up : 1 - up) * ((corner & 1) == 1 ? right : 1 - right);
            }
        }
    }
}
