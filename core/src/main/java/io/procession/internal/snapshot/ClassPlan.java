package io.procession.internal.snapshot;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How objects of one class travel: both directions of one walk. Stateless and shared by threads;
 * made once a class by {@link Plans}.
 */
abstract class ClassPlan extends ReadPlan {

    /** The class, which for types of the JDK is looked up only when asked for. */
    abstract Class<?> type();

    @Override
    @Nullable Class<?> filteredType() {
        return type();
    }

    /**
     * Writes tag and head of an object, and hands its members to {@link Encoder#members}, if it has
     * any.
     */
    abstract void write(Encoder out, Object value) throws IOException, CannotTravelException;

    /** One member of an object whose members were not gathered. */
    @Nullable Object member(Object owner, int index) {
        throw new AssertionError("no members: " + this);
    }

    /**
     * Where a member is, as the next part of a path: {@code .name}, {@code [3]}, {@code ["Oslo"]}.
     */
    String place(Object owner, @Nullable Object @Nullable [] gathered, int index) {
        return "[" + index + "]";
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + " of " + type().getName();
    }
}
