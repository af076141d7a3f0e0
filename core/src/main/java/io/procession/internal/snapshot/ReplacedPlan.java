package io.procession.internal.snapshot;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object whose class has {@code writeReplace}: its replacement is its one member, and what that
 * becomes by its {@code readResolve} is the object. So the object is replaced once, whoever refers
 * to it, and keeps its identity.
 */
final class ReplacedPlan extends DescribedPlan {

    private final MethodHandle writeReplace;
    private final ClassPlan unreplaced; // for a replacement of the same class

    ReplacedPlan(Class<?> type, ClassPlan unreplaced) {
        super(type, Descriptor.REPLACED, List.of());
        this.unreplaced = unreplaced;
        this.writeReplace =
                Reflection.hook("writeReplaceForSerialization", type)
                        .asType(MethodType.methodType(Object.class, Object.class));
    }

    @Override
    DescribedPlan matching(Descriptor there) throws IOException {
        if (descriptor().equals(there) || !(unreplaced instanceof DescribedPlan described)) {
            return super.matching(there);
        }
        return described.matching(there);
    }

    @Override
    void write(Encoder out, Object value) throws IOException, CannotTravelException {
        Object replacement;
        try {
            replacement = (Object) writeReplace.invokeExact(value);
        } catch (Throwable e) {
            throw Reflection.invalid(type(), e);
        }
        if (replacement != null && replacement.getClass() == type()) {
            unreplaced.write(out, replacement);
            return;
        }
        out.putDescriptor(descriptor());
        out.members(this, value, new @Nullable Object[] {replacement});
    }

    @Override
    String place(Object owner, @Nullable Object @Nullable [] gathered, int index) {
        return ".writeReplace()";
    }

    @Override
    @Nullable Object read(Decoder in) throws IOException, ClassNotFoundException {
        return in.gather(this, null, 1);
    }

    @Override
    Object complete(Decoder in, @Nullable Object early, @Nullable Object[] members)
            throws InvalidObjectException {
        if (members[0] == null) {
            throw new InvalidObjectException("replaced by null: class=" + type().getName());
        }
        return members[0];
    }
}
