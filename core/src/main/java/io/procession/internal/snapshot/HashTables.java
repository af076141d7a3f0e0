package io.procession.internal.snapshot;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.invoke.MethodHandle;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;

/**
 * Fills hash tables anew with the size that new ones have. Their order depends on that, clearing
 * does not make them smaller, and only their own deserialisation does.
 */
final class HashTables {

    private static final int LEAST = 16; // buckets
    private static final int LEAST_IN_SET = 10; // entries that give a set so many
    private static final float LOAD_FACTOR = 0.75f;

    private HashTables() {}

    /** What decoded tables are made for: as many buckets as deserialisation gives a map. */
    static int capacity(int entries) {
        return Math.max(LEAST, CollectionPlan.capacity(entries));
    }

    /** How many buckets a decoded table of so many entries has. */
    static int room(int entries) {
        return Integer.highestOneBit(capacity(entries) - 1) << 1;
    }

    /** Refills a table of one of the classes for which this is possible, or says that it is not. */
    static boolean refill(Object table, @Nullable Object[] entries) {
        Class<?> type = table.getClass();
        boolean isMap = type == HashMap.class;
        if (!isMap && type != HashSet.class) {
            return false;
        }
        MethodHandle readObject = Reflection.hookOrNull("readObjectForSerialization", type);
        if (readObject == null) {
            return false;
        }
        try (Input in = new Input(entries, isMap)) {
            readObject.invoke(table, (ObjectInputStream) in);
            if (entries.length == 0) {
                clear(table); // of what gave it its size
            }
            return true;
        } catch (Throwable e) {
            return false;
        }
    }

    private static void clear(Object table) {
        if (table instanceof Collection<?> set) {
            set.clear();
        }
    }

    /** What a table asks for when it is read. */
    private static final class Input extends ObjectInputStream {
        private final @Nullable Object[] entries;
        private final boolean isMap;
        private int count;
        private int objects;

        Input(@Nullable Object[] entries, boolean isMap) throws IOException {
            this.entries = entries;
            this.isMap = isMap;
        }

        @Override
        public void close() {}

        @Override
        public void defaultReadObject() {}

        @Override
        public GetField readFields() {
            return new Fields();
        }

        @Override
        public float readFloat() {
            return LOAD_FACTOR;
        }

        /**
         * First a number of buckets, which is ignored, then one of entries: the last of them comes
         * several times, where that is needed to make the table as large.
         */
        @Override
        public int readInt() {
            boolean isFirst = count++ == 0;
            return isFirst
                    ? LEAST
                    : isMap ? mappings() : Math.max(LEAST_IN_SET, entries.length + 1);
        }

        /** Of 3/4 of a power of two, JDKs before 19 make a map twice as large as later ones do. */
        private int mappings() {
            int there = entries.length / 2;
            boolean isDisputed = there % 3 == 0 && Integer.bitCount(there / 3) == 1;
            return isDisputed ? there + 1 : there;
        }

        @Override
        protected @Nullable Object readObjectOverride() {
            int at = objects++;
            int stride = isMap ? 2 : 1;
            if (at >= entries.length && entries.length > 0) {
                at = entries.length - stride + at % stride;
            }
            return at < entries.length ? entries[at] : null;
        }
    }

    /** Fields that nobody told: all are what they are by default. */
    private static final class Fields extends ObjectInputStream.GetField {
        @Override
        public ObjectStreamClass getObjectStreamClass() {
            return ObjectStreamClass.lookup(HashMap.class);
        }

        @Override
        public boolean defaulted(String name) {
            return true;
        }

        @Override
        public boolean get(String name, boolean value) {
            return value;
        }

        @Override
        public byte get(String name, byte value) {
            return value;
        }

        @Override
        public char get(String name, char value) {
            return value;
        }

        @Override
        public short get(String name, short value) {
            return value;
        }

        @Override
        public int get(String name, int value) {
            return value;
        }

        @Override
        public long get(String name, long value) {
            return value;
        }

        @Override
        public float get(String name, float value) {
            return name.equals("loadFactor") ? LOAD_FACTOR : value;
        }

        @Override
        public double get(String name, double value) {
            return value;
        }

        @Override
        public @Nullable Object get(String name, @Nullable Object value) {
            return value;
        }
    }
}
