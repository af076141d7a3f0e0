import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
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

/**
 * A file of readings.
 *
 * @param file where they stand
 * @param count how many there are
 * @param places everywhere that has a reading, with the number of its months
 * @param rows the places with twelve months, by latitude from south to north, each row from west to
 *     east
 * @param months the readings of each month
 */
record Readings(
        Path file,
        int count,
        Map<Place, Integer> places,
        List<List<Place>> rows,
        List<Month> months) {

    List<Place> complete() {
        return rows.stream().flatMap(List::stream).toList();
    }

    static Readings of(Path file) {
        return new Parser(file).parse();
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
                throw new Refusal(
                        file
                                + ":"
                                + (line + 1)
                                + ": the compressed data is damaged: "
                                + e.getMessage());
            } catch (IOException e) {
                throw new Refusal(file + ": cannot be read: " + e.getMessage());
            }
            if (!problems.isEmpty()) {
                throw new Refusal(told());
            }
            return readings();
        }

        private BufferedReader open() throws IOException {
            if (!Files.isRegularFile(file)) {
                throw new Refusal(
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
                    throw new Refusal(
                            file + ": is named .gz and is no gzip file: " + e.getMessage());
                }
            }
            return new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
        }

        private void header(String text) {
            line = 1;
            if (text == null || text.isBlank()) {
                throw new Refusal(
                        file
                                + ":1: the file is empty: the first line must name the columns "
                                + COLUMNS);
            }
            List<String> names = Arrays.asList(split(text.replace("\uFEFF", "")));
            List<String> missing = COLUMNS.stream().filter(c -> !names.contains(c)).toList();
            if (!missing.isEmpty()) {
                throw new Refusal(
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
                throw new Refusal(file + ": no readings below the first line");
            }
            Map<Double, List<Place>> rows = new TreeMap<>();
            monthsAt.forEach((place, months) -> {
                if (months == 12) {
                    rows.computeIfAbsent(place.latitude(), at -> new ArrayList<>()).add(place);
                }
            });
            if (rows.isEmpty()) {
                throw new Refusal(
                        file
                                + ": no place has readings in all twelve months, so there is no yearly swing");
            }
            rows.values().forEach(row -> row.sort(Comparator.comparing(Place::longitude)));
            List<Month> months = byMonth.stream().map(Parser::month).toList();
            return new Readings(file, lineOf.size(), monthsAt, List.copyOf(rows.values()), months);
        }

        private static Month month(List<Reading> unsorted) {
            List<Reading> sorted = new ArrayList<>(unsorted);
            sorted.sort(
                    Comparator.comparing((Reading reading) -> reading.place().latitude())
                            .thenComparing(reading -> reading.place().longitude()));
            return new Month(
                    column(sorted, reading -> reading.place().latitude()),
                    column(sorted, reading -> reading.place().x()),
                    column(sorted, reading -> reading.place().y()),
                    column(sorted, reading -> reading.place().z()),
                    column(sorted, Reading::celsius));
        }

        private static double[] column(List<Reading> readings, ToDoubleFunction<Reading> value) {
            return readings.stream().mapToDouble(value).toArray();
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
    }
}
