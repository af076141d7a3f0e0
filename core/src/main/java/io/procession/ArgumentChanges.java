package io.procession;

import io.procession.internal.snapshot.Delta;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a call changed in objects of the caller, until it is made there: once, by the thread that
 * first reads the call's future. Thread-safe.
 */
final class ArgumentChanges {

    private @Nullable Delta delta; // null when it was made
    private @Nullable ProcessionException failure;

    ArgumentChanges(Delta delta) {
        this.delta = delta;
    }

    /** Makes the changes, unless that was done. */
    synchronized void make() {
        Delta open = delta;
        delta = null;
        if (open != null) {
            try {
                open.apply();
            } catch (IOException e) {
                failure = notMade(e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    static ProcessionException notMade(IOException e) {
        return new ProcessionException(
                "what a call changed in its arguments cannot be changed here, and nothing was: "
                        + e.getMessage(),
                e);
    }
}
