package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSink;
import io.procession.internal.wire.ByteSource;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One class in the line of a class with a protocol: its fields, and its {@code writeObject} and
 * {@code readObject}, if any.
 */
final class ProtocolSlot {

    final Class<?> type;
    final ObjectStreamField[] declared; // what PutField and GetField know
    private final List<FieldSlot> fields;
    private final @Nullable Method writeObject;
    private final @Nullable Method readObject;

    ProtocolSlot(Class<?> type) {
        this.type = type;
        this.fields = FieldSlot.of(type, type.getSuperclass());
        boolean isSerializable = Serializable.class.isAssignableFrom(type);
        this.declared =
                isSerializable
                        ? ObjectStreamClass.lookup(type).getFields()
                        : new ObjectStreamField[0];
        this.writeObject = isSerializable ? method("writeObject", ObjectOutputStream.class) : null;
        this.readObject = isSerializable ? method("readObject", ObjectInputStream.class) : null;
    }

    /** The slots of a class, of its superclasses first. */
    static ProtocolSlot[] of(Class<?> type) {
        List<ProtocolSlot> slots = new ArrayList<>();
        for (Class<?> each = type; each != Object.class; each = each.getSuperclass()) {
            if (Plans.isOpen(each)) { // a closed one between has no fields that travel
                slots.add(0, new ProtocolSlot(each));
            }
        }
        return slots.toArray(new ProtocolSlot[0]);
    }

    List<FieldSlot> fields() {
        return fields;
    }

    private @Nullable Method method(String name, Class<?> parameter) {
        Method found = Plans.declared(type, name, parameter);
        if (found == null
                || !Modifier.isPrivate(found.getModifiers())
                || Modifier.isStatic(found.getModifiers())) {
            return null;
        }
        found.setAccessible(true);
        return found;
    }

    void write(Object owner, ProtocolOutput out) throws IOException {
        if (writeObject == null) {
            writeFields(owner, out);
        } else {
            invoke(writeObject, owner, out);
        }
    }

    void read(Object owner, ProtocolInput in) throws IOException, ClassNotFoundException {
        if (readObject == null) {
            readFields(owner, in);
            return;
        }
        try {
            invoke(readObject, owner, in);
        } catch (IOException e) {
            if (e.getCause() instanceof ClassNotFoundException missing) {
                throw missing;
            }
            throw e;
        }
    }

    void writeFields(Object owner, ProtocolOutput out) {
        ByteSink data = out.data();
        for (FieldSlot each : fields) {
            if (each.isPrimitive()) {
                each.writePrimitive(owner, data);
            } else {
                out.addMember(each.get(owner));
            }
        }
    }

    void readFields(Object owner, ProtocolInput in) throws IOException {
        ByteSource data = in.data();
        for (FieldSlot each : fields) {
            if (each.isPrimitive()) {
                each.readPrimitive(owner, data);
            } else {
                each.set(owner, in.nextMember());
            }
        }
    }

    private static void invoke(Method method, Object owner, Object stream) throws IOException {
        try {
            method.invoke(owner, stream);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IOException failed) {
                throw failed;
            }
            throw Reflection.invalid(owner.getClass(), e.getCause());
        } catch (IllegalAccessException e) {
            throw Reflection.invalid(owner.getClass(), e);
        }
    }
}
