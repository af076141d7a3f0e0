package io.procession.shared;

import io.procession.shared.MapEntries.Item;
import java.io.Serializable;
import java.util.AbstractCollection;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The live views of a {@link SharedMap}: its entries, its keys, its values. */
final class MapViews<K, V> {

    private final SharedMap<K, V> map;

    MapViews(SharedMap<K, V> map) {
        this.map = map;
    }

    Set<Map.Entry<K, V>> entries() {
        return new Entries();
    }

    Set<K> keys() {
        return new Keys();
    }

    Collection<V> values() {
        return new AllValues();
    }

    /** A condition on entries that can travel if the one it is made of can. */
    private interface Condition<K, V> extends BiPredicate<K, V>, Serializable {}

    private boolean removeIf(Condition<K, V> condition, Object function) {
        return Boolean.TRUE.equals(
                map.<Boolean>updated(new MapUpdate.RemoveIf<>(condition, function)));
    }

    // conditions of static methods: a lambda in a view would capture that

    private static <K, V> Condition<K, V> onEntries(Predicate<? super Map.Entry<K, V>> filter) {
        return (key, value) -> filter.test(Map.entry(key, value));
    }

    private static <K, V> Condition<K, V> onKeys(Predicate<? super K> filter) {
        return (key, value) -> filter.test(key);
    }

    private static <K, V> Condition<K, V> onValues(Predicate<? super V> filter) {
        return (key, value) -> filter.test(value);
    }

    private final class Entries extends AbstractSet<Map.Entry<K, V>> {

        @Override
        public Iterator<Map.Entry<K, V>> iterator() {
            return new Listed<>(entry -> entry);
        }

        @Override
        public int size() {
            return map.size();
        }

        @Override
        public boolean contains(@Nullable Object other) {
            return other instanceof Map.Entry<?, ?> entry
                    && entry.getKey() != null
                    && entry.getValue() != null
                    && entry.getValue().equals(map.get(entry.getKey()));
        }

        @Override
        public boolean remove(@Nullable Object other) {
            return other instanceof Map.Entry<?, ?> entry
                    && entry.getKey() != null
                    && map.remove(entry.getKey(), entry.getValue());
        }

        @Override
        public boolean removeIf(Predicate<? super Map.Entry<K, V>> filter) {
            Objects.requireNonNull(filter, "filter");
            return MapViews.this.removeIf(onEntries(filter), filter);
        }

        @Override
        public void clear() {
            map.clear();
        }
    }

    private final class Keys extends AbstractSet<K> {

        @Override
        public Iterator<K> iterator() {
            return new Listed<>(Map.Entry::getKey);
        }

        @Override
        public int size() {
            return map.size();
        }

        @Override
        public boolean contains(@Nullable Object key) {
            return map.containsKey(key);
        }

        @Override
        public boolean remove(@Nullable Object key) {
            return map.remove(key) != null;
        }

        @Override
        public boolean removeIf(Predicate<? super K> filter) {
            Objects.requireNonNull(filter, "filter");
            return MapViews.this.removeIf(onKeys(filter), filter);
        }

        @Override
        public void clear() {
            map.clear();
        }
    }

    private final class AllValues extends AbstractCollection<V> {

        @Override
        public Iterator<V> iterator() {
            return new Listed<>(Map.Entry::getValue);
        }

        @Override
        public int size() {
            return map.size();
        }

        @Override
        public boolean contains(@Nullable Object value) {
            return map.containsValue(value);
        }

        @Override
        public boolean removeIf(Predicate<? super V> filter) {
            Objects.requireNonNull(filter, "filter");
            return MapViews.this.removeIf(onValues(filter), filter);
        }

        @Override
        public void clear() {
            map.clear();
        }
    }

    /** What there was when it was made. */
    private final class Listed<T> implements Iterator<T> {

        private final List<Item> items = map.entries().all();
        private final Function<Map.Entry<K, V>, T> shown;
        private int next;
        private @Nullable Listing last;

        Listed(Function<Map.Entry<K, V>, T> shown) {
            this.shown = shown;
        }

        @Override
        public boolean hasNext() {
            return next < items.size();
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Listing entry = new Listing(items.get(next++));
            last = entry;
            return shown.apply(entry);
        }

        @Override
        public void remove() {
            Listing shownLast = last;
            if (shownLast == null) {
                throw new IllegalStateException("remove without next");
            }
            last = null;
            map.remove(shownLast.getKey());
        }
    }

    /** An entry as it was; what is set is put into the map. */
    private final class Listing implements Map.Entry<K, V> {

        private final Item item;
        private @Nullable K key; // decoded when it is asked for
        private @Nullable V value;

        Listing(Item item) {
            this.item = item;
        }

        @Override
        public K getKey() {
            K known = key;
            if (known == null) {
                known = Values.decode(item.key, "key of SharedMap");
                key = known;
            }
            return known;
        }

        @Override
        public V getValue() {
            V known = value;
            if (known == null) {
                known = Values.decode(item.value, "value of SharedMap");
                value = known;
            }
            return known;
        }

        @Override
        public V setValue(V replacement) {
            V before = getValue();
            map.put(getKey(), replacement);
            value = replacement;
            return before;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Map.Entry<?, ?> entry
                    && getKey().equals(entry.getKey())
                    && getValue().equals(entry.getValue());
        }

        @Override
        public int hashCode() {
            return getKey().hashCode() ^ getValue().hashCode();
        }

        @Override
        public String toString() {
            return getKey() + "=" + getValue();
        }
    }
}
