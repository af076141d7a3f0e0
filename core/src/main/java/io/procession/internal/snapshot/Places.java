package io.procession.internal.snapshot;

import org.jspecify.annotations.Nullable;

/** Is told the places of one object that a call put values into. */
public interface Places {

    /** Says that a key was removed, or an element. */
    Object REMOVED =
            new Object() {
                @Override
                public String toString() {
                    return "(removed)";
                }
            };

    /** Says that an element of a set is there. */
    Object PRESENT =
            new Object() {
                @Override
                public String toString() {
                    return "(added)";
                }
            };

    /** Values of one run of indices. */
    interface Run {
        @Nullable Object value(int index);
    }

    /** Elements of an array or a list, from {@code start} on. */
    void elements(int start, int length, Run values);

    /** A field. */
    void field(String name, @Nullable Object value);

    /** A key of a map, or an element of a set; keys of some are compared by identity. */
    void key(@Nullable Object key, boolean isByIdentity, @Nullable Object value);

    /** The elements that were told changed places: what others added before is not among them. */
    void moved();

    /** Added at the end, or to a sum: what never conflicts with itself. */
    void added();

    /**
     * The content as a whole.
     *
     * @param value something to compare with what others make of it, and to tell people
     * @param isRelative whether two calls that make the same of it do not do it together: each took
     *     something away that it found at a place
     */
    void whole(@Nullable Object value, boolean isRelative);
}
