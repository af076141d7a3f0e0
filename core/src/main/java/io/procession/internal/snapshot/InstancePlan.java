package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSource;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ordinary object: its fields, private, final and inherited ones too. It is rebuilt without
 * running a constructor.
 */
final class InstancePlan extends DescribedPlan {

    private final FieldSlot[] primitives;
    private final FieldSlot[] references;
    private final Constructor<?> allocator;
    private final Resolution resolution;

    InstancePlan(Class<?> type) {
        this(type, FieldSlot.of(type, Object.class));
    }

    private InstancePlan(Class<?> type, List<FieldSlot> fields) {
        super(type, Descriptor.INSTANCE, fields);
        primitives = FieldSlot.select(fields, /* isPrimitive= */ true);
        references = FieldSlot.select(fields, /* isPrimitive= */ false);
        allocator = Reflection.allocator(type);
        resolution = Resolution.of(type);
    }

    @Override
    boolean runsCode() {
        return !resolution.isNone();
    }

    @Override
    void write(Encoder out, Object value) {
        out.putDescriptor(descriptor());
        for (FieldSlot each : primitives) {
            each.writePrimitive(value, out.sink);
        }
        out.members(this, value, references.length);
    }

    @Override
    @Nullable Object member(Object owner, int index) {
        return references[index].get(owner);
    }

    @Override
    String place(Object owner, @Nullable Object @Nullable [] gathered, int index) {
        return "." + references[index].name;
    }

    @Override
    @Nullable Object read(Decoder in) throws IOException, ClassNotFoundException {
        ByteSource source = in.source();
        Object value = Reflection.newInstance(allocator);
        for (FieldSlot each : primitives) {
            each.readPrimitive(value, source);
        }
        if (!resolution.isNone()) {
            return in.gather(this, null, references.length, new Object[] {value});
        }
        return in.open(this, value, references.length);
    }

    /** For a class with {@code readResolve}: nobody sees the object before that has run. */
    @Override
    Object complete(Decoder in, @Nullable Object early, @Nullable Object[] members)
            throws IOException {
        Object value = head(members, references.length);
        for (int i = 0; i < references.length; i++) {
            references[i].set(value, members[i]);
        }
        return resolution.resolve(value);
    }

    @Override
    void set(Object owner, int index, @Nullable Object member) throws IOException {
        references[index].set(owner, member);
    }
}
