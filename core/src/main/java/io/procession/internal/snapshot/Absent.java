package io.procession.internal.snapshot;

import java.io.IOException;
import java.io.InvalidObjectException;

/**
 * Takes the place of an object that cannot be rebuilt here, in the encoding of an exception: the
 * rest is still read.
 */
final class Absent {

    private final Exception why;

    Absent(Exception why) {
        this.why = why;
    }

    /** The reason, for people. */
    String reason() {
        String message = why.getMessage();
        return why instanceof ClassNotFoundException
                ? "class not found: " + message
                : String.valueOf(message);
    }

    /** Throws the reason. */
    void fail() throws IOException, ClassNotFoundException {
        if (why instanceof ClassNotFoundException missing) {
            throw missing;
        }
        if (why instanceof IOException invalid) {
            throw invalid;
        }
        throw new InvalidObjectException(reason());
    }
}
