package io.procession.internal.deferral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** For what plain code waits, and for what it does not. */
class GuardsTest {

    private final Queue queue = new Queue("GuardsTest.serial");
    private final Manual site = new Manual();

    /** Two with the same hash that are equal by code of their own. */
    record Loose(List<Integer> numbers) {}

    static final class Box {
        int number;
        int other;
    }

    // ---- effects

    private Value call(Object result) {
        return queue.call(site, new Object[] {result});
    }

    private static MethodHandle handle(
            Class<?> owner, String name, Class<?> result, Class<?>... parameters) {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(owner, name, MethodType.methodType(result, parameters));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private void effect(String name, MethodHandle handle, @Nullable Object... operands) {
        Effects.call(
                queue,
                Methods.spread(handle),
                EffectMethod.of(name, handle.type(), false),
                operands,
                null);
    }

    private void put(Map<?, ?> map, @Nullable Object key, Object result) {
        MethodHandle put = handle(Map.class, "put", Object.class, Object.class, Object.class);
        effect("put", put, map, key, call(result));
    }

    private void add(Object collection, Object result) {
        MethodHandle add = handle(java.util.Collection.class, "add", boolean.class, Object.class);
        effect("add", add, collection, call(result));
    }

    private void set(List<?> list, int index, Object result) {
        MethodHandle set = handle(List.class, "set", Object.class, int.class, Object.class);
        effect("set", set, list, index, call(result));
    }

    // ---- what is awaited

    private void plain(String method, Object receiver, @Nullable Object argument) {
        Guards.call(queue, Guards.BY_NAME, method, receiver, argument);
    }

    private int awaited() {
        return site.log.size();
    }

    // ---- maps

    @Test
    void get_ofAPendingKey_waitsForThatOne() {
        Map<Object, Object> map = new HashMap<>();
        put(map, "a", 1);
        put(map, "b", 2);
        put(map, "c", 3);

        plain("get", map, "b");

        assertThat(map).containsOnly(Map.entry("a", 1), Map.entry("b", 2));
    }

    @Test
    void get_ofAnotherKeyOrMap_doesNotWait() {
        Map<Object, Object> map = new HashMap<>();
        put(map, "a", 1);

        plain("get", map, "b");
        plain("containsKey", map, null);
        plain("get", new HashMap<>(), "a");
        plain("keySet", map, null);

        assertThat(awaited()).isZero();
    }

    @Test
    void get_withAKeyOfUnknownEquals_waitsForEverything() {
        Map<Object, Object> map = new HashMap<>();
        put(map, "a", 1);

        plain("get", map, new Loose(List.of()));

        assertThat(awaited()).isEqualTo(1);
    }

    @Test
    void size_ofAMap_waitsForNewKeysOnly() {
        Map<Object, Object> map = new HashMap<>(Map.of("old", 0));
        put(map, "old", 1);
        plain("size", map, null);
        assertThat(awaited()).isZero();

        put(map, "new", 2);
        plain("isEmpty", map, null);
        assertThat(awaited()).isEqualTo(2);
    }

    @Test
    void put_toAMapWithSomethingPending_waitsForIt() {
        Map<Object, Object> map = new LinkedHashMap<>();
        put(map, "a", 1);
        put(new HashMap<>(), "z", 9);

        plain("put", map, "b");

        assertThat(map).containsOnlyKeys("a");
        assertThat(awaited()).isEqualTo(1);
    }

    @Test
    void put_toAConcurrentMap_publishes_andWaitsForEverything() {
        put(new HashMap<>(), "z", 9);

        plain("put", new ConcurrentHashMap<>(), "a");

        assertThat(awaited()).isEqualTo(1);
    }

    @Test
    void sortedMap_withAnOrderOfItsOwn_isWaitedForByEverybody() {
        Map<String, Object> map = new TreeMap<>(Comparator.reverseOrder());
        put(map, "a", 1);

        Guards.element(queue, new int[3], 0);

        assertThat(map).containsOnlyKeys("a");
    }

    @Test
    void sortedMap_withDecimals_takes10And100AsOne() {
        Map<Object, Object> map = new TreeMap<>();
        put(map, new BigDecimal("1.0"), 1);

        plain("get", map, new BigDecimal("1.00"));

        assertThat(map).hasSize(1);
    }

    @Test
    void sortedMap_inNaturalOrder_isKnownByKey() {
        Map<Object, Object> map = new TreeMap<>();
        put(map, "a", 1);
        put(map, "b", 2);

        plain("get", map, "a");

        assertThat(awaited()).isEqualTo(1);
        plain("firstKey", map, null);
        assertThat(awaited()).isEqualTo(2);
    }

    @Test
    void map_thatTakesNoNull_throwsInItsTurn() {
        Map<Object, Object> map = new ConcurrentHashMap<>();
        put(map, "a", 1);
        put(map, null, 2);

        assertThatThrownBy(() -> queue.drain(Reasons.EVERYTHING, null))
                .isInstanceOf(NullPointerException.class);
        assertThat(map).containsOnlyKeys("a");
    }

    @Test
    void view_ofAMap_isWaitedForWithEverything() {
        Map<Object, Object> map = new HashMap<>();
        put(map, "a", 1);

        plain("get", Collections.unmodifiableMap(map), "b");

        assertThat(awaited()).isEqualTo(1);
    }

    // ---- lists, sets

    @Test
    void get_ofAPendingIndex_waitsForThatOne() {
        List<Object> list = new ArrayList<>(List.of(0, 0, 0));
        set(list, 0, 1);
        set(list, 1, 2);
        set(list, 2, 3);

        plain("get", list, 1);
        plain("size", list, null);

        assertThat(list).containsExactly(1, 2, 0);
    }

    @Test
    void get_ofAListThatGrows_waitsForWhatIsAdded() {
        List<Object> list = new ArrayList<>(List.of(0));
        add(list, 1);

        plain("get", list, 0);

        assertThat(list).containsExactly(0, 1);
    }

    @Test
    void set_ofAnIndexThatIsWrong_throwsAtOnce_afterEarlierFailures() {
        List<Object> list = new ArrayList<>(List.of(0));
        call("before");

        assertThatThrownBy(() -> set(list, 5, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(site.log).containsExactly("await before", "await 1");
    }

    @Test
    void set_afterAnAddThatIsPending_findsTheElement() {
        List<Object> list = new ArrayList<>();
        add(list, 1);

        set(list, 0, 2);
        queue.drain(Reasons.EVERYTHING, null);

        assertThat(list).containsExactly(2);
    }

    @Test
    void contains_ofAValue_waitsForThatListOnly() {
        List<Object> list = new ArrayList<>();
        add(list, 1);
        add(new ArrayList<>(), 2);

        plain("contains", list, 1);

        assertThat(awaited()).isEqualTo(1);
        plain("contains", new ArrayList<>(), new Loose(List.of()));
        assertThat(awaited()).as("its equals may see anything").isEqualTo(2);
    }

    @Test
    void constantList_isNeverWaitedFor() {
        add(new ArrayList<>(), 1);

        plain("get", List.of("a"), 0);
        plain("size", Collections.emptyList(), null);
        plain("get", Map.of("a", 1), "a");
        Guards.iterate(queue, List.of(1), /* structureOnly= */ false);
        assertThat(awaited()).isZero();

        plain("contains", List.of("a"), new Loose(List.of()));
        assertThat(awaited()).isEqualTo(1);
    }

    @Test
    void asList_isWaitedForWithArraysOfObjects() {
        Effects.store(queue, new int[1], 0, call(1));
        Integer[] array = {0, 0};
        Effects.store(queue, array, 1, call(2));
        List<Integer> view = Arrays.asList(new Integer[] {5});
        plain("size", view, null);
        assertThat(awaited()).isZero();

        plain("get", view, 0);

        assertThat(array).containsExactly(0, 2);
    }

    @Test
    void asList_withNumbersPendingOnly_isNotWaitedFor() {
        Effects.store(queue, new int[1], 0, call(1));

        plain("get", Arrays.asList(5), 0);

        assertThat(awaited()).isZero();
    }

    @Test
    void add_toASet_isPreciseOnlyIfTheElementIsAValue() throws Throwable {
        Set<Object> set = new HashSet<>();
        MethodHandle add = handle(Set.class, "add", boolean.class, Object.class);
        MethodHandle valueOf =
                MethodHandles.publicLookup()
                        .findStatic(
                                Integer.class,
                                "valueOf",
                                MethodType.methodType(Integer.class, int.class));
        Value number = queue.lift(Integer.class, Methods.spread(valueOf), new Object[] {call(7)});
        effect("add", add, set, number);

        Guards.element(queue, new int[1], 0);
        assertThat(awaited()).as("nothing to do with it").isZero();

        effect("add", add, set, call("of a type that is not told"));
        Guards.element(queue, new int[1], 0);
        assertThat(set).hasSize(2);
    }

    @Test
    void add_toASortedSet_isPreciseForNumbers() {
        Set<Object> set = new TreeSet<>();
        MethodHandle add = handle(Set.class, "add", boolean.class, Object.class);
        Value text =
                new Value(queue, String.class) {
                    @Override
                    void run() {
                        become("a");
                    }
                };
        queue.put(text);
        effect("add", add, set, text);

        Guards.element(queue, new int[1], 0);
        assertThat(set).isEmpty();
        plain("contains", set, "b");
        assertThat(set).hasSize(1);
    }

    @Test
    void deque_isWaitedForAsAWhole() {
        ArrayDeque<Object> deque = new ArrayDeque<>();
        add(deque, 1);
        plain("peek", new ArrayDeque<>(), null);
        assertThat(awaited()).isZero();

        plain("peekFirst", deque, null);

        assertThat(deque).containsExactly(1);
    }

    // ---- text, numbers

    @Test
    void text_thatIsAppended_isWaitedForByItsReaders() throws Throwable {
        StringBuilder text = new StringBuilder();
        MethodHandle append = handle(StringBuilder.class, "append", StringBuilder.class, int.class);
        Effects.call(
                queue,
                append.asType(append.type().generic()).asSpreader(Object[].class, 2),
                EffectMethod.of("append", append.type(), false),
                new Object[] {text, call(5)},
                null);

        plain("length", new StringBuilder(), null);
        assertThat(awaited()).isZero();
        plain("toString", text, null);
        assertThat(text).hasToString("5");
    }

    @Test
    void atomicReference_thatIsSet_isWaitedForByItsReaders() {
        AtomicReference<Object> reference = new AtomicReference<>();
        MethodHandle set = handle(AtomicReference.class, "set", void.class, Object.class);
        effect("set", set, reference, call(1));

        plain("get", new AtomicReference<>(), null);
        assertThat(awaited()).isZero();
        plain("get", reference, null);
        assertThat(reference.get()).isEqualTo(1);
    }

    @Test
    void atomicReference_plainlySet_publishes() {
        put(new HashMap<>(), "a", 1);

        plain("set", new AtomicReference<>(), 1);

        assertThat(awaited()).isEqualTo(1);
    }

    // ---- arrays, fields

    @Test
    void element_thatIsPending_isWaitedForByIndexAndArray() {
        double[] array = new double[3];
        double[] alias = array;
        Effects.store(queue, array, 0, call(1.0));
        Effects.store(queue, array, 1, call(2.0));

        Guards.element(queue, new double[3], 0);
        Guards.element(queue, alias, 2);
        assertThat(awaited()).isZero();
        Guards.element(queue, alias, 0);
        assertThat(array).containsExactly(1.0, 0.0, 0.0);
    }

    @Test
    void element_outsideOfItsArray_failsAfterEarlierFailures() {
        int[] array = new int[1];
        call(new IllegalStateException("earlier"));

        assertThatThrownBy(() -> Effects.store(queue, array, 1, call(1))).hasMessage("earlier");
        assertThatThrownBy(() -> Effects.store(queue, array, 1, call(1)))
                .isInstanceOf(ArrayIndexOutOfBoundsException.class)
                .hasMessage("Index 1 out of bounds for length 1");
        assertThatThrownBy(() -> Effects.store(queue, null, 1, call(1)))
                .isInstanceOf(NullPointerException.class);
        assertThat(site.log).endsWith("await 1", "await 1");
    }

    @Test
    void element_ofTheWrongClass_failsInItsTurn() {
        Object[] array = new String[1];
        Effects.store(queue, array, 0, call(1));

        assertThatThrownBy(() -> queue.drain(Reasons.EVERYTHING, null))
                .isInstanceOf(ArrayStoreException.class);
    }

    @Test
    void elements_ofAllKindsOfArray_takeWhatFits() {
        Object[] arrays = {
            new int[1],
            new byte[1],
            new short[1],
            new char[1],
            new boolean[1],
            new long[1],
            new float[1],
            new double[1],
            new Object[1]
        };
        Object[] results = {65, 65, 65, 65, 65, 65L, 65f, 65d, "65"};
        for (int i = 0; i < arrays.length; i++) {
            Effects.store(queue, arrays[i], 0, call(results[i]));
        }
        queue.drain(Reasons.EVERYTHING, null);

        assertThat(arrays)
                .containsExactly(
                        new int[] {65},
                        new byte[] {65},
                        new short[] {65},
                        new char[] {'A'},
                        new boolean[] {true},
                        new long[] {65},
                        new float[] {65},
                        new double[] {65},
                        new Object[] {"65"});
    }

    @Test
    void field_thatIsPending_isWaitedForByNameAndOwner() throws Throwable {
        Box box = new Box();
        MethodHandle setter = MethodHandles.lookup().findSetter(Box.class, "number", int.class);
        Effects.field(queue, Methods.spread(setter), "number", new Object[] {box, call(5)});

        Guards.field(queue, new Box(), "number");
        Guards.field(queue, box, "other");
        assertThat(awaited()).isZero();
        Guards.field(queue, box, "number");
        assertThat(box.number).isEqualTo(5);
    }

    // ---- code that is not known

    @Test
    void unknownEffect_isWaitedForByEverybody() throws Throwable {
        Box box = new Box();
        MethodHandle setter = MethodHandles.lookup().findSetter(Box.class, "number", int.class);
        for (int kind = 0; kind < 6; kind++) {
            Effects.call(
                    queue,
                    Methods.spread(setter),
                    EffectMethod.of("change", setter.type(), false),
                    new Object[] {box, call(kind + 1)},
                    null);
            switch (kind) {
                case 0 -> Guards.element(queue, new int[1], 0);
                case 1 -> Guards.field(queue, new Box(), "other");
                case 2 -> Guards.staticField(queue, "a/B.c");
                case 3 -> plain("get", new HashMap<>(), "a");
                case 4 -> Guards.write(queue, "other");
                default -> Guards.iterate(queue, new ArrayList<>(), /* structureOnly= */ true);
            }
            assertThat(box.number).isEqualTo(kind + 1);
        }
    }

    @Test
    void staticField_thatIsPending_isWaitedForUnderAnyClassThatHasIt() throws Throwable {
        List<Object> written = new ArrayList<>();
        MethodHandle add = handle(List.class, "add", boolean.class, Object.class).bindTo(written);
        Effects.staticField(queue, Methods.spread(add), "total", new Object[] {call(5)});

        Guards.staticField(queue, "com/acme/A.count");
        assertThat(awaited()).isZero();
        Guards.staticField(queue, "com/acme/B.total");
        assertThat(written).containsExactly(5);
    }

    @Test
    void receiver_thatIsNull_leavesTheExceptionToTheCall() {
        put(new HashMap<>(), "a", 1);

        Guards.call(queue, Guards.BY_NAME, "get", null, "a");
        Guards.element(queue, null, 0);
        Guards.field(queue, null, "x");

        assertThat(awaited()).isZero();
    }

    @Test
    void effect_onNull_failsAfterEarlierFailures() {
        call("before");

        assertThatThrownBy(
                        () -> {
                            MethodHandle add =
                                    handle(List.class, "add", boolean.class, Object.class);
                            effect("add", add, null, call(1));
                        })
                .isInstanceOf(NullPointerException.class);
        assertThat(site.log).containsExactly("await before", "await 1");
    }

    // ---- iterators, entries

    @Test
    void iteration_overKeys_goesOnWhileValuesArePending() {
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put("a", 0);
        map.put("b", 0);
        List<Object> seen = new ArrayList<>();
        Iteration.forEach(
                queue,
                map.keySet(),
                key -> {
                    seen.add(key);
                    put(map, key, "new " + key);
                });

        assertThat(seen).containsExactly("a", "b");
        assertThat(awaited()).isZero();
    }

    @Test
    void iteration_overElementsThatArePending_waitsForThem() {
        List<Object> list = new ArrayList<>(List.of(1, 2));
        set(list, 1, 20);
        List<Object> seen = new ArrayList<>();

        Iteration.forEach(queue, list, seen::add);

        assertThat(seen).containsExactly(1, 20);
    }

    @Test
    void iteration_ofACollectionOfTheUser_waitsAfterEachBody() {
        List<Object> list = new ArrayList<>();
        Iterable<Object> own = () -> List.<Object>of(1, 2).iterator();

        Iteration.forEach(queue, own, each -> add(list, each));

        assertThat(list).containsExactly(1, 2);
    }

    @Test
    void iteration_overAMap_seesPendingValuesInTheirTurn() {
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put("a", 1);
        map.put("b", 2);
        put(map, "b", 20);
        List<Object> seen = new ArrayList<>();

        Iteration.forEach(queue, map, (key, value) -> seen.add(key + "=" + value));

        assertThat(seen).containsExactly("a=1", "b=20");
    }

    @Test
    void entry_ofAMap_isWaitedForByItsKey() {
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put("a", 1);
        map.put("b", 2);
        put(map, "a", 10);
        put(map, "b", 20);
        Map.Entry<Object, Object> first = map.entrySet().iterator().next();

        Guards.entry(queue, first, map);
        assertThat(awaited()).isEqualTo(1);
        Guards.entry(queue, first, null);
        assertThat(awaited()).as("of a map that is not known").isEqualTo(2);
    }

    @Test
    void setValue_throughItsMap_isPrecise() {
        Map<Object, Object> map = new HashMap<>(Map.of("a", 1, "b", 2));
        MethodHandle setValue = handle(Map.Entry.class, "setValue", Object.class, Object.class);
        for (Map.Entry<Object, Object> entry : map.entrySet()) {
            Effects.call(
                    queue,
                    Methods.spread(setValue),
                    EffectMethod.of("setValue", setValue.type(), false),
                    new Object[] {entry, call("new " + entry.getKey())},
                    map);
        }

        plain("get", new HashMap<>(), "a");
        plain("size", map, null);
        assertThat(awaited()).isZero();
        queue.drain(Reasons.EVERYTHING, null);
        assertThat(map).containsOnly(Map.entry("a", "new a"), Map.entry("b", "new b"));
    }
}
