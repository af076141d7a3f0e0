import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;

/** Two maps, one above the other: the mean, and the swing. */
final class ClimateMap {

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
        0x2B1F5C, 0x2F4B9B, 0x3B86C4, 0x7DBBD6, 0xC6E0DF, 0xF6EBC4, 0xF5C46E, 0xE8853F, 0xC2402C,
        0x7A1028
    };
    private static final int[] STILL_TO_WILD = {
        0xFCF6D9, 0xD6E5B4, 0x95CFB0, 0x50B3B3, 0x2B8BAC, 0x2D619F, 0x35387F, 0x2A174D
    };

    private final BufferedImage image =
            new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    private final Graphics2D pen = image.createGraphics();
    private final Grid grid;

    private ClimateMap(Climatology climate) {
        grid = new Grid(climate);
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setRenderingHint(
                RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        pen.setColor(PAPER);
        pen.fillRect(0, 0, WIDTH, HEIGHT);
    }

    static ClimateMap of(Climatology climate, String source) {
        System.setProperty("java.awt.headless", "true");
        ClimateMap map = new ClimateMap(climate);
        map.text("Air temperature over the sea", Font.BOLD, 38, INK, LEFT, 66);
        map.text(
                source + ", smoothed month by month over 1500 km",
                Font.PLAIN,
                20,
                FAINT,
                LEFT,
                100);
        map.panel(0, "Mean of the year", Year::mean, new Scale(COLD_TO_WARM, -20, 30, 5));
        map.panel(
                1,
                "Yearly swing, warmest month less coldest",
                Year::swing,
                new Scale(STILL_TO_WILD, 0, 35, 5));
        return map;
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
        return pen.getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, size)).stringWidth(text);
    }

    private static String degrees(int value, String plus, String minus) {
        return Math.abs(value)
                + "\u00B0"
                + (value == 0 || Math.abs(value) == 180 ? "" : value > 0 ? plus : minus);
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

        private final Climatology climate;
        private final double step;
        private final int columns;
        private final int rows;
        private final double west;
        private final double south;
        private final boolean[][] sea;

        Grid(Climatology climate) {
            this.climate = climate;
            double[] longitudes =
                    climate.years().stream()
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
            climate.years().forEach(year -> sea[row(year.place())][column(year.place())] = true);
            climate.incomplete().forEach(place -> sea[row(place)][column(place)] = true);
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
            climate.years()
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
