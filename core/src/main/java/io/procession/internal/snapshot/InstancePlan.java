package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSource;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An ordinary object: its fields, private, final and inherited ones too. It is rebuilt without running a constructor. */
final class InstancePlan extends DescribedPlan {

    private final FieldSlot[] primitives;
    private final FieldSlot[] references;
    private final Constructor<?> allocator;

    InstancePlan(Class<?> type) {
        this(type, FieldSlot.of(type, Object.class));
    }

    private InstancePlan(Class<?> type, List<FieldSlot> fields) {
        super(type, Descriptor.INSTANCE, fields);
        primitives = FieldSlot.select(fields, /* isPrimitive= */ true);
        references = FieldSlot.select(fields, /* isPrimitive= */ false);
        allocator = Reflection.allocator(type);
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
    Object read(Decoder in) throws IOException {
        ByteSource source = in.source();
        Object value = Reflection.newInstance(allocator);
        for (FieldSlot each : primitives) {
            each.readPrimitive(value, source);
        }
        return in.open(this, value, references.length);
    }

    @Override
    void set(Object owner, int index, @Nullable Object member) throws IOException {
        references[index].set(owner, member);
    }
}
