package io.procession.it.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.CopyRestore;
import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What calls change in arrays and collections is changed in the caller's own. */
@ExtendWith(ProcessCensus.class)
class ContainersTest {

    @RegisterExtension static final Everywhere EVERYWHERE = new Everywhere();

    /** The paragraph below deco's first listing: one map, and each call updates its key. */
    @Test
    void map_ofWhichEachCallUpdatesItsKey_isWhole() throws Exception {
        int most =
                EVERYWHERE
                        .same(
                                "[1.5 2.5 3.5 {0=0.5, 30=1.5, 60=2.5, 90=3.5} ]",
                                """
                                @Concurrent static void band(Map<Integer, Double> means, int longitude, double[] celsius) {
                                    means.put(longitude, Arrays.stream(celsius).average().orElseThrow());
                                }
                                """,
                                """
                                Map<Integer, Double> means = new TreeMap<>();
                                for (int band = 0; band < 4; band++) {
                                    band(means, band * 30, new double[] {band, band + 1});
                                }
                                return List.of(means.get(30), means.get(60), means.get(90), "" + means);
                                """)
                        .most();
        assertThat(most).isEqualTo(4);
    }

    /** deco's own test of it: the first element of a list that is a keyword argument. */
    @Test
    void list_whoseFirstElementACallSets_hasIt() throws Exception {
        EVERYWHERE.same(
                "[[kwarged] true ]",
                """
                @Concurrent static void kwarg(List<Object> list) { list.set(0, "kwarged"); }
                """,
                """
                List<Object> list = new ArrayList<>(List.of(0));
                List<Object> alias = list;
                kwarg(list);
                return List.of("" + list, alias.get(0).equals("kwarged"));
                """);
    }

    /** deco's second example: each call moves a body of its own, and reads the others. */
    @Test
    void bodies_ofWhichEachCallMovesOneIntoASecondMap_moveAsTheyDoSerially() throws Exception {
        int most =
                EVERYWHERE
                        .same(
                                "[12.0 true ]",
                                """
                                static class Body implements Serializable {
                                    double x, v; Body(double x) { this.x = x; }
                                }
                                @Concurrent static void move(@ReadOnly Map<Integer, Body> now, Map<Integer, Body> next, int k) {
                                    Body own = now.get(k);
                                    Body moved = new Body(own.x);
                                    moved.v = own.v;
                                    for (Body other : now.values()) { moved.v += (other.x - own.x) / 8; }
                                    moved.x += moved.v;
                                    next.put(k, moved);
                                }
                                @Synchronized static Map<Integer, Body> step(Map<Integer, Body> now) {
                                    Map<Integer, Body> next = new TreeMap<>();
                                    for (int k : now.keySet()) { move(now, next, k); }
                                    return next;
                                }
                                """,
                                """
                                Map<Integer, Body> bodies = new TreeMap<>();
                                for (int k = 0; k < 4; k++) { bodies.put(k, new Body(k * k - k + 1)); }
                                for (int step = 0; step < 5; step++) { bodies = step(bodies); }
                                double sum = 0;
                                for (Body each : bodies.values()) { sum += each.x; }
                                return List.of(sum, bodies.get(0).x != 1);
                                """)
                        .most();
        assertThat(most).isEqualTo(4);
    }

    @Test
    void list_thatTwentyCallsAddTo_isTheSerialOne() throws Exception {
        int most =
                EVERYWHERE
                        .same(
                                "[0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121, 144, 169, 196, 225, 256, 289, 324, 361]",
                                "@Concurrent static void add(List<Integer> l, int i) { l.add(i * i); }",
                                """
                                List<Integer> l = new ArrayList<>();
                                for (int i = 0; i < 20; i++) { add(l, i); }
                                return "" + l;
                                """)
                        .most();
        assertThat(most).isEqualTo(20);
    }

    /** Each is the view of another map or list: what the call does to it is done to that. */
    @Test
    void views_thatCallsRemoveFromAndWriteTo_showItInWhatTheyShow() throws Exception {
        EVERYWHERE.same(
                "{a=1, d=4}{c=3}{10=x, 30=z}{5=five, 7=zeven}{q=1}[1, 42, 4][A, b][3, 9]",
                """
                @Concurrent static void strike(Collection<Integer> values) { values.removeIf(x -> x == 2 || x == 3); }
                @Concurrent static void drop(Set<String> keys) { keys.retainAll(Set.of("c")); }
                @Concurrent static void unmap(SortedMap<Integer, String> part) { part.remove(20); part.put(30, "z"); }
                @Concurrent static void down(NavigableMap<Integer, String> back) { back.pollFirstEntry(); back.put(7, "zeven"); }
                @Concurrent static void erase(Set<Map.Entry<String, Integer>> entries) { entries.removeIf(e -> e.getValue() > 1); }
                @Concurrent static void part(List<Integer> middle) { middle.remove(0); middle.set(0, 42); }
                @Concurrent static void shout(List<String> fixed) { fixed.set(0, "A"); }
                @Concurrent static void first(Collection<Integer> values) { values.iterator().next(); values.remove(6); }
                """,
                """
                Map<String, Integer> one = new LinkedHashMap<>(), two = new HashMap<>(Map.of("b", 2, "c", 3));
                for (int i = 0; i < 4; i++) { one.put("abcd".substring(i, i + 1), i + 1); }
                NavigableMap<Integer, String> three = new TreeMap<>(Map.of(10, "x", 20, "y"));
                NavigableMap<Integer, String> four = new TreeMap<>(Map.of(5, "five", 9, "nine"));
                Map<String, Integer> five = new HashMap<>(Map.of("q", 1, "r", 2));
                List<Integer> six = new ArrayList<>(List.of(1, 2, 3, 4));
                String[] seven = {"a", "b"};
                Map<Integer, Integer> eight = new TreeMap<>(Map.of(1, 3, 2, 6, 3, 9));
                strike(one.values()); drop(two.keySet()); unmap(three.tailMap(15)); down(four.descendingMap());
                erase(five.entrySet()); part(six.subList(1, 3)); shout(Arrays.asList(seven)); first(eight.values());
                return "" + one + two + three + four + five + six + Arrays.toString(seven) + eight.values();
                """);
    }

    /** Of many, few stay, in the worker by a set of its own: what stays keeps its value here. */
    @Test
    void viewsOfMaps_ofWhichLittleStays_loseNothingElse() throws Exception {
        EVERYWHERE.same(
                "{3=c}{4=d, 5=e}{k=9}{1=[x]}{7=seven}",
                """
                @Concurrent static void keep(Set<Integer> keys, int least) { keys.removeIf(k -> k < least); }
                @Concurrent static void zero(Set<Map.Entry<String, Integer>> entries) { entries.removeIf(e -> e.getKey().length() > 1); }
                @Concurrent static void full(Collection<List<String>> lists) { lists.removeIf(List::isEmpty); }
                @Concurrent static void late(Set<Map.Entry<Integer, String>> entries) { for (int i = 0; i < 7; i++) { entries.remove(entries.iterator().next()); } }
                """,
                """
                Map<Integer, String> one = new HashMap<>(), two = new TreeMap<>();
                for (int i = 0; i < 4; i++) { one.put(i, "abcd".substring(i - 1 < 0 ? 0 : i - 1, i)); }
                one.put(3, "c");
                for (int i = 0; i < 6; i++) { two.put(i, "#abcde".substring(i, i + 1)); }
                Map<String, Integer> three = new java.util.concurrent.ConcurrentHashMap<>();
                for (int i = 0; i < 60; i++) { three.put("key" + i, i); }
                three.put("k", 9);
                Map<Integer, List<String>> four = new LinkedHashMap<>();
                for (int i = 0; i < 3; i++) { four.put(i, new ArrayList<>(i == 1 ? List.of("x") : List.of())); }
                Map<Integer, String> five = new TreeMap<>();
                for (int i = 0; i < 8; i++) { five.put(i, "seven"); }
                keep(one.keySet(), 3); keep(two.keySet(), 4); zero(three.entrySet()); full(four.values()); late(five.entrySet());
                return "" + one + two + three + four + five;
                """);
    }

    /** As the view itself would have, though only when the changes come back. */
    @Test
    void view_thatACallAddsTo_refuses_andItsMapIsWhole() throws Exception {
        Map<String, Integer> map = new HashMap<>(Map.of("a", 1, "b", 2));
        List<String> log = new ArrayList<>();
        CopyRestore<Set<String>> keys = CopyRestore.of(map.keySet());
        CopyRestore<List<String>> list = CopyRestore.of(log);
        try (ProcessPool pool = ProcessPool.create(1)) {
            ProcessFuture<Boolean> added =
                    pool.submit(() -> {
                        list.get().add("it ran");
                        keys.get().remove("a");
                        return keys.get().add("c");
                    });
            assertThatThrownBy(() -> added.result(Timeouts.LONG))
                    .hasMessageContaining("elements cannot be added to a view of a map")
                    .hasMessageContaining("HashMap$KeySet");
        }
        assertThat(map).isEqualTo(Map.of("a", 1, "b", 2));
        assertThat(log).isEmpty();
    }

    @Test
    void list_thatCallerAndCallsAddTo_hasAllInOrder() throws Exception {
        EVERYWHERE.same(
                "[a, c1, b, c2, d, c3]",
                "@Concurrent static void add(List<String> l, int i) { l.add(\"c\" + i); }",
                """
                List<String> l = new ArrayList<>(List.of("a"));
                add(l, 1); l.add("b"); add(l, 2); l.add("d"); add(l, 3);
                return "" + l;
                """);
    }

    @Test
    void list_ofWhichACallRemovesAndInserts_isChangedInPlace() throws Exception {
        EVERYWHERE.same(
                "[[9, 1, 3, 10, 5] true [x, c] [3, 2] ]",
                """
                @Concurrent static void mess(List<Integer> l) {
                    l.remove(Integer.valueOf(2)); l.add(0, 9); l.set(l.indexOf(4), 10);
                }
                @Concurrent static void swap(LinkedList<String> l) { l.removeFirst(); l.set(0, "x"); }
                @Concurrent static void drop(Vector<Integer> v) { v.removeIf(i -> i == 1); Collections.reverse(v); }
                """,
                """
                List<Integer> l = new ArrayList<>(List.of(1, 2, 3, 4, 5));
                List<Integer> own = l;
                LinkedList<String> s = new LinkedList<>(List.of("a", "b", "c"));
                Vector<Integer> v = new Vector<>(List.of(1, 2, 3));
                mess(l); swap(s); drop(v);
                return List.of("" + l, own == l, "" + s, "" + v);
                """);
    }

    @Test
    void map_ofWhichCallsPutRemoveAndPutAll_isTheSerialOne() throws Exception {
        EVERYWHERE.same(
                "[{b=2, c=5, d=4, x=1, y=2, e=e1, f=f1} [b, c, d, x, y, e, f] ]",
                """
                @Concurrent static void one(Map<String, Object> m) { m.remove("a"); m.put("c", 5); m.put("d", 4); }
                @Concurrent static void all(Map<String, Object> m) { m.putAll(new TreeMap<>(Map.of("x", 1, "y", 2))); }
                @Concurrent static void some(Map<String, Object> m) {
                    m.computeIfAbsent("e", k -> k + 1); m.merge("f", "f1", (a, b) -> b); m.putIfAbsent("b", 7);
                }
                """,
                """
                Map<String, Object> m = new LinkedHashMap<>();
                m.put("a", 1); m.put("b", 2); m.put("c", 3);
                one(m); all(m); some(m);
                return List.of("" + m, "" + m.keySet());
                """);
    }

    @Test
    void nestedCollections_thatCallsChange_areTheCallersOwn() throws Exception {
        EVERYWHERE.same(
                "[{oslo=[{mean=4}, {mean=6}], rome=[{mean=9}]} true 6 ]",
                """
                @Concurrent static void mean(Map<String, List<Map<String, Integer>>> m, String k, int i, int v) {
                    m.get(k).get(i).put("mean", v);
                }
                @Concurrent static void grow(Map<String, List<Map<String, Integer>>> m, String k, int v) {
                    m.get(k).add(new HashMap<>(Map.of("mean", v)));
                }
                """,
                """
                Map<String, List<Map<String, Integer>>> m = new TreeMap<>();
                for (String each : List.of("oslo", "rome")) {
                    m.put(each, new ArrayList<>(List.of(new HashMap<>())));
                }
                List<Map<String, Integer>> oslo = m.get("oslo");
                Map<String, Integer> first = oslo.get(0);
                mean(m, "oslo", 0, 4); mean(m, "rome", 0, 9); grow(m, "oslo", 6);
                return List.of("" + m, m.get("oslo") == oslo && oslo.get(0) == first, oslo.get(1).get("mean"));
                """);
    }

    @Test
    void arraysOfAllKinds_thatCallsWriteTo_haveTheirElements() throws Exception {
        EVERYWHERE.same(
                "[[0, 1, 4] [0, 1, 4] [0.0, 0.5, 1.0] [0.0, 0.5, 1.0] [0, 2, 4] [0, 2, 4] [a, b, c] [true, false, true] [s0, s1, s2] [[0], [1], [2]] ]",
                """
                @Concurrent static void write(int[] i, long[] j, double[] d, float[] f, byte[] b, short[] s, char[] c,
                        boolean[] z, Object[] o, int[][] n, int k) {
                    i[k] = k * k; j[k] = k * k; d[k] = k / 2.0; f[k] = k / 2f; b[k] = (byte) (2 * k); s[k] = (short) (2 * k);
                    c[k] = (char) ('a' + k); z[k] = k % 2 == 0; o[k] = "s" + k; n[k] = new int[] {k};
                }
                """,
                """
                int[] i = new int[3]; long[] j = new long[3]; double[] d = new double[3]; float[] f = new float[3];
                byte[] b = new byte[3]; short[] s = new short[3]; char[] c = new char[3]; boolean[] z = new boolean[3];
                Object[] o = new Object[3]; int[][] n = new int[3][];
                for (int k = 0; k < 3; k++) { write(i, j, d, f, b, s, c, z, o, n, k); }
                return List.of(Arrays.toString(i), Arrays.toString(j), Arrays.toString(d), Arrays.toString(f),
                    Arrays.toString(b), Arrays.toString(s), Arrays.toString(c), Arrays.toString(z), Arrays.toString(o),
                    Arrays.deepToString(n));
                """);
    }

    @Test
    void rowsOfAMatrix_eachWrittenByACall_areTheCallersOwn() throws Exception {
        EVERYWHERE.same(
                "[[[0.0, 0.0], [0.0, 1.0], [0.0, 2.0]] true ]",
                """
                @Concurrent static void row(double[][] m, int i) { for (int j = 0; j < m[i].length; j++) { m[i][j] = i * j; } }
                """,
                """
                double[][] m = new double[3][2];
                double[] last = m[2];
                for (int i = 0; i < 3; i++) { row(m, i); }
                return List.of(Arrays.deepToString(m), last == m[2] && last[1] == 2);
                """);
    }

    @Test
    void sets_thatCallsAddToAndRemoveFrom_areTheSerialOnes() throws Exception {
        EVERYWHERE.same(
                "[[1, 2, 3, 10, 20, 30] [c, b, d1, d2, d3] [z, y, d3, d2, d1] [NEW, BLOCKED] ]",
                """
                static class Down implements Comparator<String>, Serializable {
                    public int compare(String a, String b) { return b.compareTo(a); }
                }
                @Concurrent static void add(Set<Integer> h, Set<String> l, SortedSet<String> t, Set<Thread.State> e, int i) {
                    h.add(i); h.add(10 * i); l.add("d" + i); t.add("d" + i);
                    if (i == 1) { l.remove("a"); t.remove("x"); e.remove(Thread.State.RUNNABLE); e.add(Thread.State.BLOCKED); }
                }
                """,
                """
                Set<Integer> h = new HashSet<>();
                Set<String> l = new LinkedHashSet<>(List.of("c", "a", "b"));
                SortedSet<String> t = new TreeSet<>(new Down());
                t.addAll(List.of("z", "x", "y"));
                Set<Thread.State> e = EnumSet.of(Thread.State.NEW, Thread.State.RUNNABLE);
                for (int i = 1; i < 4; i++) { add(h, l, t, e, i); }
                return List.of("" + new TreeSet<>(h), "" + l, "" + t, "" + e);
                """);
    }

    @Test
    void mapsOfOtherKinds_thatCallsPutInto_areTheSerialOnes() throws Exception {
        EVERYWHERE.same(
                "[{k3=3, k2=2, k1=1} {k1=1, k2=2, k3=3} {k1=1, k2=2, k3=3} {NEW=1, RUNNABLE=2, BLOCKED=3} 3 3 true ]",
                """
                @Concurrent static void put(NavigableMap<String, Integer> t, Map<String, Integer> c, Map<String, Integer> s,
                        EnumMap<Thread.State, Integer> e, IdentityHashMap<Object, Integer> d, Map<String, Integer> h,
                        Object[] keys, int i) {
                    t.put("k" + i, i); c.put("k" + i, i); s.put("k" + i, i); e.put(Thread.State.values()[i - 1], i);
                    d.put(keys[i], i); h.put("k" + i, i);
                }
                """,
                """
                NavigableMap<String, Integer> t = new TreeMap<>(Comparator.<String>reverseOrder());
                Map<String, Integer> c = new ConcurrentHashMap<>();
                Map<String, Integer> s = new ConcurrentSkipListMap<>();
                EnumMap<Thread.State, Integer> e = new EnumMap<>(Thread.State.class);
                IdentityHashMap<Object, Integer> d = new IdentityHashMap<>();
                Map<String, Integer> h = new Hashtable<>();
                Object[] keys = {null, new int[1], new int[1], new int[1]};
                for (int i = 1; i < 4; i++) { put(t, c, s, e, d, h, keys, i); }
                return List.of("" + t, "" + new TreeMap<>(c), "" + s, "" + e, d.get(keys[3]), h.size(),
                    d.containsKey(keys[1]));
                """);
    }

    @Test
    void queues_thatACallTakesFrom_areWithoutIt() throws Exception {
        EVERYWHERE.same(
                "[[2, 3, 9] [2, 3] [0, 7, 5] [b] ]",
                """
                @Concurrent static void turn(Deque<Integer> d, Queue<Integer> q, PriorityQueue<Integer> p, BlockingQueue<String> b) {
                    d.pollFirst(); d.addLast(9); q.poll(); p.poll(); p.add(0); b.remove("a");
                }
                """,
                """
                Deque<Integer> d = new ArrayDeque<>(List.of(1, 2, 3));
                Queue<Integer> q = new ConcurrentLinkedQueue<>(List.of(1, 2, 3));
                PriorityQueue<Integer> p = new PriorityQueue<>(List.of(3, 5, 7));
                BlockingQueue<String> b = new ArrayBlockingQueue<>(4);
                b.add("a"); b.add("b");
                turn(d, q, p, b);
                return List.of("" + d, "" + q, "" + p, "" + b);
                """);
    }

    @Test
    void textsNumbersAndBits_thatCallsChange_areChanged() throws Exception {
        EVERYWHERE.same(
                "[t-0-1-2 7 [0, 1, 2] {0, 1, 2} b! true 5 ]",
                """
                @Concurrent static void write(StringBuilder s, AtomicIntegerArray a, BitSet b, int i) {
                    s.append('-').append(i); a.set(i, i); b.set(i);
                }
                @Concurrent static void once(AtomicInteger n, AtomicReference<String> r, AtomicBoolean z, Date d) {
                    n.addAndGet(7); r.set("b!"); z.set(true); d.setTime(5);
                }
                """,
                """
                StringBuilder s = new StringBuilder("t");
                AtomicIntegerArray a = new AtomicIntegerArray(3);
                BitSet b = new BitSet();
                AtomicInteger n = new AtomicInteger();
                AtomicReference<String> r = new AtomicReference<>("a");
                AtomicBoolean z = new AtomicBoolean();
                Date d = new Date(1);
                for (int i = 0; i < 3; i++) { write(s, a, b, i); }
                once(n, r, z, d);
                return List.of("" + s, n.get(), "" + a, "" + b, r.get(), z.get(), d.getTime());
                """);
    }

    @Test
    void randomNumbers_thatACallDraws_areDrawn() throws Exception {
        EVERYWHERE.same(
                "true",
                "@Concurrent static int draw(Random r) { return r.nextInt(100); }",
                """
                Random r = new Random(7);
                Random same = new Random(7);
                int first = draw(r);
                int second = r.nextInt(100);
                return "" + (first == same.nextInt(100) && second == same.nextInt(100));
                """);
    }

    @Test
    void views_throughWhichCallsWrite_showTheChangeBelow() throws Exception {
        EVERYWHERE.same(
                "[[a, B, c] [a, B, c] [1, 20, 3, 4] [1, 20] {a=1, b=9} {a=1, b=9} [3, 4] ]",
                """
                @Concurrent static void set(List<String> view) { view.set(1, "B"); }
                @Concurrent static void part(List<Integer> head) { head.set(1, 20); }
                @Concurrent static void below(Map<String, Integer> m, Map<String, Integer> fixed) { m.put("b", fixed.get("a") + 8); }
                @Concurrent static void locked(List<Integer> l) { l.add(4); }
                """,
                """
                String[] array = {"a", "b", "c"};
                List<String> view = Arrays.asList(array);
                List<Integer> l = new ArrayList<>(List.of(1, 2, 3, 4));
                List<Integer> head = l.subList(0, 2);
                Map<String, Integer> m = new TreeMap<>(Map.of("a", 1, "b", 2));
                Map<String, Integer> fixed = Collections.unmodifiableMap(m);
                List<Integer> below = new ArrayList<>(List.of(3));
                List<Integer> locked = Collections.synchronizedList(below);
                set(view); part(head); below(m, fixed); locked(locked);
                return List.of("" + view, Arrays.toString(array), "" + l, "" + head, "" + m, "" + fixed, "" + below);
                """);
    }

    @Test
    void collection_whollyRefilledByACall_isTheCallersOwn() throws Exception {
        EVERYWHERE.same(
                "[[3, 2, 1] {z=0} [] true ]",
                """
                @Concurrent static void refill(List<Integer> l, Map<String, Integer> m, Set<String> s) {
                    l.clear(); l.addAll(List.of(3, 2, 1)); m.clear(); m.put("z", 0); s.clear();
                }
                """,
                """
                List<Integer> l = new ArrayList<>(List.of(1, 2, 3, 4));
                Map<String, Integer> m = new HashMap<>(Map.of("a", 1, "b", 2));
                Set<String> s = new TreeSet<>(Set.of("a"));
                Object own = s;
                refill(l, m, s);
                return List.of("" + l, "" + m, "" + s, own == s);
                """);
    }
}
