package io.procession.internal.restore;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call whose changes are brought back, as it is told to people.
 *
 * @param text the call, such as {@code work(results, 3) at Climate.java:17}
 * @param names of its arguments, and {@code this}
 * @param arguments the caller's own objects, one a name
 * @param readsWhatItWrites whether it may read a place before it writes to it, as {@code l[0]++}
 *     does: then two calls that put equal values there contradict each other too
 */
public record RestoredCall(
        String text,
        List<String> names,
        List<? extends @Nullable Object> arguments,
        boolean readsWhatItWrites) {

    /** Refuses arguments without names. */
    public RestoredCall {
        if (names.size() != arguments.size()) {
            throw new IllegalArgumentException(
                    "each argument needs a name: names="
                            + names
                            + ", arguments="
                            + arguments.size());
        }
    }
}
