package io.procession.internal.restore;

/**
 * The serial run of some calls gives something else than they gave in parallel.
 *
 * @param call whose change or result differs, in words
 * @param place where, from an argument or result
 * @param parallel what is there, shortened
 * @param serial what the serial run has there, shortened
 */
public record Deviation(String call, String place, String parallel, String serial) {

    /** The deviation in one sentence, its likely causes, and the way out. */
    public String message() {
        return "concurrent calls depend on each other: what they give in parallel differs from"
                + " serial: place="
                + place
                + ", parallel="
                + parallel
                + ", serial="
                + serial
                + "; call: "
                + call
                + "; a call seems to read what another changes, in an argument, in a static field or"
                + " in a file: give each call what it needs as arguments and let it return what it"
                + " finds, or wait between the calls";
    }
}
