package io.procession.internal.snapshot;

import io.procession.internal.snapshot.KeyedTracker.Order;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts one map or set back to what it was, its order too: that of a hash table is seen by the next
 * call, whose result would depend on the calls before. Confined to one thread.
 *
 * <p>Key by key where that can be; else emptied and filled again; and if the table has grown, with
 * the size that it had.
 */
final class KeyedUndo {

    private final Object table;
    private final @Nullable Object[] was;
    private final @Nullable Object[] now;
    private final int stride;
    private final Order order;

    KeyedUndo(
            Object table, @Nullable Object[] was, @Nullable Object[] now, int stride, Order order) {
        this.table = table;
        this.was = was;
        this.now = now;
        this.stride = stride;
        this.order = order;
    }

    /** Undoes it key by key, or not at all. */
    boolean isByKeys() {
        if (!areStable(was) || !areStable(now)) {
            return false;
        }
        KeyedDifference difference = new KeyedDifference(table, was, now, stride);
        if (was.length > stride && difference.isDisjoint() || !difference.find(order)) {
            return false;
        }
        Map<@Nullable Object, Boolean> touched =
                order == Order.IDENTITY ? new IdentityHashMap<>() : new HashMap<>();
        difference.addKeys(touched);
        List<@Nullable Object> back = new ArrayList<>();
        for (int i = 0; i < was.length && back.size() < touched.size() * stride; i += stride) {
            if (touched.containsKey(was[i])) {
                touched.put(was[i], Boolean.TRUE);
                back.add(was[i]);
                if (stride == 2) {
                    back.add(was[i + 1]);
                }
            }
        }
        for (Map.Entry<@Nullable Object, Boolean> each : touched.entrySet()) {
            if (!each.getValue()) {
                remove(each.getKey());
            }
        }
        put(back.toArray());
        return true;
    }

    private boolean areStable(@Nullable Object[] entries) {
        for (int i = 0; i < entries.length; i += stride) {
            if (!Keys.isStable(entries[i], order == Order.SORTED)) {
                return false;
            }
        }
        return true;
    }

    private void remove(@Nullable Object key) {
        if (stride == 2) {
            ((Map<?, ?>) table).remove(key);
        } else {
            ((Collection<?>) table).remove(key);
        }
    }

    void clear() {
        if (stride == 2) {
            ((Map<?, ?>) table).clear();
        } else {
            ((Collection<?>) table).clear();
        }
    }

    /**
     * Fills the table, if it is not what it was; false if its order is another even then.
     *
     * @param isCopy whether it is one that was decoded, so that it may get its first size again
     */
    boolean fill(boolean isCopy) {
        boolean hasGrown = isCopy && order == Order.HASH && hasGrown();
        if (isDone() && !hasGrown) {
            return true;
        }
        clear();
        put(was);
        if (order == Order.IDENTITY) {
            return true; // identity hashes are others in each copy
        }
        if (isDone() && !hasGrown) {
            return true;
        }
        return isCopy && HashTables.refill(table, was) && isDone();
    }

    /**
     * Whether the table has more room than a new one, so that what is added next would be in
     * another place. (That it grew and shrank again is seen only by its order.)
     */
    private boolean hasGrown() {
        int room = HashTables.room(was.length / stride);
        return now.length / stride > room - room / 4;
    }

    private boolean isDone() {
        return KeyedTracker.isSame(
                was,
                stride == 2
                        ? KeyedTracker.entriesOf((Map<?, ?>) table)
                        : ((Collection<?>) table).toArray());
    }

    @SuppressWarnings("unchecked")
    private void put(@Nullable Object[] entries) {
        for (int i = 0; i < entries.length; i += stride) {
            if (stride == 2) {
                ((Map<@Nullable Object, @Nullable Object>) table).put(entries[i], entries[i + 1]);
            } else {
                ((Collection<@Nullable Object>) table).add(entries[i]);
            }
        }
    }
}
