import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.ProcessPool;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Node;

/** The galaxies meet as Newton says, the film can be shown, and bad options are told. */
class NBodyTest {

    @TempDir Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void film_hasAFrameAStep_andIsShownForEver() throws Exception {
        Path film = directory.resolve("film.gif");

        assertThat(run("--bodies", "6", "--steps", "5", "--size", "32", film.toString()))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();

        try (ImageInputStream bytes = ImageIO.createImageInputStream(film.toFile())) {
            ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
            reader.setInput(bytes);
            assertThat(reader.getNumImages(/* allowSearch= */ true)).isEqualTo(5);
            assertThat(reader.getWidth(4)).isEqualTo(32);
            Node first = reader.getImageMetadata(0).getAsTree("javax_imageio_gif_image_1.0");
            assertThat(child(first, "ApplicationExtensions")).isNotNull();
            Node control = child(first, "GraphicControlExtension");
            assertThat(control.getAttributes().getNamedItem("delayTime").getNodeValue())
                    .isEqualTo("4");
            assertThat(child(first, "LocalColorTable")).as("one palette for all").isNull();
            reader.dispose();
        }
    }

    @Test
    void film_overALongerOne_isTheSameFile() throws Exception {
        Path film = directory.resolve("film.gif");
        run("--bodies", "4", "--steps", "3", "--size", "32", film.toString());
        byte[] once = Files.readAllBytes(film);
        run("--bodies", "40", "--steps", "30", "--size", "64", film.toString());

        run("--bodies", "4", "--steps", "3", "--size", "32", film.toString());

        assertThat(film).hasBinaryContent(once);
    }

    @Test
    void serial_givesTheSamePicture() throws Exception {
        Path film = directory.resolve("film.gif");
        String[] few = {"--bodies", "20", "--steps", "8", "--size", "48", film.toString()};
        run(few);
        String checksum = checksum();
        byte[] bytes = Files.readAllBytes(film);
        String[] serial = Arrays.copyOf(few, few.length + 1);
        serial[few.length] = "--serial";

        run(serial);

        assertThat(checksum()).isEqualTo(checksum);
        assertThat(film).hasBinaryContent(bytes);
    }

    @Test
    void frames_ofWorkers_areEqualToTheLastBit() {
        double[][] path = new NBody.Gravity(30).path(10);
        List<Integer> steps = IntStream.range(0, path.length).boxed().toList();

        try (ProcessPool pool = ProcessPool.create(2)) {
            List<NBody.Frame> frames = pool.map(step -> NBody.frame(path, step, 40), steps);

            for (int step : steps) {
                assertThat(frames.get(step).pixels())
                        .isEqualTo(new NBody.Painter(40).paint(path, step));
                assertThat(frames.get(step).pid()).isNotEqualTo(ProcessHandle.current().pid());
            }
        }
    }

    /** Kepler knows the orbit of two: they start 3.5 apart and come as near as 1. */
    @Test
    void twoBodies_passEachOtherOnAnEllipse() {
        double[][] path = new NBody.Gravity(2).path(215);

        double[] apart =
                Arrays.stream(path)
                        .mapToDouble(p -> Math.hypot(p[0] - p[2], p[1] - p[3]))
                        .toArray();

        assertThat(apart[0]).isBetween(3.49, 3.51);
        assertThat(Arrays.stream(apart).min().orElseThrow()).isBetween(0.9, 1.1);
        assertThat(apart[107]).as("half an orbit later").isLessThan(1.2);
        assertThat(apart[214]).as("a whole orbit later").isBetween(3.4, 3.6);
        assertThat(List.of(path))
                .as("the centre of both rests")
                .allSatisfy(p -> assertThat(p[0] + p[2]).isBetween(-1e-9, 1e-9));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --bodies 1       | --bodies must be a whole number between 2 and 1000: --bodies 1
                    --bodies many    | --bodies must be a whole number between 2 and 1000: --bodies many
                    --steps 0        | --steps must be a whole number between 1 and 2000: --steps 0
                    --steps          | --steps must be a whole number between 1 and 2000: nothing follows it
                    --size 15        | --size must be a whole number between 16 and 2000: --size 15
                    --size 2001      | --size must be a whole number between 16 and 2000: --size 2001
                    --colour red     | no such option: --colour; there are --bodies N, --steps N, --size N, --serial
                    no/such/film.gif | no folder for the picture:
                    one.gif two.gif  | one file for the picture, not two:
                    """)
    void badOption_isTold(String options, String message) {
        assertThat(run(options.split(" "))).isEqualTo(1);

        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith(message);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void moreFramesThanMemory_areRefused() {
        String[] many = {"--steps", "100", "--size", "1024"};

        assertThatThrownBy(() -> NBody.Options.of(many, /* heap= */ 128 << 20))
                .hasMessage(
                        "the frames need too much memory: 100 steps of 1024 x 1024 pixels are 100 MB,"
                                + " and half of this JVM's heap is 64 MB;"
                                + " fewer steps or a smaller size will do");
    }

    @Test
    void folderForThePicture_isRefused() {
        assertThat(run(directory.toString())).isEqualTo(1);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("the picture would be a folder that exists: " + directory);
    }

    private int run(String... args) {
        out.reset();
        return NBody.run(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String checksum() {
        Matcher sum =
                Pattern.compile("checksum of all pixels: ([0-9a-f]{8})")
                        .matcher(out.toString(StandardCharsets.UTF_8));
        assertThat(sum.find()).isTrue();
        return sum.group(1);
    }

    private static Node child(Node parent, String name) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node.getNodeName().equals(name)) {
                return node;
            }
        }
        return null;
    }
}
