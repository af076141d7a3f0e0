package io.procession.internal.snapshot;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A random graph of objects, and random operations that change it: the same for the same seed. All
 * objects are in one list, so that operations find them whatever a hash table's order is.
 */
final class RandomGraph {

    private RandomGraph() {}

    static class Thing implements Comparable<Thing> {
        final int id;
        private @Nullable Object first;
        protected long number;

        Thing(int id) {
            this.id = id;
        }

        @Override
        public int compareTo(Thing other) {
            return Integer.compare(id, other.id);
        }
    }

    static final class Special extends Thing {
        private @Nullable Object second;
        @Nullable Object @Nullable [] many;
        double mean;
        boolean isOpen;

        Special(int id) {
            super(id);
        }
    }

    /** Its hash code is its state. */
    static final class Keyed extends Thing {
        int state;

        Keyed(int id) {
            super(id);
            state = id;
        }

        @Override
        public int hashCode() {
            return state;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Keyed keyed && keyed.state == state && keyed.id == id;
        }
    }

    record Pair(@Nullable Object left, @Nullable Object right) {}

    /** Builds a graph: a list of all its objects. */
    static List<Object> build(long seed) {
        Random random = new Random(seed);
        Maker maker = new Maker(random, 0);
        int count = 5 + random.nextInt(30);
        List<Object> all = maker.pool;
        for (int i = 0; i < count; i++) {
            all.add(maker.make());
        }
        for (int i = 0; i < 3 * count; i++) {
            maker.change();
        }
        if (random.nextBoolean()) {
            all.add(all);
        }
        return new ArrayList<>(all);
    }

    /** Builds a graph that refers to objects of others, and leaves these alone. */
    static List<Object> buildOn(List<Object> others, long seed, int firstId) {
        Random random = new Random(seed);
        Maker maker = new Maker(random, firstId);
        maker.others.addAll(others);
        int count = 3 + random.nextInt(15);
        for (int i = 0; i < count; i++) {
            maker.pool.add(maker.make());
        }
        for (int i = 0; i < 3 * count; i++) {
            maker.change();
        }
        return new ArrayList<>(maker.pool);
    }

    /** Changes a graph, and returns something of it. New things get ids from {@code firstId} on. */
    static @Nullable Object change(List<Object> all, long seed, int firstId) {
        return change(all, List.of(), List.of(), seed, firstId);
    }

    /**
     * Changes a graph of two lists, and returns something of it.
     *
     * @param others is referred to, and not changed
     */
    static @Nullable Object change(
            List<Object> all, List<Object> more, List<Object> others, long seed, int firstId) {
        Random random = new Random(seed);
        Maker maker = new Maker(random, firstId);
        maker.pool.addAll(all);
        maker.pool.addAll(more);
        maker.others.addAll(others);
        int count = random.nextInt(25);
        for (int i = 0; i < count; i++) {
            maker.change();
            if (random.nextInt(60) == 0) {
                throw new IllegalStateException("thrown after " + i);
            }
            if (random.nextInt(6) == 0) {
                Object made = maker.make();
                maker.pool.add(made);
                if (random.nextBoolean()) {
                    all.add(made);
                }
            }
        }
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> maker.any();
            case 2 -> new Object[] {maker.any(), maker.make(), maker.any()};
            default ->
                    new Pair(maker.any(), new ArrayList<>(Collections.singletonList(maker.any())));
        };
    }

    /** Makes and changes objects. */
    private static final class Maker {
        final Random random;
        final List<Object> pool = new ArrayList<>();
        final List<Object> others = new ArrayList<>();
        private int nextId;

        Maker(Random random, int firstId) {
            this.random = random;
            this.nextId = firstId;
        }

        Object make() {
            return switch (random.nextInt(18)) {
                case 0, 1 -> new Thing(nextId++);
                case 2, 3 -> new Special(nextId++);
                case 4, 5 -> new Keyed(nextId++);
                case 6 -> new Object[random.nextInt(6)];
                case 7 -> new int[random.nextInt(6)];
                case 8 -> new double[random.nextInt(6)];
                case 9 -> new ArrayList<>();
                case 10 -> new LinkedList<>();
                case 11 -> new ArrayDeque<>();
                case 12 -> random.nextBoolean() ? new HashMap<>() : new ConcurrentHashMap<>();
                case 13 ->
                        random.nextBoolean()
                                ? new LinkedHashMap<>()
                                : new LinkedHashMap<>(16, 0.75f, true);
                case 14 -> random.nextBoolean() ? new TreeMap<>() : new IdentityHashMap<>();
                case 15 -> random.nextBoolean() ? new HashSet<>() : new LinkedHashSet<>();
                case 16 -> random.nextBoolean() ? new StringBuilder("b") : new AtomicReference<>();
                default -> new Pair(any(), any());
            };
        }

        /** Something, or nothing. */
        @Nullable Object any() {
            return switch (random.nextInt(10)) {
                case 0 -> null;
                case 1 -> random.nextInt(1000);
                case 2 -> "s" + random.nextInt(5);
                case 3 -> random.nextDouble();
                default -> anyObject();
            };
        }

        private @Nullable Object anyObject() {
            int count = pool.size() + others.size();
            int chosen = count == 0 ? 0 : random.nextInt(count);
            return count == 0
                    ? null
                    : chosen < pool.size() ? pool.get(chosen) : others.get(chosen - pool.size());
        }

        private Object some() {
            Object any = any();
            return any == null ? "some" : any;
        }

        /** A thing that can be a key: it has an id, or is a value. */
        private Object key(boolean isSorted) {
            Object any = pool.isEmpty() || isSorted ? null : pool.get(random.nextInt(pool.size()));
            return any instanceof Thing ? any : "k" + random.nextInt(8);
        }

        void change() {
            if (!pool.isEmpty()) {
                change(pool.get(random.nextInt(pool.size())));
            }
        }

        @SuppressWarnings("unchecked")
        private void change(Object object) {
            if (object instanceof Keyed keyed && random.nextBoolean()) {
                rekey(keyed);
            } else if (object instanceof Thing thing) {
                change(thing);
            } else if (object instanceof Object[] array && array.length > 0) {
                ((@Nullable Object[]) object)[random.nextInt(array.length)] = any();
            } else if (object instanceof int[] array && array.length > 0) {
                array[random.nextInt(array.length)] = random.nextInt();
            } else if (object instanceof double[] array && array.length > 0) {
                array[random.nextInt(array.length)] = random.nextDouble();
            } else if (object instanceof Map) {
                change((Map<@Nullable Object, @Nullable Object>) object);
            } else if (object instanceof Set) {
                change((Set<Object>) object);
            } else if (object instanceof Collection) {
                change((Collection<@Nullable Object>) object);
            } else if (object instanceof StringBuilder builder) {
                change(builder);
            } else if (object instanceof AtomicReference) {
                ((AtomicReference<@Nullable Object>) object).set(any());
            }
        }

        private void change(Thing thing) {
            thing.number += random.nextInt(3);
            if (random.nextBoolean()) {
                thing.first = any();
            }
            if (thing instanceof Special special) {
                switch (random.nextInt(4)) {
                    case 0 -> special.second = any();
                    case 1 -> special.many = new @Nullable Object[] {any(), special};
                    case 2 -> special.mean = random.nextDouble();
                    default -> special.isOpen = !special.isOpen;
                }
            }
        }

        private void change(StringBuilder builder) {
            if (random.nextInt(3) == 0) {
                builder.reverse();
            } else {
                builder.append(random.nextInt(100));
            }
        }

        private void change(Map<@Nullable Object, @Nullable Object> map) {
            boolean isSorted = map instanceof TreeMap;
            Object value = map instanceof ConcurrentHashMap ? some() : any();
            Object key = map instanceof IdentityHashMap ? identityKey() : key(isSorted);
            switch (random.nextInt(12)) {
                case 0, 1 -> map.remove(key);
                case 2 -> {
                    if (map.containsKey(key)) {
                        map.get(key);
                    }
                }
                case 3 -> {
                    if (random.nextInt(5) == 0) {
                        map.clear();
                    }
                }
                case 4 -> {
                    if (map.containsKey(key)) {
                        Object old = map.remove(key);
                        map.put(key, old);
                    }
                }
                default -> map.put(key, value);
            }
        }

        /** Strings of an identity map would be found by chance only. */
        private Object identityKey() {
            Object key = key(/* isSorted= */ false);
            return key instanceof String ? random.nextInt(100) : key;
        }

        private void change(Set<Object> set) {
            Object key = key(/* isSorted= */ false);
            switch (random.nextInt(6)) {
                case 0 -> set.remove(key);
                case 1 -> {
                    if (set.remove(key)) {
                        set.add(key);
                    }
                }
                case 2 -> {
                    if (random.nextInt(5) == 0) {
                        set.clear();
                    }
                }
                default -> set.add(key);
            }
        }

        private void change(Collection<@Nullable Object> collection) {
            Object any = collection instanceof ArrayDeque ? some() : any();
            int size = collection.size();
            switch (random.nextInt(9)) {
                case 0 -> {
                    if (collection instanceof List<?> list && size > 0) {
                        list.remove(random.nextInt(size));
                    }
                }
                case 1 -> {
                    if (collection instanceof List<@Nullable Object> list) {
                        list.add(random.nextInt(size + 1), any);
                    }
                }
                case 2, 3 -> {
                    if (collection instanceof List<@Nullable Object> list && size > 0) {
                        list.set(random.nextInt(size), any);
                    }
                }
                case 4 -> {
                    if (random.nextInt(5) == 0) {
                        collection.clear();
                    }
                }
                case 5 -> {
                    if (collection instanceof List<?> list) {
                        Collections.shuffle(list, new Random(random.nextLong()));
                    }
                }
                case 6 -> {
                    if (collection instanceof Queue<?> queue) {
                        queue.poll();
                    }
                }
                default -> collection.add(any);
            }
        }

        /** Takes a key out of all tables, changes it, and puts it back. */
        @SuppressWarnings("unchecked")
        private void rekey(Keyed keyed) {
            List<Runnable> puts = new ArrayList<>();
            for (Object each : pool) {
                if (each instanceof Map && !(each instanceof IdentityHashMap)) {
                    Map<Object, @Nullable Object> map = (Map<Object, @Nullable Object>) each;
                    if (!(map instanceof TreeMap) && map.containsKey(keyed)) {
                        Object value = map.remove(keyed);
                        puts.add(() -> map.put(keyed, value));
                    }
                } else if (each instanceof Set && ((Set<Object>) each).remove(keyed)) {
                    puts.add(() -> ((Set<Object>) each).add(keyed));
                }
            }
            keyed.state += 1 + random.nextInt(1000);
            puts.forEach(Runnable::run);
        }
    }

    /** The fields of a thing that lead on. */
    static @Nullable Object[] members(Thing thing) {
        return thing instanceof Special special
                ? new @Nullable Object[] {thing.first, special.second, special.many}
                : new @Nullable Object[] {thing.first};
    }

    /** The rest of a thing, as a text. */
    static String text(Thing thing) {
        String text = thing.getClass().getSimpleName() + thing.id + ":" + thing.number;
        if (thing instanceof Keyed keyed) {
            return text + ":" + keyed.state;
        }
        return thing instanceof Special special
                ? text + ":" + special.mean + special.isOpen
                : Objects.requireNonNull(text);
    }
}
