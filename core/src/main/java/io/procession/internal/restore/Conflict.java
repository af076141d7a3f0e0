package io.procession.internal.restore;

/**
 * Two calls put different values in one place.
 *
 * @param first the earlier call in program order
 * @param second the later one
 * @param path the place, from an argument of the later call: {@code results["Oslo"][3].mean}
 * @param firstValue what the first put there, shortened
 * @param secondValue what the second put there, shortened
 */
public record Conflict(
        RestoredCall first,
        RestoredCall second,
        String path,
        String firstValue,
        String secondValue) {

    /** The conflict in one sentence, and the way out. */
    public String message() {
        String values =
                firstValue.equals(secondValue)
                        ? "two concurrent calls changed one place, and each started from what it was"
                                + " before both: place="
                                + path
                                + ", value of both="
                                + firstValue
                        : "two concurrent calls put different values in one place: place="
                                + path
                                + ", first="
                                + firstValue
                                + ", second="
                                + secondValue;
        return values
                + "; first call: "
                + first.text()
                + "; second call: "
                + second.text()
                + "; let each call write to a place of its own and combine the results, or ask for"
                + " LAST_CALL_WINS";
    }
}
