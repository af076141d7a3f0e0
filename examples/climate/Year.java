import java.util.Arrays;

/** The smoothed temperature of one place in each month. */
record Year(Place place, double[] celsius) {

    double mean() {
        return Arrays.stream(celsius).sum() / 12;
    }

    double swing() {
        return Arrays.stream(celsius).max().orElseThrow()
                - Arrays.stream(celsius).min().orElseThrow();
    }
}
