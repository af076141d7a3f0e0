package io.procession.internal.snapshot;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record: its components, and its canonical constructor, which checks them as ever. */
final class RecordPlan extends DescribedPlan {

    private final FieldSlot[] primitives;
    private final FieldSlot[] references;
    private final Constructor<?> constructor;
    private final Resolution resolution;
    private final boolean isAnchored;
    // of primitives first, then of references, among the constructor's parameters
    private final int[] positions;

    RecordPlan(Class<?> type) {
        this(type, FieldSlot.of(type, Record.class));
    }

    private RecordPlan(Class<?> type, List<FieldSlot> fields) {
        super(type, Descriptor.RECORD, fields);
        primitives = FieldSlot.select(fields, /* isPrimitive= */ true);
        references = FieldSlot.select(fields, /* isPrimitive= */ false);
        RecordComponent[] components = type.getRecordComponents();
        resolution = Resolution.of(type);
        isAnchored = Anchored.class.isAssignableFrom(type);
        constructor = canonical(type, components);
        positions = positions(components);
    }

    @Override
    boolean runsCode() {
        return true;
    }

    private static Constructor<?> canonical(Class<?> type, RecordComponent[] components) {
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = components[i].getType();
        }
        try {
            Constructor<?> found = type.getDeclaredConstructor(types);
            found.setAccessible(true);
            return found;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(
                    "record without canonical constructor: class=" + type.getName(), e);
        }
    }

    private int[] positions(RecordComponent[] components) {
        List<String> names = new ArrayList<>();
        for (RecordComponent each : components) {
            names.add(each.getName());
        }
        int[] found = new int[components.length];
        for (int i = 0; i < found.length; i++) {
            Field field =
                    i < primitives.length
                            ? primitives[i].field
                            : references[i - primitives.length].field;
            found[i] = names.indexOf(field.getName());
        }
        return found;
    }

    @Override
    void write(Encoder out, Object value) {
        if (isAnchored) {
            out.anchor(((Anchored) value).anchor());
        }
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
        @Nullable Object[] head = new @Nullable Object[primitives.length];
        for (int i = 0; i < primitives.length; i++) {
            head[i] = FieldSlot.readBox(primitives[i].kind(), in.source());
        }
        return in.gather(this, null, references.length, head);
    }

    @Override
    Object complete(Decoder in, @Nullable Object early, @Nullable Object[] members)
            throws IOException {
        @Nullable Object[] arguments = new @Nullable Object[positions.length];
        // the head is kept behind the members
        for (int i = 0; i < primitives.length; i++) {
            arguments[positions[i]] = members[references.length + i];
        }
        for (int i = 0; i < references.length; i++) {
            arguments[positions[primitives.length + i]] = members[i];
        }
        return resolution.resolve(Reflection.newInstance(constructor, arguments));
    }
}
