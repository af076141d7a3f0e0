package io.procession.space;

import io.procession.internal.broker.Plain;
import io.procession.spi.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A tuple in the process that owns its space: encoded fields, and what is known of them. Guarded by
 * the space's monitor.
 */
final class Stored {

    /** Null is a type of its own, and a value that the space can compare. */
    record Field(boolean isNull, Plain.@Nullable Key plain, Set<String> types) {}

    final long number; // order of writing
    final List<Payload> values;
    private final List<Field> fields;
    long stamp; // order of being offered; another when it is offered again
    long expiresAt; // System.nanoTime(), if it is leased
    boolean isLeased;
    @Nullable Future<?> alarm;

    Stored(long number, List<Payload> values, String description) {
        this.number = number;
        this.values = values;
        this.fields = new ArrayList<>(values.size());
        for (String each : description.split(String.valueOf(Fields.BETWEEN))) {
            fields.add(field(each, values.get(fields.size())));
        }
    }

    private static Field field(String description, Payload value) {
        return switch (description.charAt(0)) {
            case '-' -> new Field(true, null, Set.of());
            case '=' -> new Field(false, Plain.key(value), Types.named(description.substring(1)));
            default -> new Field(false, null, Types.named(description.substring(1)));
        };
    }

    int size() {
        return fields.size();
    }

    Field field(int index) {
        return fields.get(index);
    }

    /** Where it is found by its first field; null if that is not plain. */
    @Nullable Place place() {
        Field first = fields.get(0);
        if (first.isNull()) {
            return Place.ofNull(size());
        }
        return first.plain() == null ? null : new Place(size(), first.plain());
    }

    boolean hasExpired() {
        return isLeased && System.nanoTime() - expiresAt >= 0;
    }

    /**
     * Where tuples are, and where those wait who want them: by size, and by the first field if that
     * is plain.
     *
     * @param first null for all of that size
     */
    record Place(int size, @Nullable Object first) {

        static Place ofAll(int size) {
            return new Place(size, null);
        }

        static Place ofNull(int size) {
            return new Place(size, Any.ANY);
        }
    }
}
