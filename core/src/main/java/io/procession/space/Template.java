package io.procession.space;

import io.procession.internal.broker.Plain;
import io.procession.spi.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which tuples somebody wants, in the process of who wants them: what the space can tell by itself,
 * and what only this process can, since it takes code of a user.
 */
final class Template {

    private final @Nullable Object[] wanted;
    private final String description;
    private final List<Payload> values = new ArrayList<>();
    private final boolean isLookedAt;

    Template(@Nullable Object[] wanted) {
        if (wanted.length == 0) {
            throw new IllegalArgumentException("template must have a field: fields=0");
        }
        this.wanted = wanted.clone();
        StringBuilder text = new StringBuilder();
        boolean looked = false;
        for (int i = 0; i < wanted.length; i++) {
            String field = describe(wanted[i], i);
            text.append(i == 0 ? "" : String.valueOf(Fields.BETWEEN)).append(field);
            looked |= field.charAt(0) == '?';
        }
        this.description = text.toString();
        this.isLookedAt = looked;
    }

    private String describe(@Nullable Object field, int index) {
        if (field == null) {
            return "-";
        }
        if (field == Any.ANY) {
            return "*";
        }
        if (field instanceof Class<?> type) {
            return ":" + Types.boxed(type).getName();
        }
        if (field instanceof Match match) {
            return "?:" + match.type().getName();
        }
        if (Plain.is(field)) {
            values.add(Fields.encode(field, index));
            return "=";
        }
        return "?"; // its equals is not ours
    }

    /** For {@link Pattern}. */
    String description() {
        return description;
    }

    /** The values that the space compares. */
    List<Payload> values() {
        return values;
    }

    int size() {
        return wanted.length;
    }

    /** Whether tuples that the space finds fitting must still be looked at here. */
    boolean isLookedAt() {
        return isLookedAt;
    }

    /** Whether a tuple that the space finds fitting does; runs code of the user. */
    boolean matches(Tuple tuple) {
        for (int i = 0; i < wanted.length; i++) {
            Object field = wanted[i];
            boolean fits =
                    field instanceof Match match
                            ? match.holdsFor(tuple.get(i))
                            : isKnownToSpace(field) || Objects.deepEquals(field, tuple.get(i));
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static boolean isKnownToSpace(@Nullable Object field) {
        return field == null || field == Any.ANY || field instanceof Class || Plain.is(field);
    }

    /** For a template by {@link TupleSpace#where}. */
    @SuppressWarnings("unchecked") // tested by the type first
    static <T> Match match(Class<T> type, Predicate<? super T> condition) {
        return new Match(type, (Predicate<Object>) (Predicate<?>) condition);
    }
}
