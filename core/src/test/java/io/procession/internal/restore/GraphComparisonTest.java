package io.procession.internal.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.internal.restore.GraphComparison.Difference;
import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.wire.ByteSource;
import io.procession.spi.Codec.Direction;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.Thread.State;
import java.math.BigDecimal;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What counts as a difference of two graphs, and how it is told. */
class GraphComparisonTest {

    private static final GraphCodec CODEC =
            new GraphCodec(
                    GraphComparisonTest.class.getClassLoader(),
                    List.of(),
                    /* filter= */ null,
                    foreign -> new IllegalStateException(foreign.className()));

    static class Parent {
        private final int fixed;

        Parent(int fixed) {
            this.fixed = fixed;
        }

        int fixed() {
            return fixed;
        }
    }

    static final class Child extends Parent {
        double mean = 1.5;
        float ratio;
        char letter = 'a';
        @Nullable Object next;

        Child(int fixed) {
            super(fixed);
        }
    }

    /** Its keys equal only themselves. */
    static final class Key {
        final String name;

        Key(String name) {
            this.name = name;
        }
    }

    record Point(int x, Object y) {}

    static final class Tagged extends HashMap<String, Integer> {
        private static final long serialVersionUID = 1L;
        int tag;
    }

    static final class Coded extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final int code;

        Coded(String message, @Nullable Throwable cause, int code) {
            super(message, cause);
            this.code = code;
        }
    }

    /** Keeps its content to itself. */
    static final class Opaque implements Serializable {
        private static final long serialVersionUID = 1L;
        private transient int content;

        Opaque(int content) {
            this.content = content;
        }

        int content() {
            return content;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeInt(content);
        }

        private void readObject(ObjectInputStream in) throws IOException {
            content = in.readInt();
        }
    }

    private static Arguments differ(Supplier<?> left, Supplier<?> right, String place) {
        return Arguments.of(left, right, place);
    }

    private static <T> Supplier<T> with(Supplier<T> maker, Consumer<T> change) {
        return () -> {
            T made = maker.get();
            change.accept(made);
            return made;
        };
    }

    private static Stream<Arguments> pairs() {
        return Stream.of(values(), arrays(), objects(), sequences(), tables(), holders(), errors())
                .flatMap(each -> each);
    }

    private static Stream<Arguments> values() {
        return Stream.of(
                differ(() -> "a", () -> "b", ""),
                differ(() -> 1, () -> 2, ""),
                differ(() -> 1, () -> 1L, ""),
                differ(() -> 0.0, () -> -0.0, ""),
                differ(() -> new BigDecimal("1.0"), () -> new BigDecimal("1.00"), ""),
                differ(() -> State.NEW, () -> State.BLOCKED, ""),
                differ(() -> String.class, () -> Integer.class, ""),
                differ(() -> Pattern.compile("a"), () -> Pattern.compile("A", 2), ""),
                differ(() -> new Date(1), () -> new Date(2), ""),
                differ(() -> new Random(1), () -> new Random(2), ""),
                differ(() -> BitSet.valueOf(new long[] {5}), BitSet::new, ""),
                differ(() -> new StringBuilder("ab"), () -> new StringBuilder("ac"), ""));
    }

    private static Stream<Arguments> arrays() {
        return Stream.of(
                differ(() -> new int[] {1, 2, 3}, () -> new int[] {1, 5, 6}, "[1]"),
                differ(() -> new int[] {1, 2}, () -> new int[] {1}, "[1]"),
                differ(() -> new int[0], () -> new long[0], ""),
                differ(() -> new double[] {0.0}, () -> new double[] {-0.0}, "[0]"),
                differ(() -> new String[] {"a"}, () -> new Object[] {"a"}, ""),
                differ(() -> new Object[] {"a", null}, () -> new Object[] {"a", "b"}, "[1]"),
                differ(() -> new int[][] {{1}, {2}}, () -> new int[][] {{1}, {3}}, "[1][0]"));
    }

    private static Stream<Arguments> objects() {
        Supplier<Child> child = () -> new Child(1);
        return Stream.of(
                differ(child, () -> new Child(2), ".fixed"),
                differ(child, with(child, c -> c.mean = 2), ".mean"),
                differ(child, with(child, c -> c.ratio = -0.0f), ".ratio"),
                differ(child, with(child, c -> c.letter = 'b'), ".letter"),
                differ(child, with(child, c -> c.next = c), ".next"),
                differ(child, () -> new Parent(1), ""),
                differ(() -> new Point(1, "a"), () -> new Point(2, "a"), ".x"),
                differ(
                        () -> new Point(1, child.get()),
                        () -> new Point(1, new Child(3)),
                        ".y.fixed"),
                differ(() -> new Opaque(1), () -> new Opaque(2), ""));
    }

    private static Stream<Arguments> sequences() {
        return Stream.of(
                differ(
                        () -> new ArrayList<>(List.of(1, 2)),
                        () -> new ArrayList<>(List.of(2, 1)),
                        "[0]"),
                differ(() -> new ArrayList<>(List.of(1)), ArrayList::new, "[0]"),
                differ(ArrayList::new, LinkedList::new, ""),
                differ(() -> List.of(1, 2), () -> List.of(1, 3), "[1]"),
                differ(() -> Arrays.asList(1, 2), () -> Arrays.asList(1, 3), "[1]"),
                differ(
                        () -> Collections.unmodifiableList(new ArrayList<>(List.of(1))),
                        () -> Collections.unmodifiableList(new ArrayList<>(List.of(2))),
                        "[0]"),
                differ(
                        () -> new ArrayDeque<>(List.of(1, 2)),
                        () -> new ArrayDeque<>(List.of(2, 1)),
                        "[0]"),
                differ(
                        () -> new PriorityQueue<>(List.of(3, 1, 2)),
                        () -> new PriorityQueue<>(List.of(3, 1, 4)),
                        "[1]"));
    }

    private static Stream<Arguments> tables() {
        return Stream.of(
                differ(() -> map(new HashMap<>(), 1), () -> map(new HashMap<>(), 2), "[\"b\"]"),
                differ(() -> map(new TreeMap<>(), 1), () -> map(new TreeMap<>(), 2), "[\"b\"]"),
                differ(
                        () -> map(new LinkedHashMap<>(), 1),
                        with(() -> map(new LinkedHashMap<>(), 1), m -> m.put("a", m.remove("a"))),
                        ".keySet()[\"a\"]"),
                differ(
                        () -> map(new HashMap<>(), 1),
                        with(() -> map(new HashMap<>(), 1), m -> m.remove("a")),
                        "[\"a\"]"),
                differ(
                        with(() -> map(new ConcurrentHashMap<>(), 1), m -> m.remove("a")),
                        () -> map(new ConcurrentHashMap<>(), 1),
                        "[\"a\"]"),
                differ(() -> Map.of("a", 1), () -> Map.of("a", 2), "[\"a\"]"),
                differ(
                        () -> new EnumMap<>(Map.of(State.NEW, 1)),
                        () -> new EnumMap<>(Map.of(State.NEW, 2)),
                        "[NEW]"),
                differ(() -> Set.of(1, 2), () -> Set.of(1, 3), "[2]"),
                differ(
                        () -> EnumSet.of(State.NEW),
                        () -> EnumSet.of(State.BLOCKED),
                        ".keySet()[NEW]"),
                differ(
                        () -> new LinkedHashSet<>(List.of(1, 2)),
                        () -> new LinkedHashSet<>(List.of(2, 1)),
                        ".keySet()[1]"),
                differ(
                        () -> new HashMap<>(Map.of(new Point(1, "a"), 1)),
                        () -> new HashMap<>(Map.of(new Point(1, "a"), 2)),
                        "[Point]"),
                differ(
                        () -> new HashMap<>(Map.of(new Key("a"), 1, new Key("b"), 2)),
                        () -> new HashMap<>(Map.of(new Key("a"), 1, new Key("c"), 2)),
                        ".keySet()[Key].name"),
                differ(
                        () -> new IdentityHashMap<>(Map.of(new Key("a"), 1)),
                        () -> new IdentityHashMap<>(Map.of(new Key("a"), 2)),
                        "[Key]"),
                differ(Tagged::new, with(Tagged::new, t -> t.tag = 1), ".tag"),
                differ(Tagged::new, with(Tagged::new, t -> t.put("a", 1)), "[\"a\"]"));
    }

    private static Map<String, Object> map(Map<String, Object> map, int value) {
        map.put("a", "same");
        map.put("b", value);
        return map;
    }

    private static Stream<Arguments> holders() {
        return Stream.of(
                differ(() -> new AtomicInteger(1), () -> new AtomicInteger(2), ""),
                differ(
                        () -> new AtomicReference<>("a"),
                        () -> new AtomicReference<>("b"),
                        ".get()"),
                differ(() -> Optional.of(1), () -> Optional.of(2), ".get()"),
                differ(
                        () -> new SimpleEntry<>("a", 1),
                        () -> new SimpleEntry<>("a", 2),
                        ".getValue()"),
                differ(LongAdder::new, with(LongAdder::new, LongAdder::increment), ""),
                differ(() -> lambda(1), () -> lambda(2), ".captured[0]"),
                differ(() -> lambda(1), GraphComparisonTest::otherLambda, ""));
    }

    private static Object lambda(int captured) {
        return (Supplier<Integer> & Serializable) () -> captured;
    }

    private static Object otherLambda() {
        return (Supplier<Integer> & Serializable) () -> 1;
    }

    private static Stream<Arguments> errors() {
        Supplier<Coded> coded = () -> new Coded("m", null, 1);
        return Stream.of(
                differ(coded, () -> new IllegalStateException("m"), ""),
                differ(coded, () -> new Coded("n", null, 1), ".getMessage()"),
                differ(coded, () -> new Coded("m", null, 2), ".code"),
                differ(coded, () -> new Coded("m", coded.get(), 1), ".getCause()"),
                differ(
                        coded,
                        with(coded, e -> e.addSuppressed(new IOException("s"))),
                        ".getSuppressed()[0]"));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void kind_ofEachSort_isTheSameAsItsCopy_andNotAsAnother(
            Supplier<?> left, Supplier<?> right, String place) throws Exception {
        assertThat(difference(left.get(), left.get())).isNull();
        assertThat(difference(right.get(), copy(right.get()))).isNull();
        Difference found = Objects.requireNonNull(difference(left.get(), copy(right.get())));
        assertThat(found.place()).isEqualTo("root" + place);
        assertThat(found.left()).isNotEqualTo(found.right());
    }

    private static @Nullable Object copy(@Nullable Object object) throws Exception {
        return CODEC.decode(
                new ByteSource(CODEC.encode(object, Direction.CALL, "object")), Direction.CALL);
    }

    private static @Nullable Difference difference(@Nullable Object left, @Nullable Object right) {
        return GraphComparison.find(
                CODEC,
                List.of("root"),
                Collections.singletonList(left),
                Collections.singletonList(right));
    }

    @Test
    void difference_deepInside_isToldByItsPath_andItsOwner() throws Exception {
        Map<String, Object> results = new HashMap<>();
        Child child = new Child(1);
        results.put("Oslo", new ArrayList<>(Arrays.asList(null, 1, "x", child)));
        Object copy = copy(results);
        child.mean = Double.NaN;
        Difference found =
                Objects.requireNonNull(
                        GraphComparison.find(
                                CODEC,
                                List.of("none", "results"),
                                Arrays.asList(null, results),
                                Arrays.asList(null, copy)));
        assertThat(found)
                .isEqualTo(new Difference("results[\"Oslo\"][3].mean", "NaN", "1.5", child));
    }

    @Test
    void object_atTwoPlaces_isNotTwoObjects() {
        Child one = new Child(1);
        Child other = new Child(1);
        Child third = new Child(1);
        Difference found = difference(List.of(one, one), List.of(other, third));
        assertThat(Objects.requireNonNull(found).place()).isEqualTo("root[1]");
        Difference other2 = difference(List.of(one, third), List.of(other, other));
        assertThat(Objects.requireNonNull(other2).place()).isEqualTo("root[1]");
        assertThat(other2.left()).contains("nowhere else");
        assertThat(other2.right()).contains("elsewhere");
        assertThat(difference(List.of(one, one), List.of(other, other))).isNull();
    }

    @Test
    void cycle_isCompared() throws Exception {
        Child one = new Child(1);
        Child two = new Child(2);
        one.next = two;
        two.next = one;
        assertThat(difference(one, copy(one))).isNull();
        Child other = (Child) Objects.requireNonNull(copy(one));
        ((Child) Objects.requireNonNull(other.next)).next = other.next;
        Difference found = Objects.requireNonNull(difference(one, other));
        assertThat(found.place()).isEqualTo("root.next.next");
    }

    @Test
    void chain_ofAMillion_isCompared() throws Exception {
        Child first = new Child(0);
        Child last = first;
        for (int i = 0; i < 1_000_000; i++) {
            Child next = new Child(i);
            last.next = next;
            last = next;
        }
        Object copy = copy(first);
        assertThat(difference(first, copy)).isNull();
    }

    @Test
    void view_isAsWhatItTravelsAs() throws Exception {
        Map<String, Integer> map = new HashMap<>(Map.of("a", 1, "b", 2, "c", 3));
        assertThat(difference(map.keySet(), copy(map.keySet()))).isNull();
        assertThat(difference(map.values(), copy(map.values()))).isNull();
        assertThat(difference(map.keySet(), new LinkedHashSet<>(List.of("c", "b", "a")))).isNull();
    }

    @Test
    void keys_thatEqualOnlyThemselves_arePairedByWhereTheyAreElse() throws Exception {
        for (int round = 0; round < 20; round++) {
            List<Key> keys = new ArrayList<>();
            Map<Key, Integer> map = new HashMap<>();
            for (int i = 0; i < 10; i++) {
                keys.add(new Key("same"));
                map.put(keys.get(i), i);
            }
            Object[] both = {map, keys};
            assertThat(difference(both, copy(both))).isNull();
            Object[] other = (Object[]) Objects.requireNonNull(copy(both));
            Collections.swap((List<?>) other[1], 3, 4);
            assertThat(difference(both, other)).isNotNull();
        }
    }

    @Test
    void hashTables_ofAnotherSize_areNotAnotherOrder() {
        Set<Integer> small = new HashSet<>();
        Set<Integer> large = new HashSet<>(10_000);
        for (int i = 0; i < 50; i++) {
            small.add(i * 1000);
            large.add(i * 1000);
        }
        assertThat(small.toString()).isNotEqualTo(large.toString());
        assertThat(difference(small, large)).isNull();
        large.add(7);
        assertThat(Objects.requireNonNull(difference(small, large)).place()).isEqualTo("root[7]");
    }

    @Test
    void text_ofBoth_isMadeDifferent() {
        Difference found = Objects.requireNonNull(difference(1, 1L));
        assertThat(found.left()).isEqualTo("1 (java.lang.Integer)");
        assertThat(found.right()).isEqualTo("1 (java.lang.Long)");
    }

    @Test
    void roots_withoutNames_areRefused() {
        assertThatThrownBy(() -> GraphComparison.find(CODEC, List.of("a"), List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("each root needs a name, and a counterpart: names=1, left=0, right=0");
    }
}
