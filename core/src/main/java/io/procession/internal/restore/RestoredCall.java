package io.procession.internal.restore;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call whose changes are brought back, as it is told to people.
 *
 * @param description the call, such as {@code work(results, 3) at Climate.java:17}; asked only for
 *     a message
 * @param names of its arguments, and {@code this}
 * @param arguments the caller's own objects, one a name
 * @param readsWhatItWrites whether it may read a place before it writes to it, as {@code l[0]++}
 *     does: then two calls that put equal values there contradict each other too
 */
public record RestoredCall(
        Supplier<String> description,
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

    /** The call in words. */
    public String text() {
        return description.get();
    }

    /** Arguments in a few words: {@code results, 3}; those that are values by their value. */
    public static String shortened(
            List<String> names, List<? extends @Nullable Object> arguments, int from) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < arguments.size(); i++) {
            Object each = arguments.get(i);
            boolean isPlain =
                    each == null
                            || each instanceof Number
                            || each instanceof CharSequence
                            || each instanceof Boolean
                            || each instanceof Character
                            || each instanceof Enum<?>;
            text.append(text.length() == 0 ? "" : ", ")
                    .append(isPlain ? Shortened.of(each) : names.get(i));
        }
        return text.toString();
    }
}
