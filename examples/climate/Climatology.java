import java.util.ArrayList;
import java.util.List;

/** The smoothed years of all places, and the places that have too few readings for one. */
record Climatology(List<Year> years, List<Place> incomplete) {

    Climatology(Readings readings, Strip[][] strips) {
        this(new ArrayList<>(), new ArrayList<>());
        for (int row = 0; row < readings.rows().size(); row++) {
            List<Place> places = readings.rows().get(row);
            for (int i = 0; i < places.size(); i++) {
                double[] celsius = new double[12];
                for (int month = 0; month < 12; month++) {
                    celsius[month] = strips[month][row].celsius()[i];
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
