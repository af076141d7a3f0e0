package io.procession.shared;

import io.procession.internal.broker.Plain;
import io.procession.spi.Payload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a {@link SharedMap}, as encoded bytes, wherever they are: {@link MapState} in the
 * owner, {@link RemoteMapEntries} elsewhere. Each operation is atomic.
 */
interface MapEntries {

    /** For {@link #store}: in any case. */
    long ALWAYS = -1;

    /** For {@link #store}: if there is none of this key. */
    long IF_ABSENT = -2;

    /** For {@link #store}: if there is one of this key. */
    long IF_PRESENT = -3;

    @Nullable Item get(Key key);

    /**
     * Stores a value, on a condition: one of the above, or the version that must be there.
     *
     * @return the entry before, or null if there was none
     */
    Stored store(Key key, Payload value, long condition);

    /**
     * Removes an entry, on a condition: {@link #ALWAYS}, or the version that must be there.
     *
     * @return what there was, if it was removed
     */
    @Nullable Item remove(Key key, long condition);

    int size();

    void clear();

    /** All entries, as of about now. */
    List<Item> all();

    void storeAll(List<Key> keys, List<Payload> values);

    /** An entry at one time; identity is its equality. */
    final class Item {
        final long version; // of no other entry of this map, ever
        final Payload key;
        final Payload value;

        Item(long version, Payload key, Payload value) {
            this.version = version;
            this.key = key;
            this.value = value;
        }
    }

    /**
     * What {@link #store} has done.
     *
     * @param before what was there, or null
     */
    record Stored(boolean isDone, @Nullable Item before) {}

    /**
     * A key: its bytes, and the key itself unless the bytes are enough to compare it.
     *
     * @param encoded null if it is only looked for, in the owner
     */
    record Key(@Nullable Payload encoded, Object lookup) {

        static Key of(Object key, boolean isOnlyLookedFor) {
            if (Plain.is(key)) {
                Payload encoded = Values.encode(key, "key of SharedMap");
                return new Key(encoded, Plain.key(encoded));
            }
            return new Key(isOnlyLookedFor ? null : Values.encode(key, "key of SharedMap"), key);
        }

        /** One that has come from another process; runs code of the user unless it is plain. */
        static Key of(Payload encoded, boolean isPlain) {
            return new Key(
                    encoded,
                    isPlain ? Plain.key(encoded) : Values.decode(encoded, "key of SharedMap"));
        }

        boolean isPlain() {
            return lookup instanceof Plain.Key;
        }

        Payload payload() {
            Payload known = encoded;
            return known != null ? known : Values.encode(lookup, "key of SharedMap");
        }
    }
}
