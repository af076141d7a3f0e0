package io.procession.internal.snapshot;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An exception: message, trace, cause, suppressed ones, and the fields of its own classes. It is
 * rebuilt by running a constructor of Throwable alone, so its class needs none that fits.
 *
 * <pre>
 *   head     descriptor, message, trace, state of the cause, number of suppressed ones, primitive fields
 *   members  cause if set, suppressed ones, fields
 * </pre>
 */
final class ThrowablePlan extends DescribedPlan {

    private final FieldSlot[] primitives;
    private final FieldSlot[] references;
    private final Constructor<?> withMessage;
    private final Constructor<?> withNullCause;

    ThrowablePlan(Class<?> type) {
        this(type, FieldSlot.of(type, Throwable.class));
    }

    private ThrowablePlan(Class<?> type, List<FieldSlot> fields) {
        super(type, Descriptor.THROWABLE, fields);
        primitives = FieldSlot.select(fields, /* isPrimitive= */ true);
        references = FieldSlot.select(fields, /* isPrimitive= */ false);
        try {
            withMessage = Reflection.allocator(type, Throwable.class.getConstructor(String.class));
            withNullCause =
                    Reflection.allocator(
                            type, Throwable.class.getConstructor(String.class, Throwable.class));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    void write(Encoder out, Object value) throws IOException, CannotTravelException {
        Throwable error = (Throwable) value;
        String demotion = out.demotion(error);
        if (demotion != null) {
            Builtin.FOREIGN_THROWABLE.plan().write(out, ForeignPlan.describe(error, demotion));
            return;
        }
        ThrowableState state = ThrowableState.of(error);
        Throwable[] suppressed = error.getSuppressed();
        out.putDescriptor(descriptor());
        Traces.putText(out.sink, state.message());
        Traces.put(out.sink, error.getStackTrace());
        out.sink.putByte(state.causeState());
        out.sink.putVarInt(suppressed.length);
        for (FieldSlot each : primitives) {
            each.writePrimitive(value, out.sink);
        }
        out.members(this, value, members(error, state, suppressed));
    }

    private @Nullable Object[] members(
            Throwable error, ThrowableState state, Throwable[] suppressed) {
        int causes = state.causeState() == ThrowableState.SET ? 1 : 0;
        @Nullable Object[] members =
                new @Nullable Object[causes + suppressed.length + references.length];
        if (causes == 1) {
            members[0] = state.cause();
        }
        System.arraycopy(suppressed, 0, members, causes, suppressed.length);
        for (int i = 0; i < references.length; i++) {
            members[causes + suppressed.length + i] = references[i].get(error);
        }
        return members;
    }

    @Override
    String place(Object owner, @Nullable Object @Nullable [] gathered, int index) {
        int before = gathered == null ? 0 : gathered.length - references.length;
        if (index >= before) {
            return "." + references[index - before].name;
        }
        int suppressed = ((Throwable) owner).getSuppressed().length;
        return before > suppressed && index == 0
                ? ".cause"
                : ".suppressed[" + (index - (before - suppressed)) + "]";
    }

    @Override
    @Nullable Object read(Decoder in) throws IOException, ClassNotFoundException {
        String message = Traces.getText(in.source());
        StackTraceElement[] trace = Traces.get(in);
        int causeState = in.source().getByte();
        int suppressed = in.readCount();
        Throwable error =
                (Throwable)
                        (causeState == ThrowableState.NULL
                                ? Reflection.newInstance(withNullCause, message, null)
                                : Reflection.newInstance(withMessage, message));
        error.setStackTrace(trace);
        for (FieldSlot each : primitives) {
            each.readPrimitive(error, in.source());
        }
        int causes = causeState == ThrowableState.SET ? 1 : 0;
        return in.gather(
                this, error, causes + suppressed + references.length, new Object[] {causes});
    }

    @Override
    Object complete(Decoder in, @Nullable Object early, @Nullable Object[] members)
            throws IOException {
        Throwable error = made(early);
        int count = members.length - 1;
        int causes = (Integer) head(members, count);
        int at = 0;
        for (; at < count - references.length; at++) {
            if (!(members[at] instanceof Throwable related) || related == error) {
                throw new InvalidObjectException(
                        "not a cause: class=" + type().getName() + ", cause=" + members[at]);
            }
            if (at < causes) {
                error.initCause(related);
            } else {
                error.addSuppressed(related);
            }
        }
        for (FieldSlot each : references) {
            each.set(error, members[at++]);
        }
        return error;
    }

    private static Throwable made(@Nullable Object early) {
        return (Throwable)
                Objects.requireNonNull(early, "exception, which is made before its members");
    }

    @Override
    Object absent(Decoder in, @Nullable Object early, @Nullable Object[] gathered, Absent why) {
        Throwable error = made(early);
        boolean hasCause = head(gathered, gathered.length - 1).equals(1);
        return ForeignPlan.standIn(
                in,
                type().getName(),
                error.getMessage(),
                error.getStackTrace(),
                hasCause ? gathered[0] : null,
                why.reason());
    }
}
