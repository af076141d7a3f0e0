package io.procession.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.SimpleDateFormat;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.JapaneseDate;
import java.util.AbstractMap.SimpleEntry;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
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
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.SimpleTimeZone;
import java.util.Stack;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
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
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** One round trip of each kind of value: it must come back equal, and of the same type. */
class GraphCodecValuesTest {

    enum Level {
        LOW,
        HIGH {
            @Override
            String text() {
                return "high!";
            }
        };

        String text() {
            return "plain";
        }
    }

    record Point(int x, double y, @Nullable String name) {}

    record Everything(
            byte a, short b, char c, int d, long e, float f, double g, boolean h, Object i) {}

    record Generic<T>(T value, List<T> values) {}

    record Empty() {}

    static class Plain {
        private final int number = Integer.parseInt("7");
        protected String text = "text";
        long[] longs = {1, 2, 3};
        transient int left = 5;

        @Override
        public boolean equals(Object other) {
            return other instanceof Plain p
                    && p.getClass() == getClass()
                    && p.number == number
                    && p.text.equals(text)
                    && Arrays.equals(p.longs, longs);
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    static class Derived extends Plain {
        private final String text = "hides the other";
        Plain inner = new Plain();

        @Override
        public boolean equals(Object other) {
            return super.equals(other)
                    && other instanceof Derived d
                    && d.text.equals(text)
                    && d.inner.equals(inner);
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    static class MyList extends ArrayList<String> {
        private static final long serialVersionUID = 1L;
        int extra = 4;

        @Override
        public boolean equals(Object other) {
            return super.equals(other) && ((MyList) other).extra == extra;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    static class MyMap<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1L;
    }

    /** A value, by what it is called in the report. */
    private static final Map<String, Object> VALUES = new LinkedHashMap<>();

    private static void value(String name, Object value) {
        if (VALUES.put(name, value) != null) {
            throw new AssertionError("twice: " + name);
        }
    }

    static {
        basics();
        arrays();
        jdkValues();
        times();
        lists();
        sets();
        maps();
        wrappers();
        userTypes();
    }

    private static void basics() {
        value("string", "text");
        value("empty string", "");
        value("wide string", "żółć ∑ 😀");
        value("long string", "x".repeat(100_000));
        value("int", 1_000_000);
        value("small int", -128);
        value("min int", Integer.MIN_VALUE);
        value("long", Long.MAX_VALUE);
        value("small long", -1L);
        value("short", (short) 3000);
        value("small short", (short) -7);
        value("byte", (byte) -7);
        value("char", 'ż');
        value("small char", 'a');
        value("float", 1.5f);
        value("double", Math.PI);
        value("NaN", Double.NaN);
        value("true", true);
        value("false", false);
        value("enum", Level.LOW);
        value("enum with a body", Level.HIGH);
        value("enum of the JDK", TimeUnit.SECONDS);
        value("class", Point.class);
        value("class of primitive", int.class);
        value("class of array", String[][].class);
    }

    private static void arrays() {
        value("bytes", new byte[] {1, -2, 3});
        value("shorts", new short[] {1, -2, 3});
        value("chars", new char[] {'a', 'ż'});
        value("ints", new int[] {1, -2, 3});
        value("longs", new long[] {1, -2, 3});
        value("floats", new float[] {1, -2, 3});
        value("doubles", new double[] {1, -2, Double.NaN});
        value("booleans", new boolean[] {true, false});
        value("no ints", new int[0]);
        value("many doubles", new Random(1).doubles(400_000).toArray());
        value("strings", new String[] {"a", null, "b", "a"});
        value("objects", new Object[] {1, "b", null, new int[] {2}});
        value("numbers", new Number[] {1, 2.0});
        value("matrix", new double[][] {{1, 2}, {3}, null});
        value("cube", new int[2][3][4]);
        value("enums", new Level[] {Level.HIGH, Level.LOW});
        value("records", new Point[] {new Point(1, 2, "p")});
        value("lists in array", new List<?>[] {List.of(1), new ArrayList<>()});
    }

    private static void jdkValues() {
        value("big integer", new BigInteger("-123456789012345678901234567890"));
        value("big decimal", new BigDecimal("-1.2300e-400"));
        value("math context", MathContext.DECIMAL64);
        value("rounding mode", RoundingMode.CEILING);
        value("uuid", new UUID(1, 2));
        value("locale", Locale.CANADA_FRENCH);
        value("locale with variant", new Locale("no", "NO", "NY"));
        value("currency", Currency.getInstance("EUR"));
        value("uri", URI.create("http://example.org/a%20b?c=d#e"));
        value("file", new File("a/b.txt"));
        value("path", Path.of("a", "b.txt"));
        value("charset", StandardCharsets.UTF_16BE);
        value("bit set", BitSet.valueOf(new long[] {1, 0, 5}));
        value("optional", Optional.of("x"));
        value("empty optional", Optional.empty());
        value("optional int", OptionalInt.of(4));
        value("empty optional int", OptionalInt.empty());
        value("optional long", OptionalLong.of(1L << 40));
        value("optional double", OptionalDouble.of(2.5));
        value("entry", Map.entry("k", 1));
        value("simple entry", new SimpleEntry<>("k", null));
        value("immutable entry", new SimpleImmutableEntry<>("k", 2));
        try {
            value("url", new URL("http://localhost/x"));
            value("address", InetAddress.getByAddress("host", new byte[] {127, 0, 0, 1}));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
        value("socket address", InetSocketAddress.createUnresolved("host", 80));
        value("decimal format", new DecimalFormat("#,##0.00"));
        value("date format", new SimpleDateFormat("yyyy-MM-dd", Locale.ROOT));
    }

    private static void times() {
        LocalDateTime local = LocalDateTime.of(2026, 11, 21, 2, 37, 18, 123_456_789);
        value("date", new Date(1));
        value("sql-like calendar", new GregorianCalendar(2026, 10, 21));
        value("time zone", TimeZone.getTimeZone("Europe/Paris"));
        value("simple time zone", new SimpleTimeZone(3600_000, "X"));
        value("local date", local.toLocalDate());
        value("far date", LocalDate.MIN);
        value("local time", LocalTime.MAX);
        value("local date time", local);
        value("instant", Instant.MAX);
        value("duration", Duration.ofNanos(-1));
        value("period", Period.of(1, -2, 3));
        value("year", Year.of(2026));
        value("year month", YearMonth.of(2026, 11));
        value("month day", MonthDay.of(2, 29));
        value("month", Month.MAY);
        value("day of week", DayOfWeek.SUNDAY);
        value("offset", ZoneOffset.ofHoursMinutes(5, 30));
        value("zone", ZoneId.of("America/New_York"));
        value("zone with prefix", ZoneId.of("UTC+02:00"));
        value("zoned", local.atZone(ZoneId.of("Europe/Warsaw")));
        value(
                "zoned in overlap",
                ZonedDateTime.ofLocal(
                        LocalDateTime.of(2026, 10, 25, 2, 30),
                        ZoneId.of("Europe/Warsaw"),
                        ZoneOffset.ofHours(1)));
        value("zoned by offset", local.atZone(ZoneOffset.UTC));
        value("offset date time", OffsetDateTime.of(local, ZoneOffset.MAX));
        value("offset time", OffsetTime.of(LocalTime.NOON, ZoneOffset.MIN));
        value("japanese date", JapaneseDate.of(2026, 11, 21));
    }

    private static void lists() {
        List<Object> some = Arrays.asList("a", 1, null, 2.5, "a");
        value("array list", new ArrayList<>(some));
        value("empty array list", new ArrayList<>());
        value("linked list", new LinkedList<>(some));
        value("vector", new Vector<>(some));
        Stack<Object> stack = new Stack<>();
        stack.addAll(some);
        value("stack", stack);
        value("copy on write list", new CopyOnWriteArrayList<>(some));
        value("asList", some);
        value("asList of strings", Arrays.asList("x", "y"));
        value("List.of()", List.of());
        value("List.of(1)", List.of("a"));
        value("List.of(2)", List.of("a", 2));
        value("List.of(5)", List.of(1, 2, 3, 4, 5));
        value("toList", Stream.of(1, 2, 3).toList());
        value("toList with null", Stream.of(1, null, 3).toList());
        value("emptyList", Collections.emptyList());
        value("singletonList", Collections.singletonList(null));
        value("nCopies", Collections.nCopies(1000, "x"));
        value("list in list", List.of(List.of(1), List.of(List.of(2))));
    }

    private static void sets() {
        value("hash set", new HashSet<>(List.of(1, "b", 3L)));
        value("linked hash set", new LinkedHashSet<>(List.of(3, 1, 2)));
        value("tree set", new TreeSet<>(List.of(3, 1, 2)));
        TreeSet<String> reversed = new TreeSet<>(Comparator.reverseOrder());
        reversed.addAll(List.of("a", "b"));
        value("tree set reversed", reversed);
        TreeSet<String> ignoring = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        ignoring.addAll(List.of("b", "A"));
        value("tree set ignoring case", ignoring);
        value("skip list set", new ConcurrentSkipListSet<>(List.of(3, 1, 2)));
        value("copy on write set", new CopyOnWriteArraySet<>(List.of(3, 1)));
        value("enum set", EnumSet.of(Level.HIGH));
        value("empty enum set", EnumSet.noneOf(Level.class));
        value("enum set of many", EnumSet.allOf(Character.UnicodeScript.class));
        value("Set.of()", Set.of());
        value("Set.of(1)", Set.of("a"));
        value("Set.of(4)", Set.of(1, 2, 3, 4));
        value("emptySet", Collections.emptySet());
        value("singleton", Collections.singleton("x"));
        Set<Object> concurrent = ConcurrentHashMap.newKeySet();
        concurrent.add("x");
        value("concurrent set", concurrent);
        Set<Object> fromMap = Collections.newSetFromMap(new HashMap<>());
        fromMap.add("x");
        value("set from map", fromMap);
    }

    private static void maps() {
        Map<String, Object> some = new HashMap<>();
        some.put("a", 1);
        some.put(null, "n");
        some.put("c", null);
        value("hash map", some);
        value("empty hash map", new HashMap<>());
        value("linked hash map", new LinkedHashMap<>(some));
        value("tree map", new TreeMap<>(Map.of("b", 1, "a", 2)));
        TreeMap<Integer, String> byComparator = new TreeMap<>(Collections.reverseOrder());
        byComparator.put(1, "a");
        byComparator.put(2, "b");
        value("tree map by comparator", byComparator);
        value("descending map", byComparator.descendingMap());
        value("sub map", byComparator.headMap(1, true));
        value("skip list map", new ConcurrentSkipListMap<>(Map.of("b", 1, "a", 2)));
        value("concurrent map", new ConcurrentHashMap<>(Map.of("b", 1, "a", 2)));
        value("hashtable", new Hashtable<>(Map.of("b", 1)));
        value("weak map", new WeakHashMap<>(Map.of("interned", 1)));
        value("enum map", new EnumMap<>(Map.of(Level.HIGH, 1)));
        value("empty enum map", new EnumMap<>(Level.class));
        value("Map.of()", Map.of());
        value("Map.of(1)", Map.of("a", 1));
        value("Map.of(3)", Map.of("a", 1, "b", 2, "c", List.of()));
        value("emptyMap", Collections.emptyMap());
        value("singletonMap", Collections.singletonMap(null, 1));
        Properties defaults = new Properties();
        defaults.setProperty("d", "1");
        Properties properties = new Properties(defaults);
        properties.setProperty("a", "b");
        value("properties", properties);
        Map<Object, Object> mine = new MyMap<>();
        mine.put(1, 2);
        value("subclass of a map", mine);
        value(
                "anonymous map",
                new HashMap<>(Map.of(1, 2)) {
                    private static final long serialVersionUID = 1L;
                });
    }

    private static void wrappers() {
        List<Object> list = new ArrayList<>(List.of(1, 2));
        value("unmodifiable list", Collections.unmodifiableList(list));
        value("unmodifiable linked list", Collections.unmodifiableList(new LinkedList<>(list)));
        value("unmodifiable set", Collections.unmodifiableSet(new HashSet<>(list)));
        value(
                "unmodifiable sorted set",
                Collections.unmodifiableSortedSet(new TreeSet<>(List.of(1, 2))));
        value("unmodifiable map", Collections.unmodifiableMap(new HashMap<>(Map.of(1, 2))));
        value(
                "unmodifiable navigable map",
                Collections.unmodifiableNavigableMap(new TreeMap<>(Map.of(1, 2))));
        value("synchronized list", Collections.synchronizedList(list));
        value("synchronized map", Collections.synchronizedMap(new HashMap<>(Map.of(1, 2))));
        value("synchronized set", Collections.synchronizedSet(new HashSet<>(list)));
        value("checked list", Collections.checkedList(new ArrayList<>(List.of("a")), String.class));
        value(
                "checked map",
                Collections.checkedMap(new HashMap<>(Map.of("a", 1)), String.class, Integer.class));
    }

    private static void userTypes() {
        value("record", new Point(1, 2.5, "p"));
        value("empty record", new Empty());
        value("record of all", new Everything((byte) 1, (short) 2, 'c', 4, 5, 6, 7, true, "i"));
        value("record of null", new Point(0, 0, null));
        value("generic record", new Generic<>("a", List.of("b")));
        value("plain", new Plain());
        value("derived", new Derived());
        MyList list = new MyList();
        list.add("a");
        list.extra = 9;
        value("subclass of a list", list);
        record Local(int a) {}
        value("local record", new Local(3));
    }

    @TestFactory
    Stream<DynamicTest> travel_anyValue_comesBackEqualAndOfTheSameType() {
        return VALUES.entrySet().stream()
                .map(each ->
                        DynamicTest.dynamicTest(
                                each.getKey(),
                                () -> {
                                    Object back = Codecs.travel(each.getValue());
                                    assertThat(Objects.deepEquals(back, each.getValue()))
                                            .as("%s is %s", back, each.getValue())
                                            .isTrue();
                                    assertThat(back).hasSameClassAs(each.getValue());
                                }));
    }

    /** Values without an equals of their own, by what can be seen of them. */
    @TestFactory
    Stream<DynamicTest> travel_valueWithoutEquals_showsTheSame() {
        Map<String, Map.Entry<Object, Function<Object, Object>>> shown = new LinkedHashMap<>();
        show(shown, "string builder", new StringBuilder("abc"), Object::toString);
        show(shown, "string buffer", new StringBuffer("abc"), Object::toString);
        show(
                shown,
                "pattern",
                Pattern.compile("a+", Pattern.CASE_INSENSITIVE),
                p -> p + "/" + ((Pattern) p).flags());
        show(shown, "atomic int", new AtomicInteger(5), Object::toString);
        show(shown, "atomic long", new AtomicLong(5), Object::toString);
        show(shown, "atomic boolean", new AtomicBoolean(true), Object::toString);
        show(shown, "atomic reference", new AtomicReference<>("x"), Object::toString);
        show(shown, "atomic array", new AtomicIntegerArray(new int[] {1, 2}), Object::toString);
        LongAdder adder = new LongAdder();
        adder.add(9);
        show(shown, "adder", adder, Object::toString);
        List<Integer> some = List.of(3, 1, 2);
        show(shown, "array deque", new ArrayDeque<>(some), Object::toString);
        show(shown, "priority queue", new PriorityQueue<>(some), Object::toString);
        show(shown, "priority blocking queue", new PriorityBlockingQueue<>(some), Object::toString);
        show(shown, "concurrent queue", new ConcurrentLinkedQueue<>(some), Object::toString);
        show(shown, "concurrent deque", new ConcurrentLinkedDeque<>(some), Object::toString);
        show(shown, "transfer queue", new LinkedTransferQueue<>(some), Object::toString);
        LinkedBlockingQueue<Integer> bounded = new LinkedBlockingQueue<>(5);
        bounded.addAll(some);
        show(
                shown,
                "blocking queue",
                bounded,
                q -> q + "/" + ((LinkedBlockingQueue<?>) q).remainingCapacity());
        show(shown, "blocking deque", new LinkedBlockingDeque<>(some), Object::toString);
        ArrayBlockingQueue<Integer> full = new ArrayBlockingQueue<>(4);
        full.add(1);
        show(
                shown,
                "bounded queue",
                full,
                q -> q + "/" + ((ArrayBlockingQueue<?>) q).remainingCapacity());
        show(shown, "identity map", new IdentityHashMap<>(Map.of("one", "a")), Object::toString);
        show(
                shown,
                "unmodifiable collection",
                Collections.unmodifiableCollection(new ArrayList<>(some)),
                Object::toString);
        show(shown, "random", new Random(42), r -> copyOfRandom((Random) r).nextLong());
        Function<Object, Object> nothing = o -> "an object";
        show(shown, "object", new Object(), nothing);
        return shown.entrySet().stream()
                .map(each ->
                        DynamicTest.dynamicTest(
                                each.getKey(),
                                () -> {
                                    Object value = each.getValue().getKey();
                                    Object back = Codecs.travel(value);
                                    Function<Object, Object> view = each.getValue().getValue();
                                    assertThat(view.apply(back)).isEqualTo(view.apply(value));
                                    assertThat(back).hasSameClassAs(value);
                                }));
    }

    private static void show(
            Map<String, Map.Entry<Object, Function<Object, Object>>> shown,
            String name,
            Object value,
            Function<Object, Object> view) {
        shown.put(name, Map.entry(value, view));
    }

    private static Random copyOfRandom(Random random) {
        try {
            return Codecs.travel(random);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Views travel as what they show. */
    @TestFactory
    Stream<DynamicTest> travel_view_comesBackAsWhatItShows() {
        List<Object> list = new ArrayList<>(List.of(1, 2, 3));
        Map<Object, Object> map = new LinkedHashMap<>(Map.of("a", 1));
        TreeMap<Object, Object> sorted = new TreeMap<>(Map.of("a", 1, "b", 2));
        Map<String, Object> views = new LinkedHashMap<>();
        views.put("sub list", list.subList(1, 3));
        views.put("immutable sub list", List.of(1, 2, 3).subList(1, 3));
        views.put("linked sub list", new LinkedList<>(list).subList(0, 2));
        views.put("key set", map.keySet());
        views.put("entry set", map.entrySet());
        views.put("hash key set", new HashMap<>(map).keySet());
        views.put("sorted key set", sorted.navigableKeySet());
        views.put("sorted entries", sorted.entrySet());
        views.put("entry of a map", map.entrySet().iterator().next());
        views.put("immutable key set", Map.of(1, 2).keySet());
        Collection<Object> values = map.values();
        return Stream.concat(
                views.entrySet().stream()
                        .map(each ->
                                DynamicTest.dynamicTest(
                                        each.getKey(),
                                        () ->
                                                assertThat(Codecs.travel(each.getValue()))
                                                        .isEqualTo(each.getValue()))),
                Stream.of(
                        DynamicTest.dynamicTest(
                                "values",
                                () ->
                                        assertThat(new ArrayList<>(Codecs.travel(values)))
                                                .isEqualTo(new ArrayList<>(values)))));
    }

    @TestFactory
    Stream<DynamicTest> travel_interfacesOfFunctions_comeBackWorking() {
        interface SerialFunction<A, B> extends Function<A, B>, Serializable {}
        String captured = "c";
        SerialFunction<String, String> capturing = s -> s + captured;
        SerialFunction<String, Integer> reference = String::length;
        SerialFunction<String, String> bound = captured::concat;
        SerialFunction<String, StringBuilder> constructor = StringBuilder::new;
        Map<String, SerialFunction<String, ?>> functions =
                Map.of(
                        "capturing",
                        capturing,
                        "reference",
                        reference,
                        "bound",
                        bound,
                        "constructor",
                        constructor);
        return functions.entrySet().stream()
                .map(each ->
                        DynamicTest.dynamicTest(
                                each.getKey(),
                                () ->
                                        assertThat(Codecs.travel(each.getValue()).apply("abc"))
                                                .hasToString(
                                                        each.getValue().apply("abc").toString())));
    }
}
