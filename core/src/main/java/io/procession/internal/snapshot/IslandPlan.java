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
        String demotion = value instanceof Throwable error ? out.demotion(error) : null;
        if (demotion != null) {
            Builtin.FOREIGN_THROWABLE
                    .plan()
                    .write(out, ForeignPlan.describe((Throwable) value, demotion));
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        List<@Nullable Object> members = new ArrayList<>();
        try (IslandOutput island = new IslandOutput(bytes, members)) {
            island.writeObject(value);
        }
        out.putDescriptor(descriptor());
        byte[] written = bytes.toByteArray();
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
