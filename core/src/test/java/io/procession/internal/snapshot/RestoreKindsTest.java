package io.procession.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.WeakHashMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What comes back of each kind of object, against the same done to it here. */
class RestoreKindsTest {

    static Stream<Supplier<Collection<Object>>> collections() {
        return Stream.of(
                ArrayList::new,
                LinkedList::new,
                Vector::new,
                Stack::new,
                ArrayDeque::new,
                CopyOnWriteArrayList::new,
                CopyOnWriteArraySet::new,
                ConcurrentLinkedQueue::new,
                ConcurrentLinkedDeque::new,
                LinkedTransferQueue::new,
                LinkedBlockingQueue::new,
                LinkedBlockingDeque::new,
                () -> new ArrayBlockingQueue<>(50),
                HashSet::new,
                LinkedHashSet::new,
                TreeSet::new,
                () -> new TreeSet<>(Collections.reverseOrder()),
                ConcurrentSkipListSet::new,
                PriorityQueue::new,
                () -> new PriorityQueue<>(Collections.reverseOrder()),
                PriorityBlockingQueue::new,
                Bag::new,
                () -> ConcurrentHashMap.newKeySet(),
                () -> Collections.newSetFromMap(new LinkedHashMap<>()),
                () -> Collections.synchronizedList(new ArrayList<>()),
                () -> Collections.checkedCollection(new LinkedList<>(), Object.class));
    }

    static Stream<Supplier<Map<Object, Object>>> maps() {
        return Stream.of(
                HashMap::new,
                LinkedHashMap::new,
                () -> new LinkedHashMap<>(16, 0.75f, true),
                TreeMap::new,
                () -> new TreeMap<>(Collections.reverseOrder()),
                ConcurrentHashMap::new,
                ConcurrentSkipListMap::new,
                Hashtable::new,
                Properties::new,
                Lru::new,
                () -> Collections.synchronizedMap(new HashMap<>()));
    }

    /** A user's subclass of a closed class, with a field of its own. */
    static final class Bag extends ArrayList<Object> {
        private static final long serialVersionUID = 1L;
        int adds;

        @Override
        public boolean remove(@Nullable Object element) {
            adds++;
            return super.remove(element);
        }
    }

    static final class Lru extends LinkedHashMap<Object, Object> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.@Nullable Entry<Object, Object> eldest) {
            return size() > 12;
        }
    }

    @ParameterizedTest
    @MethodSource("collections")
    void collection_changed_isAsIfDoneHere(Supplier<Collection<Object>> maker) throws Throwable {
        for (int seed = 0; seed < 60; seed++) {
            Collection<Object> own = maker.get();
            Collection<Object> local = maker.get();
            for (int i = 0; i < 8; i++) {
                own.add("e" + i);
                local.add("e" + i);
            }
            int chosen = seed;
            change(local, new Random(chosen));
            Calls.call(
                    own,
                    c -> {
                        change(c, new Random(chosen));
                        return null;
                    });
            assertThat(own.toArray()).as("seed " + seed).isEqualTo(local.toArray());
            if (own instanceof Bag bag) {
                assertThat(bag.adds).isEqualTo(((Bag) local).adds);
            }
        }
    }

    private static void change(Collection<Object> collection, Random random) {
        for (int i = 0; i < 4; i++) {
            switch (random.nextInt(7)) {
                case 0 -> collection.add("n" + random.nextInt(20));
                case 1 -> collection.remove("e" + random.nextInt(8));
                case 2 -> {
                    if (collection instanceof Queue<?> queue) {
                        queue.poll();
                    }
                }
                case 3 -> {
                    if (collection instanceof List<Object> list && !list.isEmpty()) {
                        list.set(random.nextInt(list.size()), "s" + i);
                    }
                }
                case 4 -> {
                    if (collection instanceof List<Object> list) {
                        list.add(random.nextInt(list.size() + 1), "i" + i);
                    }
                }
                case 5 -> {
                    if (random.nextInt(8) == 0) {
                        collection.clear();
                    }
                }
                default -> {
                    if (collection.remove("e3")) {
                        collection.add("e3");
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("maps")
    void map_changed_isAsIfDoneHere(Supplier<Map<Object, Object>> maker) throws Throwable {
        for (int seed = 0; seed < 60; seed++) {
            Map<Object, Object> own = maker.get();
            Map<Object, Object> local = maker.get();
            for (int i = 0; i < 10; i++) {
                own.put("k" + i, i);
                local.put("k" + i, i);
            }
            int chosen = seed;
            change(local, new Random(chosen));
            Calls.call(
                    own,
                    c -> {
                        change(c, new Random(chosen));
                        return null;
                    });
            assertThat(own).as("seed " + seed).isEqualTo(local);
            if (own instanceof LinkedHashMap) {
                assertThat(own.keySet().toArray()).isEqualTo(local.keySet().toArray());
            }
        }
    }

    private static void change(Map<Object, Object> map, Random random) {
        for (int i = 0; i < 5; i++) {
            switch (random.nextInt(6)) {
                case 0 -> map.put("n" + random.nextInt(20), i);
                case 1 -> map.remove("k" + random.nextInt(10));
                case 2 -> map.put("k" + random.nextInt(10), "v" + i);
                case 3 -> map.get("k" + random.nextInt(10));
                case 4 -> {
                    if (random.nextInt(8) == 0) {
                        map.clear();
                    }
                }
                default -> {
                    Object value = map.remove("k4");
                    if (value != null) {
                        map.put("k4", value);
                    }
                }
            }
        }
    }

    @Test
    void identityMap_enumMapAndEnumSet_comeBack() throws Throwable {
        Object key = new Object();
        IdentityHashMap<Object, Object> identity = new IdentityHashMap<>(Map.of(key, 1));
        EnumMap<TimeUnit, Object> enums = new EnumMap<>(Map.of(TimeUnit.DAYS, 1));
        EnumSet<TimeUnit> set = EnumSet.of(TimeUnit.DAYS);
        Calls.call(
                new Object[] {identity, enums, set},
                a -> {
                    @SuppressWarnings("unchecked")
                    Map<Object, Object> i = (Map<Object, Object>) Objects.requireNonNull(a[0]);
                    i.replaceAll((k, v) -> 2);
                    i.put(new String("x"), i);
                    @SuppressWarnings("unchecked")
                    Map<TimeUnit, Object> e = (Map<TimeUnit, Object>) Objects.requireNonNull(a[1]);
                    e.put(TimeUnit.HOURS, i);
                    e.remove(TimeUnit.DAYS);
                    @SuppressWarnings("unchecked")
                    Set<TimeUnit> s = (Set<TimeUnit>) Objects.requireNonNull(a[2]);
                    s.add(TimeUnit.SECONDS);
                    return null;
                });
        assertThat(identity.get(key)).isEqualTo(2);
        assertThat(identity).hasSize(2);
        assertThat(enums.get(TimeUnit.HOURS)).isSameAs(identity);
        assertThat(enums).hasSize(1);
        assertThat(set).containsExactlyInAnyOrder(TimeUnit.DAYS, TimeUnit.SECONDS);
    }

    @Test
    void smallThings_changed_comeBack() throws Throwable {
        StringBuilder grown = new StringBuilder("a");
        StringBuffer reversed = new StringBuffer("abc");
        AtomicInteger integer = new AtomicInteger(1);
        AtomicLong number = new AtomicLong(1);
        AtomicBoolean flag = new AtomicBoolean();
        AtomicReference<Object> reference = new AtomicReference<>("x");
        AtomicIntegerArray integers = new AtomicIntegerArray(3);
        AtomicReferenceArray<Object> references = new AtomicReferenceArray<>(2);
        BitSet bits = new BitSet();
        bits.set(3);
        Date date = new Date(5);
        GregorianCalendar calendar = new GregorianCalendar(2026, 1, 1);
        LongAdder adder = new LongAdder();
        adder.add(5);
        DoubleAdder sum = new DoubleAdder();
        Map.Entry<Object, Object> entry = new SimpleEntry<>("k", "v");
        boolean[] booleans = new boolean[5];
        char[] chars = {'a', 'b'};
        Object[] all = {
            grown,
            reversed,
            integer,
            number,
            flag,
            reference,
            integers,
            references,
            bits,
            date,
            calendar,
            adder,
            sum,
            entry,
            booleans,
            chars
        };
        Calls.call(
                all,
                a -> {
                    ((StringBuilder) Objects.requireNonNull(a[0])).append("b");
                    ((StringBuffer) Objects.requireNonNull(a[1])).reverse();
                    ((AtomicInteger) Objects.requireNonNull(a[2])).incrementAndGet();
                    ((AtomicLong) Objects.requireNonNull(a[3])).set(Long.MAX_VALUE);
                    ((AtomicBoolean) Objects.requireNonNull(a[4])).set(true);
                    @SuppressWarnings("unchecked")
                    AtomicReference<Object> r =
                            (AtomicReference<Object>) Objects.requireNonNull(a[5]);
                    r.set(a);
                    ((AtomicIntegerArray) Objects.requireNonNull(a[6])).set(1, 9);
                    @SuppressWarnings("unchecked")
                    AtomicReferenceArray<Object> rs =
                            (AtomicReferenceArray<Object>) Objects.requireNonNull(a[7]);
                    rs.set(1, r);
                    ((BitSet) Objects.requireNonNull(a[8])).flip(0, 5);
                    ((Date) Objects.requireNonNull(a[9])).setTime(77);
                    ((GregorianCalendar) Objects.requireNonNull(a[10])).setTimeInMillis(88);
                    ((LongAdder) Objects.requireNonNull(a[11])).add(10);
                    ((DoubleAdder) Objects.requireNonNull(a[12])).add(0.5);
                    @SuppressWarnings("unchecked")
                    Map.Entry<Object, Object> e =
                            (Map.Entry<Object, Object>) Objects.requireNonNull(a[13]);
                    e.setValue("w");
                    ((boolean[]) Objects.requireNonNull(a[14]))[2] = true;
                    ((char[]) Objects.requireNonNull(a[15]))[0] = 'z';
                    return null;
                });
        assertThat(grown).hasToString("ab");
        assertThat(reversed).hasToString("cba");
        assertThat(integer).hasValue(2);
        assertThat(number).hasValue(Long.MAX_VALUE);
        assertThat(flag).isTrue();
        assertThat(reference.get()).isSameAs(all);
        assertThat(integers.get(1)).isEqualTo(9);
        assertThat(references.get(1)).isSameAs(reference);
        assertThat(bits).hasToString("{0, 1, 2, 4}");
        assertThat(date).hasTime(77);
        assertThat(calendar.getTimeInMillis()).isEqualTo(88);
        assertThat(adder.sum()).isEqualTo(15);
        assertThat(sum.sum()).isEqualTo(0.5);
        assertThat(entry.getValue()).isEqualTo("w");
        assertThat(booleans).containsExactly(false, false, true, false, false);
        assertThat(chars).containsExactly('z', 'b');
    }

    @Test
    void random_drawnFrom_goesOnWhereTheCallLeftIt() throws Throwable {
        for (int draws = 0; draws < 6; draws++) {
            Random own = new Random(42);
            Random local = new Random(42);
            int count = draws;
            Calls.Body<Random> body =
                    r -> {
                        for (int i = 0; i < count; i++) {
                            r.nextGaussian();
                        }
                        return null;
                    };
            body.run(local);
            Calls.call(own, body);
            assertThat(own.nextGaussian()).isEqualTo(local.nextGaussian());
            assertThat(own.nextLong()).isEqualTo(local.nextLong());
        }
    }

    @Test
    void views_changed_changeWhatTheyShow() throws Throwable {
        List<Object> list = new ArrayList<>(List.of(1, 2, 3, 4));
        Calls.call(
                list.subList(1, 3),
                l -> {
                    l.set(0, "x");
                    l.add("y");
                    return null;
                });
        assertThat(list).containsExactly(1, "x", 3, "y", 4);
        Map<Object, Object> map = new HashMap<>(Map.of("a", 1, "b", 2));
        Calls.call(map.keySet(), k -> k.remove("a"));
        assertThat(map).containsOnlyKeys("b");
        Map<Object, Object> below = new TreeMap<>(Map.of("a", 1, "b", 2, "c", 3));
        Calls.call(((TreeMap<Object, Object>) below).headMap("c"), h -> h.put("aa", 5));
        assertThat(below).containsEntry("aa", 5).hasSize(4);
        Object[] array = {1, 2};
        Calls.call(Arrays.asList(array), l -> l.set(1, "x"));
        assertThat(array).containsExactly(1, "x");
        List<Object> hidden = new ArrayList<>();
        Calls.call(
                new Object[] {Collections.unmodifiableList(hidden), hidden},
                a -> {
                    @SuppressWarnings("unchecked")
                    List<Object> l = (List<Object>) Objects.requireNonNull(a[1]);
                    return l.add(((List<?>) Objects.requireNonNull(a[0])).size());
                });
        assertThat(hidden).containsExactly(0);
    }

    /** Keeps its content in a transient field, as many libraries do. */
    static final class Private implements Serializable {
        private static final long serialVersionUID = 1L;
        private final String name;
        private transient Map<Object, Object> content = new HashMap<>();

        Private(String name) {
            this.name = name;
        }

        void put(Object key, Object value) {
            content.put(key, value);
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeObject(content.keySet().toArray());
            out.writeObject(content.values().toArray());
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            content = new HashMap<>();
            Object[] keys = (Object[]) in.readObject();
            Object[] values = (Object[]) in.readObject();
            for (int i = 0; i < keys.length; i++) {
                content.put(keys[i], values[i]);
            }
        }
    }

    @Test
    void objectWithAProtocol_changed_comesBack() throws Throwable {
        Private own = new Private("p");
        List<Object> shared = new ArrayList<>();
        own.put("shared", shared);
        Calls.call(
                new Object[] {own, shared},
                a -> {
                    Private p = (Private) Objects.requireNonNull(a[0]);
                    p.put("self", p);
                    p.put("new", 5);
                    @SuppressWarnings("unchecked")
                    List<Object> s = (List<Object>) Objects.requireNonNull(a[1]);
                    return s.add(p);
                });
        assertThat(own.name).isEqualTo("p");
        assertThat(own.content).hasSize(3).containsEntry("new", 5);
        assertThat(own.content.get("self")).isSameAs(own);
        assertThat(own.content.get("shared")).isSameAs(shared);
        assertThat(shared.get(0)).isSameAs(own);
    }

    @Test
    void objectWithAProtocol_unchanged_sendsNothing() throws Throwable {
        Private own = new Private("p");
        own.put("x", new ArrayList<>());
        assertThat(Calls.delta(own, p -> null).changes()).isEmpty();
    }

    @Test
    void failureWhileApplying_changesNothing() {
        List<Object> list = new ArrayList<>(List.of(1));
        Map<Object, Object> map = new HashMap<>(Map.of("a", 1));
        Object[] arguments = {list, map.values(), 5};
        Calls.Body<Object[]> body =
                a -> {
                    a[2] = 6;
                    @SuppressWarnings("unchecked")
                    List<Object> first = (List<Object>) Objects.requireNonNull(a[0]);
                    first.add(2);
                    @SuppressWarnings("unchecked")
                    Collection<Object> values = (Collection<Object>) Objects.requireNonNull(a[1]);
                    return values.add(3); // here a list, there a view that adds nothing
                };
        assertThatThrownBy(() -> Calls.call(arguments, body))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("changes of a call cannot be applied");
        assertThat(list).containsExactly(1);
        assertThat(arguments[2]).isEqualTo(5);
        assertThat(map).containsOnlyKeys("a");
    }

    /** Counts what is put. */
    static final class Counting extends HashMap<Object, Object> {
        private static final long serialVersionUID = 1L;
        int puts;

        @Override
        public @Nullable Object put(Object key, Object value) {
            puts++;
            return super.put(key, value);
        }
    }

    /** Counts what is added. */
    static final class CountingList extends ArrayList<Object> {
        private static final long serialVersionUID = 1L;
        int adds;

        @Override
        public boolean add(Object element) {
            adds++;
            return super.add(element);
        }
    }

    @Test
    void usersCollection_thatCounts_countsNothingTwice() throws Throwable {
        Counting map = new Counting();
        CountingList list = new CountingList();
        map.put("a", 1);
        list.add("a");
        Calls.call(
                new Object[] {map, list},
                a -> {
                    Counting m = (Counting) Objects.requireNonNull(a[0]);
                    m.put("b", 1);
                    m.put("b", 2);
                    return ((CountingList) Objects.requireNonNull(a[1])).add("b");
                });
        assertThat(map).containsEntry("b", 2).hasSize(2);
        assertThat(map.puts).isEqualTo(3);
        assertThat(list).containsExactly("a", "b");
        assertThat(list.adds).isEqualTo(2);
    }

    @Test
    void usersCollection_undone_isWhatItWas() throws Exception {
        Counting map = new Counting();
        map.put("a", 1);
        EncodedCall call = Calls.CODEC.encodeCall(map, null, "argument");
        CallCopy copy = Calls.CODEC.decodeCall(call.payload());
        Shadow shadow = Calls.CODEC.shadow(copy);
        Counting there = (Counting) Objects.requireNonNull(copy.mayChange());
        there.put("b", 1);
        Calls.CODEC.encodeReturned(shadow, null);
        assertThat(shadow.undo()).isTrue();
        assertThat(there).containsOnlyKeys("a");
        assertThat(there.puts).isEqualTo(1);
    }

    @Test
    void weakMap_changed_comesBackAsLongAsItsKeysAreHeld() throws Throwable {
        List<String> keys = List.of("a", "b");
        WeakHashMap<Object, Object> map = new WeakHashMap<>(Map.of(keys.get(0), 1));
        Calls.call(
                new Object[] {map, keys},
                a -> {
                    @SuppressWarnings("unchecked")
                    Map<Object, Object> there = (Map<Object, Object>) Objects.requireNonNull(a[0]);
                    List<?> held = (List<?>) Objects.requireNonNull(a[1]);
                    there.remove(held.get(0));
                    return there.put(held.get(1), 2);
                });
        assertThat(map).containsOnlyKeys("b").containsEntry(keys.get(1), 2);
    }
}
