package io.procession.space;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A few values in order, as a {@link TupleSpace} holds them.
 *
 * <p>Immutable as far as its fields are; thread-safe. Each that a space gives is a copy of its own.
 * Arrays in it count by what is in them, for {@code equals} too.
 */
public final class Tuple implements Serializable {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // it travels if its fields can
    private final @Nullable Object[] fields;

    private Tuple(@Nullable Object[] fields) {
        this.fields = fields;
    }

    /**
     * A tuple of these fields, any of which may be null.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Tuple of(@Nullable Object... fields) {
        if (fields.length == 0) {
            throw new IllegalArgumentException("tuple must have a field: fields=0");
        }
        return new Tuple(fields.clone());
    }

    /** How many fields it has. */
    public int size() {
        return fields.length;
    }

    /** A field; the first is 0. */
    public @Nullable Object get(int index) {
        if (index < 0 || index >= fields.length) {
            throw new IndexOutOfBoundsException(
                    "tuple has no such field: index=" + index + ", size=" + fields.length);
        }
        return fields[index];
    }

    /**
     * A field of a type.
     *
     * @throws ClassCastException if it is of another, or null
     */
    public <T> T get(int index, Class<T> type) {
        Object field = get(index);
        if (!type.isInstance(field)) {
            throw wrong(index, type.getName());
        }
        return type.cast(field);
    }

    /** A field that is an {@code int}, or less. */
    public int intAt(int index) {
        Object field = get(index);
        if (field instanceof Integer || field instanceof Short || field instanceof Byte) {
            return ((Number) field).intValue();
        }
        throw wrong(index, "int");
    }

    /** A field that is a {@code long}, or less. */
    public long longAt(int index) {
        return get(index) instanceof Long number ? number : intAt(index);
    }

    /** A field that is a {@code double}, a {@code float}, or an {@code int} or less. */
    public double doubleAt(int index) {
        Object field = get(index);
        if (field instanceof Double || field instanceof Float) {
            return ((Number) field).doubleValue();
        }
        return intAt(index);
    }

    /** A field that is a {@code boolean}. */
    public boolean booleanAt(int index) {
        return get(index, Boolean.class);
    }

    /** A field that is a text. */
    public String stringAt(int index) {
        return get(index, String.class);
    }

    private ClassCastException wrong(int index, String wanted) {
        Object field = get(index);
        String found = field == null ? "null" : field.getClass().getName();
        return new ClassCastException(
                "field of a tuple is of another type: index="
                        + index
                        + ", wanted="
                        + wanted
                        + ", found="
                        + found);
    }

    /** All fields; cannot be changed. */
    public List<@Nullable Object> fields() {
        return Collections.<@Nullable Object>unmodifiableList(
                Arrays.<@Nullable Object>asList(fields));
    }

    @Nullable Object[] toArray() {
        return fields.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tuple tuple && Arrays.deepEquals(fields, tuple.fields);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(fields);
    }

    /** The fields in parentheses. */
    @Override
    public String toString() {
        String listed = Arrays.deepToString(fields);
        return "(" + listed.substring(1, listed.length() - 1) + ")";
    }
}
