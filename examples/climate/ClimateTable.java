import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Bands of ten degrees of latitude beside bands of thirty degrees of longitude. */
final class ClimateTable {

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

    static void print(Climatology climate, PrintStream out) {
        List<Band> latitudes = bands(climate, Place::latitude, 10, "NS");
        List<Band> longitudes = bands(climate, Place::longitude, 30, "EW");
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
            Climatology climate, ToDoubleFunction<Place> degrees, int width, String directions) {
        Map<Integer, List<Year>> byBand = new TreeMap<>(Comparator.reverseOrder());
        for (Year year : climate.years()) {
            int band = (int) Math.floor(degrees.applyAsDouble(year.place()) / width);
            byBand.computeIfAbsent(band, start -> new ArrayList<>()).add(year);
        }
        List<Band> bands = new ArrayList<>();
        byBand.forEach(
                (band, years) -> bands.add(new Band(name(band * width, width, directions), years)));
        return bands;
    }

    private static String name(int start, int width, String directions) {
        int near = Math.min(Math.abs(start), Math.abs(start + width));
        return near + " to " + (near + width) + " " + directions.charAt(start >= 0 ? 0 : 1);
    }
}
