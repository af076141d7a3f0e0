import java.util.Arrays;

/**
 * A robust local regression on the sphere: a quadratic surface fitted to the readings within 1500
 * km, near ones weighing more, and fitted again with less weight for those far off the surface,
 * until it settles.
 */
final class Smoother {

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
        double margin = StrictMath.toDegrees(REACH);
        double north = at.latitude() + margin;
        int most = month.latitude().length;
        int first = firstFrom(at.latitude() - margin);
        for (int i = first; i < most && month.latitude()[i] <= north; i++) {
            double cosine = at.x() * month.x()[i] + at.y() * month.y()[i] + at.z() * month.z()[i];
            if (cosine > LEAST_COSINE) {
                add(at, i, Math.min(cosine, 1));
            }
        }
    }

    /**
     * Puts a reading on the plane that touches the sphere at the place: true distance, true
     * direction.
     */
    private void add(Place at, int reading, double cosine) {
        double thereX = month.x()[reading];
        double thereY = month.y()[reading];
        double thereZ = month.z()[reading];
        double angle = Math.acos(cosine);
        double sine = Math.sqrt(1 - cosine * cosine);
        double scale = sine == 0 ? 0 : angle / sine / REACH;
        double equator = Math.sqrt(at.x() * at.x() + at.y() * at.y());
        double x = scale * (at.x() * thereY - at.y() * thereX) / equator;
        double along = at.x() * thereX + at.y() * thereY;
        double y = scale * (equator * thereZ - at.z() * along / equator);
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
        celsius[found] = month.celsius()[reading];
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

    /** Solves the weighted normal equations; null if the readings do not determine a surface. */
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

    /** Gauss on the upper half of a symmetric matrix, with the right side as its last column. */
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

    private int firstFrom(double latitude) {
        int low = 0;
        int high = month.latitude().length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (month.latitude()[middle] < latitude) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
