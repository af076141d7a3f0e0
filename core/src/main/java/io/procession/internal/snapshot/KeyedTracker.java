package io.procession.internal.snapshot;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * Both walks see the entries in the order of the table's own iteration, which seldom changes: so the entries as they
 * were and as they are now are merged like two sorted sequences, and whether a key is gone is the
 * only thing that the table itself is asked. Where the order did change, a linked table is replaced whole, and keys of a
 * hash table are found by identity.
 *
 * A key whose hash code depends on its own state may have been taken out, changed, and put in again. In the
 * caller's process it must then be taken out before it is changed: such a table is emptied
 * first and filled last ("rebuilt"), and in between its keys get their changes.
 */
/** A map or a set: its keys, and their values. */
final class KeyedTracker extends Tracker {

    /** How the keys of a table are found and ordered. */
    enum Order {
        HASH,
        LINKED,
        SORTED,
        IDENTITY
    }

    private final int stride; // 2 for maps, 1 for sets
    private final Order order;

    KeyedTracker(boolean isMap, Order order) {
        this.stride = isMap ? 2 : 1;
        this.order = order;
    }

    @Override
    void capture(Object object, ShadowStore into) {
        @Nullable Object[] entries = entries(object);
        into.put(entries);
        into.put(order == Order.HASH || order == Order.LINKED ? hashes(entries) : null);
    }

    /** The hash codes of unstable keys, or null if there are none. */
    private int @Nullable [] hashes(@Nullable Object[] entries) {
        int[] hashes = null;
        for (int i = 0; i < entries.length; i += stride) {
            if (!Keys.isStable(entries[i], /* isSorted= */ false)) {
                hashes = hashes == null ? new int[entries.length] : hashes;
                hashes[i] = Keys.hash(entries[i]);
            }
        }
        return hashes;
    }

    private @Nullable Object[] entries(Object object) {
        return stride == 1 ? ((Collection<?>) object).toArray() : entriesOf((Map<?, ?>) object);
    }

    /** Keys and values in turns. */
    static @Nullable Object[] entriesOf(Map<?, ?> map) {
        @Nullable Object[] entries = new @Nullable Object[2 * map.size()];
        int at = 0;
        for (Map.Entry<?, ?> each : map.entrySet()) {
            if (at == entries.length) {
                break; // a concurrent map that another thread still fills
            }
            entries[at++] = each.getKey();
            entries[at++] = each.getValue();
        }
        return entries;
    }

    @Override
    void compare(Object object, ShadowStore from, Changes out) {
        @Nullable Object[] was = (@Nullable Object[]) Objects.requireNonNull(from.take());
        int[] hashes = (int[]) from.take();
        @Nullable Object[] now = entries(object);
        if (hashes == null && isSame(was, now)) {
            return;
        }
        KeyedDifference difference = new KeyedDifference(object, was, now, stride);
        boolean isReplaced =
                was.length > stride && difference.isDisjoint() || !difference.find(order);
        if (isReplaced || isUnsettled(object, difference)) {
            replaced(now, out);
            return;
        }
        boolean isRehashed = hashes != null && isRehashed(object, was, hashes);
        if (difference.isNone() && !isRehashed) {
            if (!isSame(was, now)) {
                from.noteDisturbed();
            }
            return;
        }
        boolean isRebuilt =
                isRehashed || order != Order.IDENTITY && difference.removesUnstable(isSorted());
        out.beginNext(ChangeKind.KEYED);
        int flags = isRebuilt ? KeyedChange.REBUILT : 0;
        out.head().putByte(flags | (order == Order.IDENTITY ? KeyedChange.IDENTITY : 0));
        difference.write(out);
    }

    private boolean isSorted() {
        return order == Order.SORTED;
    }

    static boolean isSame(@Nullable Object[] was, @Nullable Object[] now) {
        if (was.length != now.length) {
            return false;
        }
        for (int i = 0; i < was.length; i++) {
            if (was[i] != now[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether putting a value would change the order: in a map that is ordered by access. */
    private boolean isUnsettled(Object object, KeyedDifference difference) {
        return order == Order.LINKED
                && object instanceof LinkedHashMap<?, ?> map
                && !difference.isNone()
                && MapPlan.isAccessOrdered(map);
    }

    private boolean isRehashed(Object object, @Nullable Object[] was, int[] hashes) {
        for (int i = 0; i < was.length; i += stride) {
            if (!Keys.isStable(was[i], /* isSorted= */ false)
                    && Keys.hash(was[i]) != hashes[i]
                    && contains(object, was[i])) {
                return true;
            }
        }
        return false;
    }

    static boolean contains(Object table, @Nullable Object key) {
        return table instanceof Map<?, ?> map
                ? map.containsKey(key)
                : ((Set<?>) table).contains(key);
    }

    private void replaced(@Nullable Object[] now, Changes out) {
        out.beginNext(ChangeKind.KEYED);
        out.head()
                .putByte(
                        KeyedChange.REPLACED
                                | (order == Order.IDENTITY ? KeyedChange.IDENTITY : 0));
        out.head().putVarInt(0);
        out.head().putVarInt(now.length / stride);
        for (Object each : now) {
            out.value(each);
        }
    }

    @Override
    void detach(Object object, ShadowStore from) {
        @Nullable Object[] was = (@Nullable Object[]) Objects.requireNonNull(from.take());
        int[] hashes = (int[]) from.take();
        @Nullable Object[] now = entries(object);
        if (hashes == null && isSame(was, now)) {
            return;
        }
        KeyedUndo undo = new KeyedUndo(object, was, now, stride, order);
        from.detail(undo);
        if (hashes != null || !undo.isByKeys()) {
            undo.clear();
        }
    }

    @Override
    void restore(Object object, ShadowStore from) {
        from.take();
        from.take();
    }

    @Override
    void attach(Object object, ShadowStore from) {
        KeyedUndo undo = (KeyedUndo) from.detail();
        from.take();
        from.take();
        if (undo != null && !undo.fill(/* isCopy= */ from.recorder() != null)) {
            from.noteInexact();
        }
    }
}
