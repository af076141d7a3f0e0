package io.procession.it.weave;

import static io.procession.it.weave.Sample.parallel;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What results may flow into without a wait: each loop of ten has ten calls outstanding. */
class FlowsTest {

    /** A stream's calls run ahead so far: two for each processor. */
    private static final int AHEAD = Math.min(5, 2 * Runtime.getRuntime().availableProcessors());

    private static final String LOOP =
            """
            static Object main() throws Exception {
                Holder h = new Holder();
                go(h, new T());
                return h;
            }

            @Synchronized
            static void go(Holder h, T me) throws Exception {
                for (int i = 0; i < 10; i++) {
                    STATEMENT
                }
            }
            ====
            class Holder implements Serializable {
                int[] ints = new int[10];
                long[] longs = new long[10];
                double[] doubles = new double[10];
                float[] floats = new float[10];
                byte[] bytes = new byte[10];
                short[] shorts = new short[10];
                char[] chars = new char[10];
                boolean[] flags = new boolean[10];
                String[] words = new String[10];
                Object[] things = new Object[10];
                Integer[] boxes = new Integer[10];
                int[][] grid = new int[10][10];
                Map<Object, Object> map = new HashMap<>();
                Map<Integer, Integer> tree = new TreeMap<>();
                Map<String, Map<Integer, Integer>> nested = new HashMap<>(Map.of("a", new HashMap<>()));
                Map<Integer, Integer> linked = new LinkedHashMap<>();
                Map<Integer, Integer> shared = new ConcurrentHashMap<>();
                List<Object> list = new ArrayList<>(List.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
                LinkedList<Integer> chain = new LinkedList<>();
                Set<Integer> set = new HashSet<>();
                ArrayDeque<Integer> deque = new ArrayDeque<>();
                StringBuilder text = new StringBuilder();
                AtomicLong total = new AtomicLong();
                int field;
                static int global;
                Holder[] row = {this, this, this, this, this, this, this, this, this, this};
            }
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "work(i);",
                "h.ints[i] = work(i);",
                "h.ints[9 - i] = work(i) + 1;",
                "h.longs[i] = work(i);",
                "h.doubles[i] = work(i) / 2.0;",
                "h.floats[i] = work(i);",
                "h.bytes[i] = (byte) work(i);",
                "h.shorts[i] = (short) (work(i) * 3);",
                "h.chars[i] = (char) work(i);",
                "h.words[i] = \"w\" + work(i);",
                "h.words[i] = String.valueOf(work(i));",
                "h.things[i] = work(i);",
                "h.boxes[i] = work(i);",
                "h.grid[i][9 - i] = work(i);",
                "h.ints[i] = h.boxes.length + work(i);",
                "h.map.put(i, work(i));",
                "h.map.put(\"k\" + i, work(i));",
                "h.tree.put(-i, work(i));",
                "h.linked.put(i, work(i));",
                "h.shared.put(i, work(i));",
                "h.nested.get(\"a\").put(i, work(i));",
                "h.list.add(work(i));",
                "h.list.set(i, work(i));",
                "h.chain.add(work(i));",
                "h.set.add(work(i));",
                "h.deque.add(work(i));",
                "h.text.append(work(i));",
                "h.total.addAndGet(work(i));",
                "h.row[i].field = work(i);",
                "Holder.global = work(i);",
                "double x = work(i); h.doubles[i] = x;",
                "int x = work(i); int y = x * 2; h.ints[i] = y + i;",
                "int x = Math.max(work(i), 3); h.ints[i] = x;",
                "h.ints[i] = twice(work(i));",
                "h.map.put(i, new Point(work(i), \"b\"));",
                "h.ints[i] = i % 2 == 0 ? work(i) : work(-i);",
                "if (i > 2) { h.ints[i] = work(i); } else { h.map.put(i, work(i)); }",
                "h.ints[i] = work(i); h.ints[i] = work(i + 1);",
                "h.ints[i] = h.ints[9 - i] = work(i);",
                "switch (i & 1) { case 0 -> h.ints[i] = work(i); default -> h.map.put(i, work(i)); }",
                "h.words[i] = i + \":\" + work(i) + \"/\" + work(i + 1);",
                "h.things[i] = (Object) (Integer) work(i);",
                "T.one(h, i, work(i));",
                "h.ints[i] = (int) Math.sqrt(work(i));",
                "h.words[i] = Integer.toString(work(i)).concat(\"!\");",
                "h.map.put(new Point(i, \"p\"), work(i));",
                "h.map.put(java.time.LocalDate.of(2020, 1, i + 1), work(i));",
            })
    void statement_inALoop_runsAllItsCallsAtOnce(String statement) {
        String one = "static void one(Holder h, int i, int r) { h.ints[i] = r; }\n";
        parallel(10, one + LOOP.replace("STATEMENT", statement));
    }

    private static void loop(int least, String body) {
        parallel(least, "static Object main() throws Exception {\n    return go();\n}\n" + body);
    }

    @Test
    void reduction_ofManyKinds_runsAllItsCallsAtOnce() {
        loop(
                40,
                """
                @Synchronized
                static Object go() {
                    int sum = 0;
                    long product = 1;
                    int best = 0;
                    String text = "";
                    for (int i = 0; i < 10; i++) {
                        sum += work(i);
                        product *= work(i);
                        best = Math.max(best, work(i));
                        text += work(i);
                    }
                    return sum + product + best + text;
                }
                """);
    }

    @Test
    void nestedLoops_overMapsOfMaps_runAllTheirCallsAtOnce() {
        loop(
                12,
                """
                @Synchronized
                static Object go() {
                    Map<Integer, Map<Integer, Integer>> results = new TreeMap<>();
                    for (int lat = 0; lat < 4; lat++) {
                        results.put(lat, new TreeMap<>());
                        for (int lon = 0; lon < 3; lon++) {
                            results.get(lat).put(lon, work(lat * 10 + lon));
                        }
                    }
                    return results;
                }
                """);
    }

    @Test
    void loopOverTheKeysOfTheMapWrittenTo_runsAllItsCallsAtOnce() {
        loop(
                3,
                """
                @Synchronized
                static Object go() {
                    Map<String, Integer> data = new LinkedHashMap<>();
                    data.put("a", 1);
                    data.put("b", 2);
                    data.put("c", 3);
                    for (String key : data.keySet()) {
                        data.put(key, work(key.length()));
                    }
                    return data;
                }
                """);
    }

    @Test
    void entrySetValue_inALoopOverEntries_runsAllItsCallsAtOnce() {
        loop(
                3,
                """
                @Synchronized
                static Object go() {
                    Map<String, Integer> data = new TreeMap<>(Map.of("a", 1, "b", 2, "c", 3));
                    for (Map.Entry<String, Integer> e : data.entrySet()) {
                        e.setValue(work(e.getValue()));
                    }
                    return data;
                }
                """);
    }

    @Test
    void streams_ofManyKinds_runTheirCallsAtOnceAndKeepTheirOrder() {
        loop(
                AHEAD,
                """
                @Synchronized
                static Object go() {
                    return List.of(5, 3, 1, 4, 2).stream().map(x -> work(x)).toList();
                }
                """);
        loop(
                AHEAD,
                """
                @Synchronized
                static Object go() {
                    return List.of(5, 3, 1, 4, 2).stream().map(T::work).collect(Collectors.toList());
                }
                """);
        loop(
                AHEAD,
                """
                @Synchronized
                static Object go() {
                    return IntStream.range(0, 8).map(T::work).sum();
                }
                """);
        loop(
                AHEAD,
                """
                @Synchronized
                static Object go() {
                    return IntStream.range(0, 8).mapToObj(i -> "r" + work(i)).collect(Collectors.joining());
                }
                """);
    }

    @Test
    void forEach_withALambda_runsItsCallsAtOnce() {
        loop(
                5,
                """
                @Synchronized
                static Object go() {
                    int[] r = new int[6];
                    List.of(5, 3, 1, 4, 2).forEach(x -> r[x] = work(x));
                    return r;
                }
                """);
        loop(
                3,
                """
                @Synchronized
                static Object go() {
                    Map<String, Integer> in = new TreeMap<>(Map.of("a", 1, "b", 2, "c", 3));
                    Map<String, Integer> out = new TreeMap<>();
                    in.forEach((k, v) -> out.put(k, work(v)));
                    return out;
                }
                """);
        loop(
                6,
                """
                @Synchronized
                static Object go() {
                    int[] r = new int[6];
                    IntStream.range(0, 6).forEach(i -> r[i] = work(i));
                    return r;
                }
                """);
    }

    @Test
    void loopInATryBlock_runsAllItsCallsAtOnce() {
        loop(
                10,
                """
                @Synchronized
                static Object go() {
                    int[] r = new int[10];
                    try {
                        for (int i = 0; i < 10; i++) {
                            r[i] = work(i);
                        }
                    } catch (Boom e) {
                        log.add(e.getMessage());
                    } finally {
                        log.add("finally");
                    }
                    return r;
                }
                """);
    }

    @Test
    void argumentsOfOnePlainCall_runAtOnce() {
        loop(
                2,
                """
                static int pair(int a, int b) {
                    log.add(a + b);
                    return a - b;
                }

                @Synchronized
                static Object go() {
                    return pair(work(1), work(2));
                }
                """);
    }

    @Test
    void instanceMethodsAndInheritedOnes_runAtOnce() {
        loop(
                12,
                """
                static class A implements Serializable {
                    int base = 3;

                    @Concurrent
                    int f(int i) {
                        return base * i;
                    }
                }

                static class B extends A {
                    @Override
                    int f(int i) {
                        return base + i;
                    }
                }

                interface Shape {
                    @Concurrent
                    int area(int side);
                }

                record Square(int x) implements Shape, Serializable {
                    public int area(int side) {
                        return side * side + x;
                    }
                }

                @Synchronized
                static Object go() {
                    A a = new A();
                    A b = new B();
                    Shape s = new Square(2);
                    int[] r = new int[12];
                    for (int i = 0; i < 4; i++) {
                        r[i] = a.f(i);
                        r[i + 4] = b.f(i);
                        r[i + 8] = s.area(i);
                    }
                    return r;
                }
                """);
    }
}
