package io.procession.internal.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys that were removed from a table, and the entries that were put. */
final class KeyedDifference {

    private final Object table;
    private final @Nullable Object[] was;
    private final @Nullable Object[] now;
    private final int stride;
    private final List<@Nullable Object> removed = new ArrayList<>();
    private final List<@Nullable Object> put = new ArrayList<>(); // with their values
    private boolean isOrderKept = true;

    KeyedDifference(Object table, @Nullable Object[] was, @Nullable Object[] now, int stride) {
        this.table = table;
        this.was = was;
        this.now = now;
        this.stride = stride;
    }

    boolean isNone() {
        return removed.isEmpty() && put.isEmpty();
    }

    /** Whether nothing is left of what was. */
    boolean isDisjoint() {
        if (now.length == 0) {
            return true;
        }
        if (Values.same(was[0], now[0])) {
            return false;
        }
        for (int i = 0; i < was.length; i += stride) {
            if (KeyedTracker.contains(table, was[i])) {
                return false;
            }
        }
        return true;
    }

    boolean removesUnstable(boolean isSorted) {
        for (Object each : removed) {
            if (!Keys.isStable(each, isSorted)) {
                return true;
            }
        }
        return false;
    }

    /** Finds the difference; false if only the whole tells it. */
    boolean find(KeyedTracker.Order order) {
        try {
            if (merge() && (isOrderKept || order != KeyedTracker.Order.LINKED)) {
                return true;
            }
        } catch (RuntimeException | StackOverflowError e) {
            return false; // a key in a broken state cannot be asked for
        }
        if (order == KeyedTracker.Order.LINKED || order == KeyedTracker.Order.SORTED) {
            return false;
        }
        removed.clear();
        put.clear();
        findByIdentity();
        return true;
    }

    /** Merges both sequences; false if keys have changed places. */
    private boolean merge() {
        int i = 0;
        int j = 0;
        boolean isAdded = false;
        while (i < was.length || j < now.length) {
            if (i < was.length && j < now.length && Values.same(was[i], now[j])) {
                putIfChanged(i, j);
                isOrderKept &= !isAdded;
                i += stride;
                j += stride;
            } else if (i < was.length && !KeyedTracker.contains(table, was[i])) {
                removed.add(was[i]);
                i += stride;
            } else if (j < now.length) {
                put(j);
                isAdded = true;
                j += stride;
            } else {
                return false;
            }
        }
        return true;
    }

    private void putIfChanged(int i, int j) {
        if (stride == 2 && was[i + 1] != now[j + 1] && !Values.same(was[i + 1], now[j + 1])) {
            put(j);
        }
    }

    private void put(int j) {
        put.add(now[j]);
        if (stride == 2) {
            put.add(now[j + 1]);
        }
    }

    private void findByIdentity() {
        Map<@Nullable Object, Integer> values = new HashMap<>();
        Map<@Nullable Object, Integer> others = new IdentityHashMap<>();
        for (int j = 0; j < now.length; j += stride) {
            (Values.isValue(now[j]) ? values : others).put(now[j], j);
        }
        boolean[] isOld = new boolean[now.length];
        for (int i = 0; i < was.length; i += stride) {
            Integer j = (Values.isValue(was[i]) ? values : others).get(was[i]);
            if (j == null) {
                removed.add(was[i]);
            } else {
                isOld[j] = true;
                putIfChanged(i, j);
            }
        }
        for (int j = 0; j < now.length; j += stride) {
            if (!isOld[j]) {
                put(j);
            }
        }
    }

    /** Adds all keys that were removed or put. */
    void addKeys(Map<@Nullable Object, Boolean> keys) {
        for (Object each : removed) {
            keys.put(each, Boolean.FALSE);
        }
        for (int i = 0; i < put.size(); i += stride) {
            keys.put(put.get(i), Boolean.FALSE);
        }
    }

    void write(Changes out) {
        out.head().putVarInt(removed.size());
        out.head().putVarInt(put.size() / stride);
        for (Object each : removed) {
            out.value(each);
        }
        for (Object each : put) {
            out.value(each);
        }
    }
}
