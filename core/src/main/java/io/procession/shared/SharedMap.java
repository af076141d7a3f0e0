package io.procession.shared;

import io.procession.TaskNotSerializableException;
import io.procession.internal.broker.Broker;
import io.procession.internal.broker.Handle;
import io.procession.internal.broker.Message;
import io.procession.internal.broker.ObjectId;
import io.procession.internal.broker.SharedRef;
import io.procession.shared.MapEntries.Item;
import io.procession.shared.MapEntries.Key;
import io.procession.spi.Payload;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A map between processes: a {@link ConcurrentMap} whose handle is the same map in every process
 * that has it.
 *
 * <p>It lives in the process that made it, and ends with it. What is put is a copy, of the moment
 * of the put, and what is got is another: to change a value, put it again, or {@link #compute} it.
 * Shared objects in it are not copied but shared, so a map of shared lists is live all the way
 * down. Neither keys nor values may be null; what cannot be sent to another process is refused, by
 * a {@link TaskNotSerializableException}.
 *
 * <p><b>Keys</b> are compared by {@code equals} and {@code hashCode}, in the process that made the
 * map, which must know their class; else they are refused by a {@link
 * io.procession.ProcessionException}. Texts, numbers, dates and constants of enums need not be
 * known there, and are much faster. Values need not be known.
 *
 * <p><b>Functions.</b> {@link #compute}, {@link #merge}, {@link #replaceAll} and the like are
 * atomic for each key. A function that is {@link Serializable} runs in the process that made the
 * map, on a copy of what it captured, which saves round trips; any other runs in the calling
 * thread. Both may run more than once if others change the same key meanwhile, and hold no lock
 * while they run. {@code forEach} runs in the calling thread.
 *
 * <p><b>Views</b> ({@link #entrySet} and the others) are live. Their iterators show a copy of about
 * one moment, which is read in one round trip; {@code remove} and {@code setValue} write through.
 * {@link #putAll} and the copies ({@code Map.copyOf}) are one round trip, too, but not atomic.
 *
 * <p>Any thread of any process may use it; no method waits for more than an answer. When it was
 * closed, or its process has ended, every method throws an {@link IllegalStateException}.
 *
 * <p>The idea is that of {@code multiprocessing.Manager().dict()} of Python.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class SharedMap<K, V> extends AbstractMap<K, V>
        implements ConcurrentMap<K, V>, Serializable, AutoCloseable {

    private static final long serialVersionUID = 1L;

    private final transient SharedRef ref;
    private final transient @Nullable MapState own; // null: another process owns it
    private final transient RemoteMapEntries remote;
    private final transient MapViews<K, V> views = new MapViews<>(this);

    private SharedMap(SharedRef ref) {
        this.ref = ref;
        this.own = ref.served() instanceof MapState state ? state : null;
        this.remote = new RemoteMapEntries(ref);
    }

    /** An empty map, in this process. */
    public static <K, V> SharedMap<K, V> create() {
        SharedRef ref = Broker.add(new MapState());
        SharedMap<K, V> map = new SharedMap<>(ref);
        ref.setFace(map);
        return map;
    }

    /** A map of the same entries, in this process. */
    public static <K, V> SharedMap<K, V> create(Map<? extends K, ? extends V> entries) {
        SharedMap<K, V> map = create();
        map.putAll(entries);
        return map;
    }

    /** Where the entries are. One that was closed is asked the long way, which says so. */
    MapEntries entries() {
        MapState state = own;
        return state == null || state.isClosedForDirectUse() ? remote : state;
    }

    // One entry

    @Override
    public @Nullable V get(@Nullable Object key) {
        return value(entries().get(sought(key)));
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return entries().get(sought(key)) != null;
    }

    @Override
    public @Nullable V put(K key, V value) {
        return value(entries().store(given(key), encoded(value), MapEntries.ALWAYS).before());
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        return value(entries().store(given(key), encoded(value), MapEntries.IF_ABSENT).before());
    }

    @Override
    public @Nullable V replace(K key, V value) {
        return value(entries().store(given(key), encoded(value), MapEntries.IF_PRESENT).before());
    }

    @Override
    public @Nullable V remove(@Nullable Object key) {
        return value(entries().remove(sought(key), MapEntries.ALWAYS));
    }

    /** Compares the values in this process, by {@code equals}. */
    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        Objects.requireNonNull(oldValue, "oldValue");
        Key encoded = given(key);
        Payload replacement = encoded(newValue);
        for (; ; ) {
            Item seen = entries().get(encoded);
            if (seen == null || !oldValue.equals(value(seen))) {
                return false;
            }
            if (entries().store(encoded, replacement, seen.version).isDone()) {
                return true;
            }
        }
    }

    /** Compares the values in this process, by {@code equals}. */
    @Override
    public boolean remove(@Nullable Object key, @Nullable Object value) {
        Key encoded = sought(key);
        for (; ; ) {
            Item seen = entries().get(encoded);
            if (seen == null || value == null || !value.equals(value(seen))) {
                return false;
            }
            if (entries().remove(encoded, seen.version) != null) {
                return true;
            }
        }
    }

    // By a function

    @Override
    public @Nullable V compute(
            K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        return updated(new MapUpdate.Compute<>(nonNull(key), false, function));
    }

    @Override
    public @Nullable V computeIfPresent(
            K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        return updated(new MapUpdate.Compute<>(nonNull(key), true, function));
    }

    /** If there is a value, the function is not sent anywhere. */
    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
        Objects.requireNonNull(function, "function");
        V known = get(key);
        return known != null ? known : updated(new MapUpdate.Fill<>(key, function));
    }

    @Override
    public @Nullable V merge(
            K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        return updated(new MapUpdate.Merge<>(nonNull(key), nonNull(value), function));
    }

    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        updated(new MapUpdate.ReplaceAll<K, V>(function));
    }

    /** Runs it in the owner, if that is another process and the function can go there. */
    @SuppressWarnings("unchecked") // an update gives what it says
    <R> @Nullable R updated(MapUpdate<K, V> update) {
        Objects.requireNonNull(update.function(), "function");
        MapEntries entries = entries();
        if (entries == remote && update.function() instanceof Serializable) {
            Payload encoded = null;
            try {
                encoded = Values.encode(update, "function for SharedMap");
            } catch (TaskNotSerializableException e) {
                // it has captured what cannot travel: it runs here
            }
            Message reply = encoded == null ? null : remote.update(encoded);
            if (reply != null && reply.code() != MapState.CANNOT_RUN) {
                return reply.isOk() ? Values.<R>decode(reply.value(0), "value of SharedMap") : null;
            }
        }
        return (R) update.run(entries);
    }

    // All entries

    @Override
    public void putAll(Map<? extends K, ? extends V> entries) {
        List<Key> keys = new ArrayList<>(entries.size());
        List<Payload> values = new ArrayList<>(entries.size());
        entries.forEach((key, value) -> {
            keys.add(given(key));
            values.add(encoded(value));
        });
        if (!keys.isEmpty()) {
            entries().storeAll(keys, values);
        }
    }

    @Override
    public int size() {
        return entries().size();
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public void clear() {
        entries().clear();
    }

    /** Compares in this process, by {@code equals}. */
    @Override
    public boolean containsValue(@Nullable Object value) {
        Objects.requireNonNull(value, "value");
        for (Item each : entries().all()) {
            if (value.equals(value(each))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return views.entries();
    }

    @Override
    public Set<K> keySet() {
        return views.keys();
    }

    @Override
    public Collection<V> values() {
        return views.values();
    }

    // To bytes and back

    private Key sought(@Nullable Object key) {
        return Key.of(nonNull(key), /* isOnlyLookedFor= */ true);
    }

    private static Key given(@Nullable Object key) {
        return Key.of(nonNull(key), /* isOnlyLookedFor= */ false);
    }

    private static Payload encoded(@Nullable Object value) {
        return Values.encode(nonNull(value), "value of SharedMap");
    }

    private static <T> T nonNull(@Nullable T given) {
        return Objects.requireNonNull(given, "neither key nor value may be null");
    }

    private @Nullable V value(@Nullable Item item) {
        return item == null ? null : Values.<V>decode(item.value, "value of SharedMap");
    }

    // The end

    /** In the process that made it, frees the map. Elsewhere does nothing. */
    @Override
    public void close() {
        ref.close();
    }

    // How it travels

    private Object writeReplace() {
        return new Travelling(ref.id());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("shared map travels as a handle");
    }

    private record Travelling(ObjectId id) implements Handle, Serializable {

        private Object readResolve() {
            return Broker.refOf(id)
                    .face(SharedMap.class, ref -> new SharedMap<Object, Object>(ref));
        }
    }
}
