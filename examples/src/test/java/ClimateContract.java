import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A climate program on a part of its real data, on made-up data whose answer is known, and on bad
 * data.
 */
abstract class ClimateContract {

    private static final Path DATA = Path.of("climate/coads-air-temperature.csv.gz");
    private static final String HEADER = "month,latitude,longitude,air_temperature_c";
    private static Locale locale;

    @TempDir Path directory;

    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void numbersWithPoints() {
        locale = Locale.getDefault();
        Locale.setDefault(Locale.ROOT);
    }

    @AfterAll
    static void restoreLocale() {
        Locale.setDefault(locale);
    }

    @Test
    void northAtlantic_agreesWithItsPlainAverages() throws Exception {
        List<double[]> readings = northAtlantic();
        Path file = csv(readings.stream().map(ClimateContract::line).toList());
        Path picture = directory.resolve("picture.png");

        assertThat(run(file.toString(), picture.toString())).as(text(err)).isZero();

        Map<List<Double>, List<double[]>> complete = completePlaces(readings);
        assertThat(text(out))
                .startsWith(
                        String.format(
                                "%,d readings at %,d places, %,d of them",
                                readings.size(), placesOf(readings).size(), complete.size()))
                .contains("both results are equal to the last bit");
        double[] band = band("40 to 50 N");
        List<List<double[]>> inBand =
                complete.values().stream()
                        .filter(y -> y.get(0)[1] > 40 && y.get(0)[1] < 50)
                        .toList();
        assertThat(band[0]).isEqualTo(inBand.size());
        assertThat(band[1]).isCloseTo(areaMean(inBand, ClimateContract::mean), within(0.5));
        assertThat(band[2]).isCloseTo(areaMean(inBand, ClimateContract::swing), within(1.5));
        assertThat(ImageIO.read(picture.toFile()).getWidth()).isGreaterThan(1000);
    }

    /**
     * A surface that the regression can follow exactly, so that its figures are known beforehand.
     */
    @Test
    void sameTemperatureEverywhere_isFoundExactly() throws Exception {
        Path file = csv(madeUp());

        assertThat(run(file.toString(), directory.resolve("p.png").toString())).isZero();

        assertThat(band("0 to 10 N")).containsExactly(25, 16.5, 11);
        assertThat(band("0 to 10 S")).containsExactly(5, 16.5, 11);
        assertThat(band("0 to 30 W")).containsExactly(30, 16.5, 11);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1,2,3          | :2: 3 values, where the first line names 4 columns
                    1,2,3,4,5      | :2: 5 values, where the first line names 4 columns
                    13,2,3,4       | :2: column 'month': '13' is not a number between 1 and 12
                    1.5,2,3,4      | :2: column 'month': '1.5' is not a whole number
                    1,95.2,3,4     | :2: column 'latitude': '95.2' is not a number between -90 and 90
                    1,2,181,4      | :2: column 'longitude': '181' is not a number between -180 and 180
                    1,2,3,NaN      | :2: column 'air_temperature_c': 'NaN' is not a number between -100 and 70
                    1,2,3,warm     | :2: column 'air_temperature_c': 'warm' is not a number between -100 and 70
                    1,2,,4         | :2: column 'longitude': '' is not a number between -180 and 180
                    """)
    void badLine_isNamedWithFileLineColumnAndValue(String line, String message) throws Exception {
        Path file = csv(List.of(line));

        assertThat(run(file.toString())).isEqualTo(1);
        assertThat(text(err).strip()).isEqualTo(file + message);
    }

    @Test
    void severalBadLines_areAllNamed_upToTen() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            lines.add("0,0,0,0");
        }
        Path file = csv(lines);

        assertThat(run(file.toString())).isEqualTo(1);
        assertThat(text(err).lines()).hasSize(11).last().isEqualTo("... and 15 more like these");
    }

    @Test
    void repeatedReading_isNamedWithTheFirst() throws Exception {
        Path file = csv(List.of("1,0,5,20", "2,0,5,20", "1,-0,5.0,21"));

        assertThat(run(file.toString())).isEqualTo(1);
        assertThat(text(err))
                .contains(":4: month 1, latitude 0.0, longitude 5.0 was read before, in line 2");
    }

    @Test
    void missingColumns_areNamed() throws Exception {
        Path file = Files.writeString(directory.resolve("c.csv"), "month,lat,longitude\n1,2,3\n");

        assertThat(run(file.toString())).isEqualTo(1);
        assertThat(text(err))
                .contains(
                        ":1: columns are missing: [latitude, air_temperature_c]",
                        "[month, lat, longitude]");
    }

    @Test
    void columns_inAnotherOrderWithOthersBetween_areFound() throws Exception {
        List<String> lines =
                new ArrayList<>(
                        List.of("\uFEFFlongitude,air_temperature_c,ship,\"month\",latitude"));
        for (String line : madeUp()) {
            String[] values = line.split(",");
            lines.add(
                    values[2]
                            + ","
                            + values[3]
                            + ",Endurance,"
                            + values[0]
                            + ","
                            + values[1]
                            + "\r");
        }
        Path file = Files.write(directory.resolve("c.csv"), lines);

        assertThat(run(file.toString(), directory.resolve("p.png").toString()))
                .as(text(err))
                .isZero();
    }

    @Test
    void emptyFile_saysWhatTheFirstLineMustName() throws Exception {
        Path file = Files.createFile(directory.resolve("empty.csv"));

        assertThat(run(file.toString())).isEqualTo(1);
        assertThat(text(err)).contains(":1: the file is empty", "air_temperature_c");
    }

    @Test
    void headerOnly_hasNoReadings() throws Exception {
        assertThat(run(csv(List.of()).toString())).isEqualTo(1);
        assertThat(text(err)).contains("no readings below the first line");
    }

    @Test
    void noPlaceWithTwelveMonths_hasNoSwing() throws Exception {
        assertThat(run(csv(List.of("1,0,0,20", "2,0,0,21")).toString())).isEqualTo(1);
        assertThat(text(err)).contains("no place has readings in all twelve months");
    }

    @Test
    void missingFile_isNamed() {
        assertThat(run(directory.resolve("none.csv").toString())).isEqualTo(1);
        assertThat(text(err)).contains("none.csv: no such file");
    }

    @Test
    void gzipThatIsNone_isNamed() throws Exception {
        Path file = Files.writeString(directory.resolve("text.csv.gz"), HEADER);

        assertThat(run(file.toString())).isEqualTo(1);
        assertThat(text(err)).contains("text.csv.gz: is named .gz and is no gzip file");
    }

    @Test
    void gzipCutShort_isNamed() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(
                    (HEADER + "\n" + String.join("\n", madeUp())).getBytes(StandardCharsets.UTF_8));
        }
        byte[] half = Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2);
        Path file = Files.write(directory.resolve("half.csv.gz"), half);

        assertThat(run(file.toString())).isEqualTo(1);
        assertThat(text(err)).contains("half.csv.gz:", "the compressed data is damaged");
    }

    @Test
    void folderOfThePicture_missing_isRefusedBeforeTheWork() throws Exception {
        Path picture = directory.resolve("no/such/folder/p.png");

        assertThat(run(csv(madeUp()).toString(), picture.toString())).isEqualTo(1);
        assertThat(text(err)).contains("no folder for the picture: " + picture);
        assertThat(text(out)).isEmpty();
    }

    final int run(String... args) {
        return program(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    /** Runs the program's main method, as far as its exit code. */
    abstract int program(String[] args, PrintStream out, PrintStream err);

    /**
     * Thirty places around latitude and longitude 0, each 11 degrees in January and one more each
     * month.
     */
    static List<String> madeUp() {
        List<String> lines = new ArrayList<>();
        for (int month = 1; month <= 12; month++) {
            for (int latitude = -1; latitude <= 9; latitude += 2) {
                for (int longitude = -9; longitude <= -1; longitude += 2) {
                    lines.add(month + "," + latitude + "," + longitude + "," + (10 + month));
                }
            }
        }
        return lines;
    }

    final Path csv(List<String> lines) throws IOException {
        return csv(directory, lines);
    }

    static Path csv(Path directory, List<String> lines) throws IOException {
        List<String> all = new ArrayList<>(List.of(HEADER));
        all.addAll(lines);
        return Files.write(directory.resolve("readings.csv"), all);
    }

    private static String line(double[] reading) {
        return (int) reading[0] + "," + reading[1] + "," + reading[2] + "," + reading[3];
    }

    private static List<double[]> northAtlantic() throws IOException {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(Files.newInputStream(DATA)),
                                StandardCharsets.UTF_8))) {
            return lines.lines()
                    .skip(1)
                    .map(line ->
                            Arrays.stream(line.split(","))
                                    .mapToDouble(Double::parseDouble)
                                    .toArray())
                    .filter(r -> r[1] > 36 && r[1] < 54 && r[2] > -40 && r[2] < -14)
                    .toList();
        }
    }

    private static Map<List<Double>, List<double[]>> placesOf(List<double[]> readings) {
        return readings.stream().collect(Collectors.groupingBy(r -> List.of(r[1], r[2])));
    }

    private static Map<List<Double>, List<double[]>> completePlaces(List<double[]> readings) {
        Map<List<Double>, List<double[]>> places = placesOf(readings);
        places.values().removeIf(year -> year.size() < 12);
        return places;
    }

    private static double mean(List<double[]> year) {
        return year.stream().mapToDouble(r -> r[3]).average().orElseThrow();
    }

    private static double swing(List<double[]> year) {
        return year.stream().mapToDouble(r -> r[3]).max().orElseThrow()
                - year.stream().mapToDouble(r -> r[3]).min().orElseThrow();
    }

    private static double areaMean(
            List<List<double[]>> years, java.util.function.ToDoubleFunction<List<double[]>> value) {
        double sum = 0;
        double areas = 0;
        for (List<double[]> year : years) {
            double area = Math.cos(Math.toRadians(year.get(0)[1]));
            sum += area * value.applyAsDouble(year);
            areas += area;
        }
        return sum / areas;
    }

    /** The three figures of a band in the table: places, mean, swing. */
    private double[] band(String name) {
        Matcher figures =
                Pattern.compile(name + " +(\\d+) +(-?\\d+\\.\\d+) +(\\d+\\.\\d+)")
                        .matcher(text(out));
        assertThat(figures.find()).as(name + " in " + text(out)).isTrue();
        return new double[] {
            Double.parseDouble(figures.group(1)),
            Double.parseDouble(figures.group(2)),
            Double.parseDouble(figures.group(3))
        };
    }

    static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
