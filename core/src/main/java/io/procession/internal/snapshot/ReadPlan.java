package io.procession.internal.snapshot;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How objects of one kind are rebuilt. Stateless and shared by threads.
 *
 * <p>{@link #read} either makes a value at once, or opens a frame for the members that follow in
 * the stream. Members are then given to {@link #set} as they come, or (when the frame gathers) all
 * together to {@link #complete}.
 */
abstract class ReadPlan {

    /** Whether objects take a number of the identity table. */
    boolean isNumbered() {
        return true;
    }

    /**
     * Whether completing calls code of the members (hashCode, equals, compareTo): it is then put
     * off until they are whole, where a cycle leads back to an object still being read.
     */
    boolean callsMembers() {
        return false;
    }

    /** Whether completing calls any code of the user, which may look at the members. */
    boolean runsCode() {
        return callsMembers();
    }

    /** Whether an object can be completed while members are missing that lead back to it. */
    boolean toleratesHoles() {
        return false;
    }

    /**
     * Makes an object from its first member alone, if that is all it needs; the others are then
     * given to {@link #complete}.
     */
    @Nullable Object begin(@Nullable Object firstMember) {
        return null;
    }

    /**
     * The class that filters are asked about for each object; null where the plan asks itself, or
     * there is nothing to ask.
     */
    @Nullable Class<?> filteredType() {
        return null;
    }

    /**
     * What takes the place of an object that cannot be rebuilt: the reason, unless a plan has a
     * stand-in for it.
     */
    Object absent(Decoder in, @Nullable Object early, @Nullable Object[] gathered, Absent why) {
        return why;
    }

    /**
     * Reads the head of one object: returns the object, or what {@link Decoder#open} or {@link
     * Decoder#gather} returned.
     */
    abstract @Nullable Object read(Decoder in) throws IOException, ClassNotFoundException;

    /** Puts one member into an object that was made before its members. */
    void set(Object owner, int index, @Nullable Object member) throws IOException {
        throw new AssertionError("no members: " + this);
    }

    /** Fills {@code early}, or makes the object if it is null, from all members. */
    Object complete(Decoder in, @Nullable Object early, @Nullable Object[] members)
            throws IOException, ClassNotFoundException {
        throw new AssertionError("gathers no members: " + this);
    }

    /** A value of the head, which the plan itself put behind the members. */
    static Object head(@Nullable Object[] gathered, int index) {
        return Objects.requireNonNull(gathered[index], "value of the head");
    }
}
