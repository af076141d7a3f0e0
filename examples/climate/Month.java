/**
 * The readings of one month, from south to north: where, in degrees and as a vector from the centre
 * of the earth, and how warm. Columns of numbers, because they are cheap to copy.
 */
record Month(double[] latitude, double[] x, double[] y, double[] z, double[] celsius) {}
