package io.procession.internal.snapshot;

import java.io.IOException;
import java.io.NotActiveException;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The state of a random number generator, which its own methods for serialisation tell and take,
 * also of one that is there already.
 */
final class RandomState {

    private static final MethodHandle WRITE =
            Reflection.hook("writeObjectForSerialization", Random.class);
    private static final MethodHandle READ =
            Reflection.hook("readObjectForSerialization", Random.class);

    private RandomState() {}

    /** The state as a text: seed, whether a Gaussian is kept, and which, as bits. */
    static String of(Random random) {
        try (Output out = new Output()) {
            WRITE.invoke(random, (ObjectOutputStream) out);
            return out.fields.get("seed")
                    + ":"
                    + out.fields.get("haveNextNextGaussian")
                    + ":"
                    + Double.doubleToRawLongBits(
                            (Double) Objects.requireNonNull(out.fields.get("nextNextGaussian")));
        } catch (Throwable e) {
            throw new IllegalStateException("state of Random cannot be read: " + e, e);
        }
    }

    static void set(Random random, String state) throws IOException {
        String[] parts = state.split(":", -1);
        Map<String, Object> fields = new HashMap<>();
        try (Input in = new Input(fields)) {
            fields.put("seed", Long.valueOf(parts[0]));
            fields.put("haveNextNextGaussian", Boolean.valueOf(parts[1]));
            fields.put("nextNextGaussian", Double.longBitsToDouble(Long.parseLong(parts[2])));
            READ.invoke(random, (ObjectInputStream) in);
        } catch (Throwable e) {
            throw Reflection.invalid(random.getClass(), e);
        }
    }

    /** Takes the fields that are put. */
    private static final class Output extends ObjectOutputStream {
        final Map<String, @Nullable Object> fields = new HashMap<>();

        Output() throws IOException {}

        @Override
        public PutField putFields() {
            return new PutField() {
                @Override
                public void put(String name, boolean value) {
                    fields.put(name, value);
                }

                @Override
                public void put(String name, byte value) {
                    fields.put(name, value);
                }

                @Override
                public void put(String name, char value) {
                    fields.put(name, value);
                }

                @Override
                public void put(String name, short value) {
                    fields.put(name, value);
                }

                @Override
                public void put(String name, int value) {
                    fields.put(name, value);
                }

                @Override
                public void put(String name, long value) {
                    fields.put(name, value);
                }

                @Override
                public void put(String name, float value) {
                    fields.put(name, value);
                }

                @Override
                public void put(String name, double value) {
                    fields.put(name, value);
                }

                @Override
                public void put(String name, @Nullable Object value) {
                    fields.put(name, value);
                }

                @Override
                @Deprecated
                public void write(ObjectOutput out) throws IOException {
                    throw new NotActiveException("fields are not written here");
                }
            };
        }

        @Override
        public void writeFields() {}

        @Override
        public void close() {}
    }

    /** Gives the fields that are asked for. */
    private static final class Input extends ObjectInputStream {
        private final Map<String, Object> fields;

        Input(Map<String, Object> fields) throws IOException {
            this.fields = fields;
        }

        @Override
        public void close() {}

        @Override
        public GetField readFields() {
            return new GetField() {
                @Override
                public ObjectStreamClass getObjectStreamClass() {
                    return ObjectStreamClass.lookup(Random.class);
                }

                @Override
                public boolean defaulted(String name) {
                    return !fields.containsKey(name);
                }

                @Override
                public boolean get(String name, boolean value) {
                    return (Boolean) fields.getOrDefault(name, value);
                }

                @Override
                public byte get(String name, byte value) {
                    return (Byte) fields.getOrDefault(name, value);
                }

                @Override
                public char get(String name, char value) {
                    return (Character) fields.getOrDefault(name, value);
                }

                @Override
                public short get(String name, short value) {
                    return (Short) fields.getOrDefault(name, value);
                }

                @Override
                public int get(String name, int value) {
                    return (Integer) fields.getOrDefault(name, value);
                }

                @Override
                public long get(String name, long value) {
                    return (Long) fields.getOrDefault(name, value);
                }

                @Override
                public float get(String name, float value) {
                    return (Float) fields.getOrDefault(name, value);
                }

                @Override
                public double get(String name, double value) {
                    return (Double) fields.getOrDefault(name, value);
                }

                @Override
                public @Nullable Object get(String name, @Nullable Object value) {
                    return fields.getOrDefault(name, value);
                }
            };
        }
    }
}
