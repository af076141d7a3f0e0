package io.procession.internal.snapshot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object by JDK serialisation: a class with a protocol that only the JDK can speak, since its
 * fields are closed to us.
 *
 * <p>Only the object itself is in the island. What it refers to is replaced by a {@link Slot}
 * there, and is a member of our own graph: it keeps its identity, need not be Serializable, and
 * does not make the JDK recurse.
 */
final class IslandPlan extends DescribedPlan {

    private static final int NO_CAUSE = 0; // else 1 + its place among the members
    private static final int NESTED = 10_000; // more islands on a path, and each is doubted
    private static final String ENDLESS =
            "it lies within "
                    + NESTED
                    + " others that JDK serialisation writes, and holds what its writeReplace makes"
                    + " anew each time, which would never end; replace it by one and the same object,"
                    + " or make a field on the way transient";

    private final boolean isThrowable; // then what a stand-in needs is told beside the island

    IslandPlan(Class<?> type) {
        super(
                type,
                Throwable.class.isAssignableFrom(type)
                        ? Descriptor.THROWABLE_ISLAND
                        : Descriptor.ISLAND,
                List.of());
        isThrowable = Throwable.class.isAssignableFrom(type);
    }

    @Override
    boolean callsMembers() {
        return true; // readObject may do anything
    }

    @Override
    void write(Encoder out, Object value) throws IOException, CannotTravelException {
        String demotion = value instanceof Throwable error ? demotion(error, out) : null;
        if (demotion != null) {
            Builtin.FOREIGN_THROWABLE
                    .plan()
                    .write(out, ForeignPlan.describe((Throwable) value, demotion));
            return;
        }
        List<@Nullable Object> members = new ArrayList<>();
        byte[] written = write(value, members);
        if (out.openIslands() > NESTED && isWrittenOtherwise(value, members)) {
            throw out.refuse(value, ENDLESS);
        }
        out.putDescriptor(descriptor());
        out.sink.putVarInt(written.length);
        out.sink.putBytes(written, 0, written.length);
        if (value instanceof Throwable error) {
            Traces.putText(out.sink, error.getMessage());
            Traces.put(out.sink, error.getStackTrace());
            out.sink.putVarInt(placeOfCause(error, members));
        }
        out.sink.putVarInt(members.size());
        out.members(this, value, members.toArray());
    }

    /** The island's bytes; what they leave out is added to the members. */
    private static byte[] write(Object value, List<@Nullable Object> members) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (IslandOutput island = new IslandOutput(bytes, members)) {
            island.writeObject(value);
        }
        return bytes.toByteArray();
    }

    /**
     * Whether an object, written once more, has other members. JDK serialisation replaces what it
     * meets before it lets us see it: where the replacement leads to another island that holds the
     * replaced object, there is a new pair each time, and no number to end it. Legitimate members
     * that are new each time (of a lambda, a List.of) do no harm where islands are not nested that
     * deep.
     */
    private static boolean isWrittenOtherwise(Object value, List<@Nullable Object> members)
            throws IOException {
        List<@Nullable Object> again = new ArrayList<>();
        write(value, again);
        boolean isOther = again.size() != members.size();
        for (int i = 0; !isOther && i < again.size(); i++) {
            isOther = again.get(i) != members.get(i);
        }
        return isOther;
    }

    /** Why an exception must go in words, or null if it may go as itself. */
    private static @Nullable String demotion(Throwable error, Encoder out)
            throws CannotTravelException {
        String demotion = out.demotion(error);
        if (demotion == null && new CauseCycle(error, out).isThere()) {
            if (!out.demote(error, CauseCycle.ADVICE)) {
                throw out.refuse(error, CauseCycle.ADVICE);
            }
            demotion = CauseCycle.ADVICE;
        }
        return demotion;
    }

    private static int placeOfCause(Throwable error, List<@Nullable Object> members) {
        Throwable cause = error.getCause();
        for (int i = 0; cause != null && i < members.size(); i++) {
            if (members.get(i) == cause) {
                return i + 1;
            }
        }
        return NO_CAUSE;
    }

    @Override
    String place(Object owner, @Nullable Object @Nullable [] gathered, int index) {
        Object member = gathered == null ? null : gathered[index];
        boolean isContent =
                member instanceof Object[] || member instanceof Collection || member instanceof Map;
        boolean isContainer = owner instanceof Collection || owner instanceof Map;
        return isContainer && isContent
                ? ""
                : ".(member " + index + ")"; // JDK serialisation does not say which
    }

    @Override
    @Nullable Object read(Decoder in) throws IOException, ClassNotFoundException {
        byte[] bytes = new byte[in.readCount()];
        in.source().getBytes(bytes, 0, bytes.length);
        if (isThrowable) {
            Traces.getText(in.source());
            Traces.get(in);
            in.source().getVarInt();
        }
        int count = in.readCount();
        return in.gather(this, null, count, new Object[] {bytes});
    }

    @Override
    Object complete(Decoder in, @Nullable Object early, @Nullable Object[] members)
            throws IOException, ClassNotFoundException {
        byte[] bytes = (byte[]) head(members, members.length - 1);
        try (IslandInput island =
                IslandInput.of(bytes, members, members.length - 1, in.descriptors())) {
            Object value = island.readObject();
            if (value == null) {
                throw new InvalidObjectException(
                        "readResolve gave null: class=" + type().getName());
            }
            return value;
        } catch (StackOverflowError e) {
            throw Reflection.invalid(type(), e);
        }
    }
}
