/** The smoothed temperatures of one row of places in one month, and the process that made them. */
record Strip(double[] celsius, long pid) {}
