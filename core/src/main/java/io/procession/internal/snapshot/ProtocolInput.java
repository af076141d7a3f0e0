package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSource;
import java.io.EOFException;
import java.io.IOException;
import java.io.NotActiveException;
import java.io.ObjectInputStream;
import java.io.ObjectInputValidation;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code readObject} of a user is given: the data and the members that its {@link
 * ProtocolOutput} gathered.
 */
final class ProtocolInput extends ObjectInputStream {

    private final Object owner;
    private final ByteSource data;
    private final List<@Nullable Object> members;
    private final List<ObjectInputValidation> validations = new ArrayList<>();
    private int next;
    private @Nullable ProtocolSlot slot;

    ProtocolInput(Object owner, ByteSource data, List<@Nullable Object> members)
            throws IOException {
        this.owner = owner;
        this.data = data;
        this.members = members;
    }

    ByteSource data() {
        return data;
    }

    @Nullable Object nextMember() throws IOException {
        if (next == members.size()) {
            throw new EOFException(
                    "no more objects were written: class="
                            + owner.getClass().getName()
                            + ", written="
                            + members.size());
        }
        return members.get(next++);
    }

    void read(ProtocolSlot now) throws IOException, ClassNotFoundException {
        slot = now;
        now.read(owner, this);
        slot = null;
    }

    /**
     * Runs what {@code readObject} registered; the object's members are whole by now, or as whole
     * as a cycle lets them be.
     */
    void validate() throws IOException {
        for (ObjectInputValidation each : validations) {
            each.validateObject();
        }
    }

    private ProtocolSlot active() throws NotActiveException {
        if (slot == null) {
            throw new NotActiveException("not in readObject: class=" + owner.getClass().getName());
        }
        return slot;
    }

    @Override
    public void defaultReadObject() throws IOException {
        active().readFields(owner, this);
    }

    @Override
    public GetField readFields() throws IOException {
        return new Fields(active(), this);
    }

    @Override
    protected @Nullable Object readObjectOverride() throws IOException {
        return nextMember();
    }

    @Override
    public @Nullable Object readUnshared() throws IOException {
        return nextMember();
    }

    @Override
    public void registerValidation(ObjectInputValidation validation, int priority) {
        validations.add(validation);
    }

    @Override
    public int read() {
        return data.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        return data.read(bytes, offset, length);
    }

    @Override
    public int available() {
        return data.available();
    }

    @Override
    public boolean readBoolean() throws IOException {
        return data.readBoolean();
    }

    @Override
    public byte readByte() throws IOException {
        return data.readByte();
    }

    @Override
    public int readUnsignedByte() throws IOException {
        return data.readUnsignedByte();
    }

    @Override
    public char readChar() throws IOException {
        return data.readChar();
    }

    @Override
    public short readShort() throws IOException {
        return data.readShort();
    }

    @Override
    public int readUnsignedShort() throws IOException {
        return data.readUnsignedShort();
    }

    @Override
    public int readInt() throws IOException {
        return data.readInt();
    }

    @Override
    public long readLong() throws IOException {
        return data.readLong();
    }

    @Override
    public float readFloat() throws IOException {
        return data.readFloat();
    }

    @Override
    public double readDouble() throws IOException {
        return data.readDouble();
    }

    @Override
    public void readFully(byte[] bytes) throws IOException {
        data.readFully(bytes);
    }

    @Override
    public void readFully(byte[] bytes, int offset, int length) throws IOException {
        data.readFully(bytes, offset, length);
    }

    @Override
    public int skipBytes(int count) throws IOException {
        return data.skipBytes(count);
    }

    @Override
    public String readUTF() throws IOException {
        return data.readUTF();
    }

    @Override
    public void close() {}

    /** The fields by name, where a class reads others than it has. */
    private static final class Fields extends GetField {

        private final ProtocolSlot slot;
        private final Map<String, @Nullable Object> values = new HashMap<>();

        Fields(ProtocolSlot slot, ProtocolInput in) throws IOException {
            this.slot = slot;
            for (ObjectStreamField each : slot.declared) {
                Object value =
                        each.isPrimitive()
                                ? FieldSlot.readBox(each.getTypeCode(), in.data)
                                : in.nextMember();
                values.put(each.getName(), value);
            }
        }

        private @Nullable Object value(String name) {
            if (!values.containsKey(name)) {
                throw new IllegalArgumentException(
                        "no such serializable field: class="
                                + slot.type.getName()
                                + ", name="
                                + name);
            }
            return values.get(name);
        }

        private Object primitive(String name) {
            Object value = value(name);
            if (value == null) {
                throw new IllegalArgumentException(
                        "no such primitive field: class=" + slot.type.getName() + ", name=" + name);
            }
            return value;
        }

        @Override
        public ObjectStreamClass getObjectStreamClass() {
            return ObjectStreamClass.lookup(slot.type);
        }

        @Override
        public boolean defaulted(String name) {
            value(name);
            return false;
        }

        @Override
        public boolean get(String name, boolean ifAbsent) {
            return (Boolean) primitive(name);
        }

        @Override
        public byte get(String name, byte ifAbsent) {
            return (Byte) primitive(name);
        }

        @Override
        public char get(String name, char ifAbsent) {
            return (Character) primitive(name);
        }

        @Override
        public short get(String name, short ifAbsent) {
            return (Short) primitive(name);
        }

        @Override
        public int get(String name, int ifAbsent) {
            return (Integer) primitive(name);
        }

        @Override
        public long get(String name, long ifAbsent) {
            return (Long) primitive(name);
        }

        @Override
        public float get(String name, float ifAbsent) {
            return (Float) primitive(name);
        }

        @Override
        public double get(String name, double ifAbsent) {
            return (Double) primitive(name);
        }

        @Override
        public @Nullable Object get(String name, @Nullable Object ifAbsent) {
            return value(name);
        }
    }
}
