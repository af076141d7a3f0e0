import io.procession.Concurrent;
import io.procession.Synchronized;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;

/**
 * Two small galaxies meet: bodies that attract each other, a frame a step, painted by workers, as
 * an animated GIF.
 *
 * <pre>
 * ./procession run examples/nbody/NBody.java [options] [nbody.gif]
 *
 *   --bodies N   2 to 1000 (100)
 *   --steps N    1 to 2000 (200)
 *   --size N     16 to 2000 pixels a side (400)
 *   --serial     paint in this process; the picture is the same to the last bit
 * </pre>
 *
 * The paths of the bodies are computed first, in this process: each step needs the one before. The
 * frames do not need each other, and take nearly all the time.
 */
public final class NBody {

    private NBody() {}

    public static void main(String[] args) {
        int exitCode = run(args, System.out, System.err);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    static int run(String[] args, PrintStream out, PrintStream err) {
        try {
            film(Options.of(args, Runtime.getRuntime().maxMemory()), out);
            return 0;
        } catch (Refusal e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private static void film(Options options, PrintStream out) {
        out.printf(
                "%d bodies, %d steps, %d x %d pixels%n",
                options.bodies, options.steps, options.size, options.size);
        long start = System.nanoTime();
        double[][] path = new Gravity(options.bodies).path(options.steps);
        out.printf("paths  %7.2f s%n", secondsSince(start));

        start = System.nanoTime();
        Frame[] frames =
                options.serial ? paintedHere(path, options.size) : painted(path, options.size);
        out.printf("frames %7.2f s   %s%n", secondsSince(start), sharesOf(frames));

        start = System.nanoTime();
        try {
            Gif.write(frames, options.size, options.file);
        } catch (IOException e) {
            throw new Refusal("the picture cannot be written: " + e);
        }
        out.printf("film   %7.2f s   %s%n", secondsSince(start), options.file);
        out.printf("checksum of all pixels: %08x%n", checksum(frames));
    }

    @Synchronized
    static Frame[] painted(double[][] path, int size) {
        Frame[] frames = new Frame[path.length];
        for (int step = 0; step < path.length; step++) {
            frames[step] = frame(path, step, size);
        }
        return frames;
    }

    @Concurrent
    static Frame frame(double[][] path, int step, int size) {
        return new Frame(new Painter(size).paint(path, step), ProcessHandle.current().pid());
    }

    private static Frame[] paintedHere(double[][] path, int size) {
        Frame[] frames = new Frame[path.length];
        for (int step = 0; step < path.length; step++) {
            byte[] pixels = new Painter(size).paint(path, step);
            frames[step] = new Frame(pixels, ProcessHandle.current().pid());
        }
        return frames;
    }

    /** How many frames each process painted. */
    private static String sharesOf(Frame[] frames) {
        Map<Long, Integer> shares = new TreeMap<>();
        for (Frame frame : frames) {
            shares.merge(frame.pid, 1, Integer::sum);
        }
        StringBuilder text = new StringBuilder();
        shares.forEach((pid, share) ->
                text.append(text.isEmpty() ? "" : String.format("%n%19s", ""))
                        .append(String.format("%4d frames in %s", share, nameOf(pid))));
        return text.toString();
    }

    private static String nameOf(long pid) {
        return pid == ProcessHandle.current().pid() ? "this process" : "process " + pid;
    }

    private static long checksum(Frame[] frames) {
        CRC32 sum = new CRC32();
        for (Frame frame : frames) {
            sum.update(frame.pixels);
        }
        return sum.getValue();
    }

    private static double secondsSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    /** A picture as numbers of the palette's colors, and the process that painted it. */
    record Frame(byte[] pixels, long pid) {}

    /** Says what is wrong with the options. */
    static final class Refusal extends RuntimeException {

        private static final long serialVersionUID = 1;

        Refusal(String message) {
            super(message);
        }
    }

    /** What the command line says. */
    static final class Options {

        private int bodies = 100;
        private int steps = 200;
        private int size = 400;
        private boolean serial;
        private Path file = Path.of("nbody.gif").toAbsolutePath();

        static Options of(String[] args, long heap) {
            Options options = new Options();
            boolean named = false;
            for (int i = 0; i < args.length; i++) {
                switch (args[i]) {
                    case "--bodies" -> options.bodies = number(args, ++i, 2, 1000);
                    case "--steps" -> options.steps = number(args, ++i, 1, 2000);
                    case "--size" -> options.size = number(args, ++i, 16, 2000);
                    case "--serial" -> options.serial = true;
                    default -> {
                        if (args[i].startsWith("-")) {
                            throw new Refusal(
                                    "no such option: "
                                            + args[i]
                                            + "; there are --bodies N, --steps N, --size N, --serial");
                        }
                        if (named) {
                            throw new Refusal(
                                    "one file for the picture, not two: "
                                            + options.file
                                            + ", "
                                            + args[i]);
                        }
                        options.file = Path.of(args[i]).toAbsolutePath();
                        named = true;
                    }
                }
            }
            return options.checked(heap);
        }

        private static int number(String[] args, int index, int least, int most) {
            String option = args[index - 1];
            String rule =
                    option + " must be a whole number between " + least + " and " + most + ": ";
            if (index == args.length) {
                throw new Refusal(rule + "nothing follows it");
            }
            try {
                int number = Integer.parseInt(args[index]);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // told below, in the same words
            }
            throw new Refusal(rule + option + " " + args[index]);
        }

        /** All frames are held in memory: better refused now than after the work. */
        private Options checked(long heap) {
            long needed = (long) steps * size * size;
            long most = heap / 2;
            if (needed > most) {
                throw new Refusal(
                        String.format(
                                "the frames need too much memory: %d steps of %d x %d pixels are %d MB,"
                                        + " and half of this JVM's heap is %d MB;"
                                        + " fewer steps or a smaller size will do",
                                steps, size, size, needed >> 20, most >> 20));
            }
            if (Files.isDirectory(file)) {
                throw new Refusal("the picture would be a folder that exists: " + file);
            }
            if (!Files.isDirectory(file.getParent())) {
                throw new Refusal("no folder for the picture: " + file);
            }
            return this;
        }
    }

    /**
     * Newton's law for all pairs, by leapfrog: two discs of light bodies, each around a heavy one,
     * on their way past each other. The first half of the bodies is one galaxy, the rest the other.
     *
     * <p>Only operations whose results are the same on every machine: sums, products, roots, and
     * StrictMath.
     */
    static final class Gravity {

        private static final double CORE = 1; // the mass of a heavy body, and the unit of all
        private static final double DISC = 0.02; // the mass of a whole disc
        private static final double SOFTENING = 0.06 * 0.06; // no collisions
        private static final double STEP = 0.07; // the orbit at radius 1 takes 2 pi
        private static final int SUBSTEPS = 24;

        private final int bodies;
        private final double[] mass;
        private final double[][] place; // of a body: x, y, z
        private final double[][] speed;
        private final double[][] pull;

        Gravity(int bodies) {
            this.bodies = bodies;
            mass = new double[bodies];
            place = new double[bodies][3];
            speed = new double[bodies][3];
            pull = new double[bodies][3];
            Random random = new Random(20051002);
            int half = bodies / 2;
            galaxy(
                    0,
                    half,
                    new double[] {-1.66, -0.55, 0},
                    new double[] {0.08, -0.24, 0},
                    0.3,
                    random);
            galaxy(
                    half,
                    bodies,
                    new double[] {1.66, 0.55, 0},
                    new double[] {-0.08, 0.24, 0},
                    -0.9,
                    random);
        }

        /** A heavy body, and around it the rest of them on circles in a tilted plane. */
        private void galaxy(
                int first, int end, double[] centre, double[] drift, double tilt, Random random) {
            double cosine = StrictMath.cos(tilt);
            double sine = StrictMath.sin(tilt);
            for (int body = first; body < end; body++) {
                boolean core = body == first;
                double radius = core ? 0 : 0.25 + 0.65 * Math.sqrt(random.nextDouble());
                double angle = 2 * Math.PI * random.nextDouble();
                double x = radius * StrictMath.cos(angle);
                double y = radius * StrictMath.sin(angle);
                double turn = core ? 0 : Math.sqrt(CORE / radius) / radius;
                mass[body] = core ? CORE : DISC / (end - first);
                place[body] = sum(centre, x, y * cosine, y * sine);
                speed[body] = sum(drift, -y * turn, x * turn * cosine, x * turn * sine);
            }
        }

        private static double[] sum(double[] vector, double x, double y, double z) {
            return new double[] {vector[0] + x, vector[1] + y, vector[2] + z};
        }

        /** Where the bodies are at each step, as seen from above: x and y of each in turn. */
        double[][] path(int steps) {
            double[][] path = new double[steps][];
            attract();
            for (int step = 0; step < steps; step++) {
                path[step] = seenFromAbove();
                for (int substep = 0; substep < SUBSTEPS; substep++) {
                    leap(STEP / SUBSTEPS);
                }
            }
            return path;
        }

        private double[] seenFromAbove() {
            double[] seen = new double[2 * bodies];
            for (int body = 0; body < bodies; body++) {
                seen[2 * body] = place[body][0];
                seen[2 * body + 1] = place[body][1];
            }
            return seen;
        }

        private void leap(double time) {
            move(speed, pull, time / 2);
            move(place, speed, time);
            attract();
            move(speed, pull, time / 2);
        }

        private static void move(double[][] what, double[][] by, double time) {
            for (int body = 0; body < what.length; body++) {
                for (int axis = 0; axis < 3; axis++) {
                    what[body][axis] += time * by[body][axis];
                }
            }
        }

        private void attract() {
            for (double[] each : pull) {
                Arrays.fill(each, 0);
            }
            for (int one = 0; one < bodies; one++) {
                for (int other = 0; other < one; other++) {
                    attract(one, other);
                }
            }
        }

        private void attract(int one, int other) {
            double[] from = place[one];
            double[] to = place[other];
            double x = to[0] - from[0];
            double y = to[1] - from[1];
            double z = to[2] - from[2];
            double square = x * x + y * y + z * z + SOFTENING;
            double pair = 1 / (square * Math.sqrt(square));
            add(pull[one], x, y, z, mass[other] * pair);
            add(pull[other], x, y, z, -mass[one] * pair);
        }

        private static void add(double[] vector, double x, double y, double z, double factor) {
            vector[0] += factor * x;
            vector[1] += factor * y;
            vector[2] += factor * z;
        }
    }

    /**
     * Light on a dark sky: warm from one galaxy, cold from the other, with the trail of each body.
     */
    static final class Painter {

        private static final double VIEW = 2.9; // from the middle to the edge of the picture
        private static final int TRAIL = 14; // steps
        private static final int POINTS = 8; // of the trail, a step
        private static final int[] BAYER = {0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5};

        private final int size;
        private final double[] warm;
        private final double[] cold;

        Painter(int size) {
            this.size = size;
            warm = new double[size * size];
            cold = new double[size * size];
        }

        byte[] paint(double[][] path, int step) {
            int bodies = path[step].length / 2;
            int half = bodies / 2;
            glow(warm, path[step], 0, half);
            glow(cold, path[step], half, bodies);
            for (int body = 0; body < bodies; body++) {
                trail(body < half ? warm : cold, path, step, body);
            }
            byte[] pixels = new byte[size * size];
            for (int i = 0; i < pixels.length; i++) {
                double threshold = (BAYER[i / size % 4 * 4 + i % size % 4] + 0.5) / 16;
                pixels[i] = (byte) (level(warm[i], threshold) * 16 + level(cold[i], threshold));
            }
            return pixels;
        }

        /** Each pixel gets light of each body, by the square of the distance. */
        private void glow(double[] light, double[] places, int first, int end) {
            double pixel = 2 * VIEW / size;
            for (int row = 0; row < size; row++) {
                double y = VIEW - (row + 0.5) * pixel;
                for (int column = 0; column < size; column++) {
                    double x = (column + 0.5) * pixel - VIEW;
                    double sum = 0;
                    for (int body = first; body < end; body++) {
                        double dx = places[2 * body] - x;
                        double dy = places[2 * body + 1] - y;
                        double power = body == first ? 0.012 : 0.03 / (end - first);
                        sum += power / (dx * dx + dy * dy + 0.0009);
                    }
                    light[row * size + column] = sum;
                }
            }
        }

        private void trail(double[] light, double[][] path, int step, int body) {
            int bodies = path[step].length / 2;
            for (int back = 0; back < TRAIL && back < step; back++) {
                double[] to = path[step - back];
                double[] from = path[step - back - 1];
                for (int point = 0; point < POINTS; point++) {
                    double share = (double) point / POINTS;
                    double age = (back + share) / TRAIL;
                    spot(
                            light,
                            to[2 * body] + share * (from[2 * body] - to[2 * body]),
                            to[2 * body + 1] + share * (from[2 * body + 1] - to[2 * body + 1]),
                            Math.min(0.16, 16.0 / bodies) * (1 - age) * (1 - age));
                }
            }
        }

        private void spot(double[] light, double x, double y, double power) {
            double radius = Math.max(1.2, size / 220.0);
            double column = (x + VIEW) / (2 * VIEW) * size - 0.5;
            double row = (VIEW - y) / (2 * VIEW) * size - 0.5;
            int top = (int) Math.max(0, Math.ceil(row - radius));
            int bottom = (int) Math.min(size - 1, Math.floor(row + radius));
            int left = (int) Math.max(0, Math.ceil(column - radius));
            int right = (int) Math.min(size - 1, Math.floor(column + radius));
            for (int r = top; r <= bottom; r++) {
                for (int c = left; c <= right; c++) {
                    double square = ((r - row) * (r - row) + (c - column) * (c - column));
                    double near = Math.max(0, 1 - square / (radius * radius));
                    light[r * size + c] += power * near * near;
                }
            }
        }

        /** From 0 to 15, dithered. */
        private static int level(double light, double threshold) {
            double level = 15 * light / (light + 0.45);
            return (int) Math.min(15, Math.max(0, level - 0.6) + threshold);
        }
    }

    /** Writes frames one after another into a file that shows them for ever. */
    private static final class Gif {

        private static final String FORMAT = "javax_imageio_gif_image_1.0";
        private static final String HUNDREDTHS = "4"; // of a second, for each frame

        static void write(Frame[] frames, int size, Path file) throws IOException {
            ImageIO.setUseCache(false);
            IndexColorModel palette = palette();
            Files.deleteIfExists(file); // what is longer would keep its end
            ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
            try (ImageOutputStream bytes = ImageIO.createImageOutputStream(file.toFile())) {
                if (bytes == null) {
                    throw new IOException("no such file can be made: " + file);
                }
                writer.setOutput(bytes);
                writer.prepareWriteSequence(null);
                ImageWriteParam lines = writer.getDefaultWriteParam();
                lines.setProgressiveMode(ImageWriteParam.MODE_DISABLED); // from top to bottom
                IIOMetadata shown = shownForEver(writer, palette, lines);
                for (Frame frame : frames) {
                    BufferedImage image = image(frame.pixels, size, palette);
                    writer.writeToSequence(new IIOImage(image, null, shown), lines);
                }
                writer.endWriteSequence();
            } finally {
                writer.dispose();
            }
        }

        private static BufferedImage image(byte[] pixels, int size, IndexColorModel palette) {
            BufferedImage image =
                    new BufferedImage(size, size, BufferedImage.TYPE_BYTE_INDEXED, palette);
            WritableRaster raster = image.getRaster();
            raster.setDataElements(0, 0, size, size, pixels);
            return image;
        }

        private static IIOMetadata shownForEver(
                ImageWriter writer, IndexColorModel palette, ImageWriteParam lines)
                throws IOException {
            // the type brings the palette, which a type made by its number only would not
            ImageTypeSpecifier type =
                    new ImageTypeSpecifier(palette, palette.createCompatibleSampleModel(1, 1));
            IIOMetadata metadata = writer.getDefaultImageMetadata(type, lines);
            IIOMetadataNode root = new IIOMetadataNode(FORMAT);
            IIOMetadataNode control = new IIOMetadataNode("GraphicControlExtension");
            control.setAttribute("disposalMethod", "none");
            control.setAttribute("userInputFlag", "FALSE");
            control.setAttribute("transparentColorFlag", "FALSE");
            control.setAttribute("delayTime", HUNDREDTHS);
            control.setAttribute("transparentColorIndex", "0");
            root.appendChild(control);
            IIOMetadataNode extensions = new IIOMetadataNode("ApplicationExtensions");
            IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
            loop.setAttribute("applicationID", "NETSCAPE");
            loop.setAttribute("authenticationCode", "2.0");
            loop.setUserObject(new byte[] {1, 0, 0}); // zero times is for ever
            extensions.appendChild(loop);
            root.appendChild(extensions);
            metadata.mergeTree(FORMAT, root);
            return metadata;
        }

        /** Sixteen levels of warm light times sixteen of cold light. */
        private static IndexColorModel palette() {
            byte[][] rgb = new byte[3][256];
            for (int i = 0; i < 256; i++) {
                double warm = (i >> 4) / 15.0;
                double cold = (i & 15) / 15.0;
                rgb[0][i] = shade(0.03, warm * 1.35 + cold * cold * 0.75);
                rgb[1][i] = shade(0.03, warm * (0.35 + 0.75 * warm) + cold * 0.80);
                rgb[2][i] = shade(0.07, warm * warm * warm * 0.85 + cold * 1.30);
            }
            return new IndexColorModel(8, 256, rgb[0], rgb[1], rgb[2]);
        }

        private static byte shade(double sky, double light) {
            return (byte) Math.round(255 * Math.min(1, sky + (1 - sky) * light));
        }
    }
}
