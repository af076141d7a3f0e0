package io.procession.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * One figure, what it is compared with, and what it should come to.
 *
 * @param what what was measured
 * @param value the figure; the median of its rounds
 * @param unit of both figures
 * @param peer what it is compared with, empty for a figure that stands alone
 * @param peerValue the peer's figure
 * @param target what the ratio {@code value / peerValue} should be
 */
record Row(String what, double value, String unit, String peer, double peerValue, Target target) {

    private static final String SEPARATOR = "\t";
    private static final int FIELDS = 7;

    /** A limit to a ratio. */
    record Target(Kind kind, double limit) {

        enum Kind {
            NONE,
            AT_MOST,
            AT_LEAST
        }

        static final Target NONE = new Target(Kind.NONE, 0);

        boolean isMetBy(double ratio) {
            return switch (kind) {
                case NONE -> true;
                case AT_MOST -> ratio <= limit;
                case AT_LEAST -> ratio >= limit;
            };
        }

        String text() {
            return switch (kind) {
                case NONE -> "";
                case AT_MOST -> "<= " + number(limit) + "x";
                case AT_LEAST -> ">= " + number(limit) + "x";
            };
        }
    }

    /** A figure that stands alone. */
    static Row of(String what, double value, String unit) {
        return new Row(what, value, unit, "", 0, Target.NONE);
    }

    /** The same figure beside that of a peer. */
    Row over(String otherPeer, double otherValue) {
        return new Row(what, value, unit, otherPeer, otherValue, target);
    }

    Row atMost(double limit) {
        return new Row(what, value, unit, peer, peerValue, new Target(Target.Kind.AT_MOST, limit));
    }

    Row atLeast(double limit) {
        return new Row(what, value, unit, peer, peerValue, new Target(Target.Kind.AT_LEAST, limit));
    }

    boolean isCompared() {
        return !peer.isEmpty();
    }

    boolean hasTarget() {
        return target.kind() != Target.Kind.NONE;
    }

    double ratio() {
        return value / peerValue;
    }

    boolean isMet() {
        return target.isMetBy(ratio());
    }

    /** "met", "missed", or nothing where nothing was asked for. */
    String verdict() {
        return !hasTarget() ? "" : isMet() ? "met" : "MISSED";
    }

    /** One line, from a section's JVM to the one that prints the table. */
    String toLine() {
        return String.join(
                SEPARATOR,
                List.of(
                        what,
                        Double.toString(value),
                        unit,
                        peer,
                        Double.toString(peerValue),
                        target.kind().name(),
                        Double.toString(target.limit())));
    }

    static Row ofLine(String line) {
        String[] fields = line.split(SEPARATOR, FIELDS);
        Target target = new Target(Target.Kind.valueOf(fields[5]), Double.parseDouble(fields[6]));
        return new Row(
                fields[0],
                Double.parseDouble(fields[1]),
                fields[2],
                fields[3],
                Double.parseDouble(fields[4]),
                target);
    }

    /** A number with three digits that mean something, thousands apart. */
    static String number(double value) {
        double size = Math.abs(value);
        if (size >= 100 || size == Math.rint(size)) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        int decimals = size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value).replaceFirst("\\.?0+$", "");
    }
}
