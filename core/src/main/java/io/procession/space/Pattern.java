package io.procession.space;

import io.procession.internal.broker.Plain;
import io.procession.spi.Payload;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A template in the process that owns the space: as much of it as can be told without code of a
 * user.
 */
final class Pattern {

    private record Wish(char kind, Plain.@Nullable Key plain, @Nullable String type) {

        boolean isMetBy(Stored.Field field) {
            return switch (kind) {
                case '*' -> true;
                case '-' -> field.isNull();
                case '=' -> plain != null && field.plain() != null && plain.equals(field.plain());
                default -> !field.isNull() && (type == null || field.types().contains(type));
            };
        }
    }

    private final List<Wish> wishes = new ArrayList<>();

    Pattern(String description, List<Payload> values) {
        int next = 0;
        for (String each : description.split(String.valueOf(Fields.BETWEEN))) {
            char kind = each.charAt(0);
            Plain.Key plain = kind == '=' ? Plain.key(values.get(next++)) : null;
            int colon = each.indexOf(':');
            wishes.add(new Wish(kind, plain, colon < 0 ? null : each.substring(colon + 1)));
        }
    }

    /** Where to look for such tuples, and to wait for them. */
    Stored.Place place() {
        Wish first = wishes.get(0);
        return switch (first.kind) {
            case '-' -> Stored.Place.ofNull(wishes.size());
            case '=' -> new Stored.Place(wishes.size(), first.plain);
            default -> Stored.Place.ofAll(wishes.size());
        };
    }

    boolean matches(Stored tuple) {
        if (tuple.size() != wishes.size()) {
            return false;
        }
        for (int i = 0; i < wishes.size(); i++) {
            if (!wishes.get(i).isMetBy(tuple.field(i))) {
                return false;
            }
        }
        return true;
    }
}
