package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSink;
import java.io.IOException;
import java.io.NotActiveException;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code writeObject} of a user is given: primitives are gathered as data, objects as
 * members of our walk.
 */
final class ProtocolOutput extends ObjectOutputStream {

    private final Object owner;
    private final ByteSink data = new ByteSink();
    private final List<@Nullable Object> members = new ArrayList<>();
    private @Nullable ProtocolSlot slot;
    private @Nullable Fields fields;

    ProtocolOutput(Object owner) throws IOException {
        this.owner = owner;
    }

    ByteSink data() {
        return data;
    }

    List<@Nullable Object> members() {
        return members;
    }

    void addMember(@Nullable Object member) {
        members.add(member);
    }

    void write(ProtocolSlot next) throws IOException {
        slot = next;
        fields = null;
        next.write(owner, this);
        slot = null;
    }

    private ProtocolSlot active() throws NotActiveException {
        if (slot == null) {
            throw new NotActiveException("not in writeObject: class=" + owner.getClass().getName());
        }
        return slot;
    }

    @Override
    public void defaultWriteObject() throws IOException {
        active().writeFields(owner, this);
    }

    @Override
    public PutField putFields() throws IOException {
        if (fields == null) {
            fields = new Fields(active().declared);
        }
        return fields;
    }

    @Override
    public void writeFields() throws IOException {
        ((Fields) putFields()).writeTo(this);
    }

    @Override
    protected void writeObjectOverride(@Nullable Object object) {
        members.add(object);
    }

    @Override
    public void writeUnshared(@Nullable Object object) {
        members.add(object);
    }

    @Override
    public void write(int value) {
        data.write(value);
    }

    @Override
    public void write(byte[] bytes) {
        data.write(bytes);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        data.write(bytes, offset, length);
    }

    @Override
    public void writeBoolean(boolean value) {
        data.writeBoolean(value);
    }

    @Override
    public void writeByte(int value) {
        data.writeByte(value);
    }

    @Override
    public void writeShort(int value) {
        data.writeShort(value);
    }

    @Override
    public void writeChar(int value) {
        data.writeChar(value);
    }

    @Override
    public void writeInt(int value) {
        data.writeInt(value);
    }

    @Override
    public void writeLong(long value) {
        data.writeLong(value);
    }

    @Override
    public void writeFloat(float value) {
        data.writeFloat(value);
    }

    @Override
    public void writeDouble(double value) {
        data.writeDouble(value);
    }

    @Override
    public void writeBytes(String value) {
        data.writeBytes(value);
    }

    @Override
    public void writeChars(String value) {
        data.writeChars(value);
    }

    @Override
    public void writeUTF(String value) {
        data.writeUTF(value);
    }

    @Override
    public void useProtocolVersion(int version) {}

    @Override
    public void reset() {}

    @Override
    public void flush() {}

    @Override
    protected void drain() {}

    @Override
    public void close() {}

    /** The fields by name, where a class writes others than it has. */
    private static final class Fields extends PutField {

        private final ObjectStreamField[] declared;
        private final Map<String, @Nullable Object> values = new HashMap<>();

        Fields(ObjectStreamField[] declared) {
            this.declared = declared;
        }

        private void put(String name, @Nullable Object value, boolean isPrimitive) {
            for (ObjectStreamField each : declared) {
                if (each.getName().equals(name) && each.isPrimitive() == isPrimitive) {
                    values.put(name, value);
                    return;
                }
            }
            throw new IllegalArgumentException("no such serializable field: name=" + name);
        }

        void writeTo(ProtocolOutput out) throws IOException {
            for (ObjectStreamField each : declared) {
                Object value = values.get(each.getName());
                if (each.isPrimitive()) {
                    writePrimitive(out.data, each.getTypeCode(), value);
                } else {
                    out.members.add(value);
                }
            }
        }

        private static void writePrimitive(ByteSink data, char kind, @Nullable Object value) {
            Number number = value instanceof Number n ? n : 0;
            switch (kind) {
                case 'I' -> data.putInt(number.intValue());
                case 'J' -> data.putLong(number.longValue());
                case 'D' -> data.putDouble(number.doubleValue());
                case 'F' -> data.putFloat(number.floatValue());
                case 'B' -> data.putByte(number.byteValue());
                case 'S' -> data.putShort(number.shortValue());
                case 'Z' -> data.putByte(Boolean.TRUE.equals(value) ? 1 : 0);
                default -> data.putChar(value instanceof Character c ? c : '\0');
            }
        }

        @Override
        public void put(String name, boolean value) {
            put(name, value, true);
        }

        @Override
        public void put(String name, byte value) {
            put(name, value, true);
        }

        @Override
        public void put(String name, char value) {
            put(name, value, true);
        }

        @Override
        public void put(String name, short value) {
            put(name, value, true);
        }

        @Override
        public void put(String name, int value) {
            put(name, value, true);
        }

        @Override
        public void put(String name, long value) {
            put(name, value, true);
        }

        @Override
        public void put(String name, float value) {
            put(name, value, true);
        }

        @Override
        public void put(String name, double value) {
            put(name, value, true);
        }

        @Override
        public void put(String name, @Nullable Object value) {
            put(name, value, false);
        }

        @Override
        @Deprecated
        public void write(ObjectOutput out) {
            throw new UnsupportedOperationException("write: use ObjectOutputStream.writeFields");
        }
    }
}
