package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSink;
import io.procession.internal.wire.ByteSource;
import java.io.IOException;
import java.io.ObjectStreamField;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One field that travels. Plain {@link Field} access measured as fast as method and variable
 * handles that are not constants, and needs no warming up.
 */
final class FieldSlot {

    private static final Comparator<Field> BY_NAME =
            new Comparator<>() {
                @Override
                public int compare(Field a, Field b) {
                    return a.getName().compareTo(b.getName());
                }
            };

    final Field field;
    final String name;
    private final char kind; // as in descriptors: I, J, D, ..., L

    private FieldSlot(Field field) {
        this.field = field;
        this.name = field.getName();
        this.kind = kind(field.getType());
    }

    /**
     * The fields of a class that travel, of its superclasses first, each class's in order of names.
     */
    static List<FieldSlot> of(Class<?> type, Class<?> upTo) {
        List<Class<?>> line = new ArrayList<>();
        for (Class<?> each = type; each != null && each != upTo; each = each.getSuperclass()) {
            line.add(0, each);
        }
        List<FieldSlot> slots = new ArrayList<>();
        for (Class<?> each : line) {
            addDeclared(each, slots);
        }
        return slots;
    }

    /** The same for all classes in the line that are open to us, in the order of their line. */
    static List<FieldSlot> ofOpen(Class<?> type) {
        List<FieldSlot> slots = new ArrayList<>();
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            if (Plans.isOpen(each)) {
                slots.addAll(0, of(each, each.getSuperclass()));
            }
        }
        return slots;
    }

    private static void addDeclared(Class<?> type, List<FieldSlot> slots) {
        Field[] fields = type.getDeclaredFields();
        Arrays.sort(fields, BY_NAME);
        for (Field each : fields) {
            if (travels(each)) {
                each.setAccessible(true);
                slots.add(new FieldSlot(each));
            }
        }
    }

    /**
     * Transient fields stay behind, in Serializable classes and in others: the word says so,
     * whoever it was written for.
     */
    static boolean travels(Field field) {
        return (field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0;
    }

    /** Those of primitive type, or those of reference type. */
    static FieldSlot[] select(List<FieldSlot> all, boolean isPrimitive) {
        List<FieldSlot> selected = new ArrayList<>();
        for (FieldSlot each : all) {
            if (each.isPrimitive() == isPrimitive) {
                selected.add(each);
            }
        }
        return selected.toArray(new FieldSlot[0]);
    }

    /** What a descriptor says of fields: how many, and of each its name and type. */
    static void describe(List<FieldSlot> fields, ByteSink sink) {
        sink.putVarInt(fields.size());
        for (FieldSlot each : fields) {
            sink.putString(each.name);
            sink.putString(each.field.getType().getName());
        }
    }

    static char kind(Class<?> type) {
        return type.isPrimitive() ? new ObjectStreamField("x", type).getTypeCode() : 'L';
    }

    boolean isPrimitive() {
        return kind != 'L';
    }

    @Nullable Object get(Object owner) {
        try {
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    void set(Object owner, @Nullable Object value) throws IOException {
        try {
            field.set(owner, value);
        } catch (IllegalAccessException | IllegalArgumentException e) {
            throw Reflection.invalid(owner.getClass(), e);
        }
    }

    /** A primitive field, as bits: equal bits are equal values. */
    long bits(Object owner) {
        try {
            return switch (kind) {
                case 'I' -> field.getInt(owner);
                case 'J' -> field.getLong(owner);
                case 'D' -> Double.doubleToRawLongBits(field.getDouble(owner));
                case 'Z' -> field.getBoolean(owner) ? 1 : 0;
                case 'F' -> Float.floatToRawIntBits(field.getFloat(owner));
                case 'B' -> field.getByte(owner);
                case 'S' -> field.getShort(owner);
                default -> field.getChar(owner);
            };
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The value that some bits of a primitive field stand for. */
    Object box(long bits) {
        return switch (kind) {
            case 'I' -> (Object) (int) bits;
            case 'J' -> bits;
            case 'D' -> Double.longBitsToDouble(bits);
            case 'Z' -> bits != 0;
            case 'F' -> Float.intBitsToFloat((int) bits);
            case 'B' -> (byte) bits;
            case 'S' -> (short) bits;
            default -> (char) bits;
        };
    }

    void setBits(Object owner, long bits) {
        try {
            switch (kind) {
                case 'I' -> field.setInt(owner, (int) bits);
                case 'J' -> field.setLong(owner, bits);
                case 'D' -> field.setDouble(owner, Double.longBitsToDouble(bits));
                case 'Z' -> field.setBoolean(owner, bits != 0);
                case 'F' -> field.setFloat(owner, Float.intBitsToFloat((int) bits));
                case 'B' -> field.setByte(owner, (byte) bits);
                case 'S' -> field.setShort(owner, (short) bits);
                default -> field.setChar(owner, (char) bits);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    void writePrimitive(Object owner, ByteSink sink) {
        try {
            switch (kind) {
                case 'I' -> sink.putInt(field.getInt(owner));
                case 'J' -> sink.putLong(field.getLong(owner));
                case 'D' -> sink.putDouble(field.getDouble(owner));
                case 'Z' -> sink.putByte(field.getBoolean(owner) ? 1 : 0);
                case 'F' -> sink.putFloat(field.getFloat(owner));
                case 'B' -> sink.putByte(field.getByte(owner));
                case 'S' -> sink.putShort(field.getShort(owner));
                default -> sink.putChar(field.getChar(owner));
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    void readPrimitive(Object owner, ByteSource source) throws IOException {
        try {
            switch (kind) {
                case 'I' -> field.setInt(owner, source.getInt());
                case 'J' -> field.setLong(owner, source.getLong());
                case 'D' -> field.setDouble(owner, source.getDouble());
                case 'Z' -> field.setBoolean(owner, source.getByte() != 0);
                case 'F' -> field.setFloat(owner, source.getFloat());
                case 'B' -> field.setByte(owner, source.getByte());
                case 'S' -> field.setShort(owner, source.getShort());
                default -> field.setChar(owner, source.getChar());
            }
        } catch (IllegalAccessException e) {
            throw Reflection.invalid(owner.getClass(), e);
        }
    }

    /** Reads a primitive as a box, for a constructor. */
    static Object readBox(char kind, ByteSource source) throws IOException {
        return switch (kind) {
            case 'I' -> source.getInt();
            case 'J' -> source.getLong();
            case 'D' -> source.getDouble();
            case 'Z' -> source.getByte() != 0;
            case 'F' -> source.getFloat();
            case 'B' -> source.getByte();
            case 'S' -> source.getShort();
            default -> (Object) source.getChar();
        };
    }

    char kind() {
        return kind;
    }
}
