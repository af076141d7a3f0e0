package io.procession.internal.restore;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values in a few words, for messages. */
final class Shortened {

    private static final int LONGEST = 60;
    private static final int FEW = 5;

    private Shortened() {}

    static String of(@Nullable Object value) {
        if (value instanceof String text) {
            return '"' + cut(text) + '"';
        }
        if (value != null && value.getClass().isArray()) {
            return value.getClass().getComponentType().getSimpleName()
                    + "["
                    + Array.getLength(value)
                    + "]";
        }
        try {
            boolean isLarge =
                    value instanceof Collection<?> many && many.size() > FEW
                            || value instanceof Map<?, ?> map && map.size() > FEW;
            return isLarge ? count(value) : cut(String.valueOf(value));
        } catch (RuntimeException | StackOverflowError e) {
            return value == null ? "null" : value.getClass().getSimpleName();
        }
    }

    private static String count(@Nullable Object value) {
        int size =
                value instanceof Map<?, ?> map
                        ? map.size()
                        : value instanceof Collection<?> many ? many.size() : 0;
        return (value == null ? "" : value.getClass().getSimpleName()) + " of " + size;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
