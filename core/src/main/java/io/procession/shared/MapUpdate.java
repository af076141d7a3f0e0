package io.procession.shared;

import io.procession.shared.MapEntries.Item;
import io.procession.shared.MapEntries.Key;
import io.procession.shared.MapEntries.Stored;
import io.procession.spi.Payload;
import java.io.Serializable;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Something that changes a {@link SharedMap} by a function of a user. It runs in the owner if the
 * function can travel, else in the process that asks, with the same effect.
 *
 * <p>Atomic for each key: what it has read must still be there when it writes, else the function
 * runs again.
 */
@SuppressWarnings("serial") // it travels if what it holds can, which is tried
abstract class MapUpdate<K, V> implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Does it; gives what the caller is to get. */
    abstract @Nullable Object run(MapEntries entries);

    /** The function, which tells whether this can travel. */
    abstract Object function();

    final V value(Item item) {
        return Values.decode(item.value, "value of SharedMap");
    }

    final K key(Item item) {
        return Values.decode(item.key, "key of SharedMap");
    }

    final Payload encoded(V value) {
        return Values.encode(value, "value of SharedMap");
    }

    /**
     * Puts a value, or nothing for null, where something was seen; false if it is not as seen any
     * more.
     */
    final boolean isExchanged(MapEntries entries, Key key, @Nullable Item seen, @Nullable V value) {
        if (value == null) {
            return seen == null || entries.remove(key, seen.version) != null;
        }
        long condition = seen == null ? MapEntries.IF_ABSENT : seen.version;
        return entries.store(key, encoded(value), condition).isDone();
    }

    /** compute, computeIfPresent. */
    @SuppressWarnings("serial")
    static final class Compute<K, V> extends MapUpdate<K, V> {

        private static final long serialVersionUID = 1L;

        private final K key;
        private final boolean isOnlyIfPresent;
        private final BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function;

        Compute(
                K key,
                boolean isOnlyIfPresent,
                BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
            this.key = key;
            this.isOnlyIfPresent = isOnlyIfPresent;
            this.function = function;
        }

        @Override
        Object function() {
            return function;
        }

        @Override
        @Nullable Object run(MapEntries entries) {
            Key encoded = Key.of(key, /* isOnlyLookedFor= */ false);
            for (; ; ) {
                Item seen = entries.get(encoded);
                if (seen == null && isOnlyIfPresent) {
                    return null;
                }
                V value = function.apply(key, seen == null ? null : value(seen));
                if (isExchanged(entries, encoded, seen, value)) {
                    return value;
                }
            }
        }
    }

    /** computeIfAbsent. */
    @SuppressWarnings("serial")
    static final class Fill<K, V> extends MapUpdate<K, V> {

        private static final long serialVersionUID = 1L;

        private final K key;
        private final Function<? super K, ? extends @Nullable V> function;

        Fill(K key, Function<? super K, ? extends @Nullable V> function) {
            this.key = key;
            this.function = function;
        }

        @Override
        Object function() {
            return function;
        }

        @Override
        @Nullable Object run(MapEntries entries) {
            Key encoded = Key.of(key, /* isOnlyLookedFor= */ false);
            Item seen = entries.get(encoded);
            if (seen != null) {
                return value(seen);
            }
            V value = function.apply(key);
            if (value == null) {
                return null;
            }
            Stored stored = entries.store(encoded, encoded(value), MapEntries.IF_ABSENT);
            Item before = stored.before();
            return before == null ? value : value(before);
        }
    }

    /** merge. */
    @SuppressWarnings("serial")
    static final class Merge<K, V> extends MapUpdate<K, V> {

        private static final long serialVersionUID = 1L;

        private final K key;
        private final V value;
        private final BiFunction<? super V, ? super V, ? extends @Nullable V> function;

        Merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
            this.key = key;
            this.value = value;
            this.function = function;
        }

        @Override
        Object function() {
            return function;
        }

        @Override
        @Nullable Object run(MapEntries entries) {
            Key encoded = Key.of(key, /* isOnlyLookedFor= */ false);
            for (; ; ) {
                Item seen = entries.get(encoded);
                V merged = seen == null ? value : function.apply(value(seen), value);
                if (isExchanged(entries, encoded, seen, merged)) {
                    return merged;
                }
            }
        }
    }

    /** replaceAll. */
    @SuppressWarnings("serial")
    static final class ReplaceAll<K, V> extends MapUpdate<K, V> {

        private static final long serialVersionUID = 1L;

        private final BiFunction<? super K, ? super V, ? extends V> function;

        ReplaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
            this.function = function;
        }

        @Override
        Object function() {
            return function;
        }

        @Override
        @Nullable Object run(MapEntries entries) {
            for (Item each : entries.all()) {
                K key = key(each);
                Key encoded = Key.of(key, /* isOnlyLookedFor= */ false);
                Item seen = each;
                while (seen != null) {
                    V value = function.apply(key, value(seen));
                    if (value == null) {
                        throw new NullPointerException("value must not be null: key=" + key);
                    }
                    seen = isExchanged(entries, encoded, seen, value) ? null : entries.get(encoded);
                }
            }
            return null;
        }
    }

    /** removeIf of the views; gives whether anything was removed. */
    @SuppressWarnings("serial")
    static final class RemoveIf<K, V> extends MapUpdate<K, V> {

        private static final long serialVersionUID = 1L;

        private final BiPredicate<? super K, ? super V> condition;
        private final Object function;

        /**
         * @param function what the user has given, of which the condition is made
         */
        RemoveIf(BiPredicate<? super K, ? super V> condition, Object function) {
            this.condition = condition;
            this.function = function;
        }

        @Override
        Object function() {
            return function;
        }

        @Override
        Object run(MapEntries entries) {
            boolean isAny = false;
            for (Item each : entries.all()) {
                K key = key(each);
                Key encoded = Key.of(key, /* isOnlyLookedFor= */ true);
                Item seen = each;
                while (seen != null && condition.test(key, value(seen))) {
                    boolean isRemoved = isExchanged(entries, encoded, seen, null);
                    isAny |= isRemoved;
                    seen = isRemoved ? null : entries.get(encoded);
                }
            }
            return isAny;
        }
    }
}
