package io.procession.benchmarks;

/** Work of a known length that needs a processor and nothing else. */
final class Arithmetic {

    private static final int PROBE = 200_000;

    private Arithmetic() {}

    /** Each step needs the one before, so that no compiler can shorten it. */
    static double work(int steps) {
        double value = 0.5;
        for (int i = 0; i < steps; i++) {
            value = 3.7 * value * (1 - value);
        }
        if (value < 0) {
            throw new AssertionError("the logistic map has left its interval: " + value);
        }
        return value;
    }

    /** How many steps fill so many nanoseconds here and now. */
    static int stepsIn(double wanted) throws Exception {
        Samples nanos = new Samples();
        for (int i = 0; i < 200; i++) {
            nanos.add(Samples.nanos(() -> work(PROBE)));
        }
        return (int) (PROBE * wanted / nanos.median());
    }
}
