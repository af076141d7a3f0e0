package io.procession.it.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.testkit.ProcessCensus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The caller's own objects stay themselves: their fields, who holds them, who they are. */
@ExtendWith(ProcessCensus.class)
class ObjectsTest {

    @RegisterExtension static final Everywhere EVERYWHERE = new Everywhere();

    private static final String CITY =
            """
            static class Base implements Serializable {
                private int hidden = 1; protected String name; final List<Integer> log = new ArrayList<>();
                Base(String name) { this.name = name; }
                void touch(int by) { hidden += by; log.add(by); }
                int hidden() { return hidden; }
            }
            static class City extends Base {
                private double mean; private final double[] days = new double[2]; City twin; Integer rank;
                private final int[] fixed; boolean open; char c; byte b; short s; long l; float f;
                City(String name) { super(name); fixed = new int[] {7}; rank = 3; }
                void set(int k) {
                    touch(k); mean = k / 2.0; days[1] = k; fixed[0]++; name = name + k; rank = null; open = true; c = 'c';
                    b = (byte) k; s = (short) k; l = k; f = k;
                }
                String all() {
                    return name + hidden() + log + mean + Arrays.toString(days) + fixed[0] + rank + open + c + b + s + l + f;
                }
            }
            """;

    @Test
    void object_whoseFieldsACallSets_hasThem_privateInheritedAndBehindFinal() throws Exception {
        EVERYWHERE.same(
                "[Oslo45[4]2.0[0.0, 4.0]8nulltruec4444.0 true ]",
                CITY + "@Concurrent static void set(City c, int k) { c.set(k); }",
                """
                City city = new City("Oslo");
                double[] days = city.days;
                set(city, 4);
                return List.of(city.all(), days == city.days && days[1] == 4);
                """);
    }

    @Test
    void fields_eachWrittenByACallOfItsOwn_areAllThere() throws Exception {
        int most =
                EVERYWHERE
                        .same(
                                "[Rome 4.5 5 true]",
                                CITY
                                        + """
                                        @Concurrent static void name(City c) { c.name = "Rome"; }
                                        @Concurrent static void mean(City c) { c.mean = 4.5; }
                                        @Concurrent static void rank(City c) { c.rank = 5; }
                                        @Concurrent static void open(City c) { c.open = true; }
                                        """,
                                """
                                City city = new City("Oslo");
                                name(city); mean(city); rank(city); open(city);
                                return "[" + city.name + " " + city.mean + " " + city.rank + " " + city.open + "]";
                                """)
                        .most();
        assertThat(most).isEqualTo(4);
    }

    @Test
    void object_passedTwice_isOneObjectInTheCallToo() throws Exception {
        EVERYWHERE.same(
                "[1, 2, true, 2]",
                """
                @Concurrent static boolean both(List<Integer> a, List<Integer> b) { a.add(1); b.add(2); return a == b; }
                """,
                """
                List<Integer> l = new ArrayList<>();
                boolean same = both(l, l);
                return "[" + l.get(0) + ", " + l.get(1) + ", " + same + ", " + l.size() + "]";
                """);
    }

    @Test
    void object_heldByTwoArguments_isStillHeldByBoth() throws Exception {
        EVERYWHERE.same(
                "[{k=[1, 2]} [[1, 2]] true true ]",
                """
                @Concurrent static boolean both(Map<String, List<Integer>> a, List<List<Integer>> b) {
                    a.get("k").add(1); b.get(0).add(2); return a.get("k") == b.get(0);
                }
                """,
                """
                List<Integer> held = new ArrayList<>();
                Map<String, List<Integer>> a = new HashMap<>();
                a.put("k", held);
                List<List<Integer>> b = new ArrayList<>(List.of(held));
                boolean same = both(a, b);
                return List.of("" + a, "" + b, same, a.get("k") == held && b.get(0) == held);
                """);
    }

    @Test
    void references_thatACallSwaps_leadToTheCallersOwnObjects() throws Exception {
        EVERYWHERE.same(
                "[true true true true true ]",
                CITY
                        + """
                        @Concurrent static void swap(Object[] a, Map<String, Object> m, City one, City two) {
                            Object first = a[0]; a[0] = a[1]; a[1] = first;
                            m.put("x", one); m.put("y", a[0]); one.twin = two; two.twin = one;
                        }
                        """,
                """
                City one = new City("one");
                City two = new City("two");
                Object[] a = {one, two};
                Map<String, Object> m = new HashMap<>();
                swap(a, m, one, two);
                return List.of(a[0] == two, a[1] == one, m.get("x") == one, m.get("y") == two,
                    one.twin == two && two.twin == one);
                """);
    }

    @Test
    void newObjects_thatACallLinksIn_areOfOnePiece() throws Exception {
        EVERYWHERE.same(
                "[true true true new8 ]",
                CITY
                        + """
                        @Concurrent static void link(City old, List<City> all) {
                            City born = new City("new");
                            born.twin = old; old.twin = born; all.add(born); all.add(born); all.add(old);
                            born.fixed[0] = 8;
                        }
                        """,
                """
                City old = new City("old");
                List<City> all = new ArrayList<>();
                link(old, all);
                return List.of(old.twin == all.get(0) && all.get(0) == all.get(1), all.get(2) == old,
                    all.get(0).twin == old, old.twin.name + old.twin.fixed[0]);
                """);
    }

    @Test
    void cycle_thatACallBreaksAndCloses_isThatOfALocalCall() throws Exception {
        EVERYWHERE.same(
                "[b a true ]",
                CITY
                        + """
                        @Concurrent static void turn(City a) {
                            City b = a.twin; City c = b.twin; a.twin = null; b.twin = a; c.twin = b; a.twin = b;
                        }
                        """,
                """
                City a = new City("a"), b = new City("b"), c = new City("c");
                a.twin = b; b.twin = c; c.twin = a;
                turn(a);
                return List.of(a.twin.name, b.twin.name, c.twin == b && a.twin == b);
                """);
    }

    @Test
    void longList_ofObjects_comesBackWithItsEndChanged() throws Exception {
        EVERYWHERE.same(
                "[5 end ]",
                CITY
                        + """
                        @Concurrent static void last(City c) { while (c.twin != null) { c = c.twin; } c.name = "end"; c.rank = 5; }
                        """,
                """
                City first = new City("c");
                City last = first;
                for (int i = 0; i < 20000; i++) { City next = new City("c"); last.twin = next; last = next; }
                last(first);
                return List.of(last.rank, last.name);
                """);
    }

    // ---- this

    @Test
    void instanceMethod_thatChangesThis_changesTheCallersObject() throws Exception {
        EVERYWHERE.same(
                "[6 [1, 2, 3] true ]",
                """
                static class Sum implements Serializable {
                    private int sum; final List<Integer> seen = new ArrayList<>(); Map<Integer, Integer> by = new TreeMap<>();
                    @Concurrent void add(int i) { sum += i; seen.add(i); }
                    @Concurrent void note(int i) { by.put(i, i * i); }
                }
                """,
                """
                Sum s = new Sum();
                List<Integer> seen = s.seen;
                for (int i = 1; i < 4; i++) { s.add(i); int now = s.sum; }
                for (int i = 1; i < 4; i++) { s.note(i); }
                return List.of(s.sum, "" + s.seen, s.seen == seen && s.by.get(3) == 9);
                """);
    }

    @Test
    void instanceMethods_thatWriteToPlacesOfTheirOwn_runSideBySide() throws Exception {
        int most =
                EVERYWHERE
                        .same(
                                "[0, 1, 4, 9, 16, 25]",
                                """
                                static class Squares implements Serializable {
                                    private final int[] all = new int[6];
                                    @Concurrent void square(int i) { all[i] = i * i; }
                                }
                                """,
                                """
                                Squares s = new Squares();
                                for (int i = 0; i < 6; i++) { s.square(i); }
                                return Arrays.toString(s.all);
                                """)
                        .most();
        assertThat(most).isEqualTo(6);
    }

    @Test
    void overridingMethod_changesWhatItIsTheOneToChange() throws Exception {
        EVERYWHERE.same(
                "[base 2 leaf 3 ]",
                """
                static class Shape implements Serializable { String is = "none"; int n = 1;
                    @Concurrent void set() { is = "base"; n = 2; } }
                static class Leaf2 extends Shape { @Override void set() { super.set(); is = "leaf"; n = 3; } }
                """,
                """
                Shape a = new Shape(), b = new Leaf2();
                a.set(); b.set();
                return List.of(a.is, a.n, b.is, b.n);
                """);
    }

    // ---- results

    @Test
    void result_thatIsAnArgument_isTheCallersOwnObject() throws Exception {
        EVERYWHERE.same(
                "[true true [1] ]",
                """
                @Concurrent static List<Integer> same(List<Integer> l) { l.add(1); return l; }
                @Concurrent static int[] array(int[] a) { a[0] = 4; return a; }
                """,
                """
                List<Integer> l = new ArrayList<>();
                int[] a = new int[1];
                List<Integer> r = same(l);
                int[] b = array(a);
                return List.of(r == l, b == a && a[0] == 4, "" + r);
                """);
    }

    @Test
    void result_thatSharesObjectsWithArguments_sharesTheCallersOwn() throws Exception {
        EVERYWHERE.same(
                "[true true true 5 ]",
                CITY
                        + """
                        @Concurrent static Map<String, Object> pack(City c, List<City> l) {
                            City born = new City("new"); l.add(born); c.rank = 5;
                            Map<String, Object> m = new HashMap<>();
                            m.put("c", c); m.put("l", l); m.put("born", born); m.put("days", c.days);
                            return m;
                        }
                        """,
                """
                City c = new City("c");
                List<City> l = new ArrayList<>();
                Map<String, Object> m = pack(c, l);
                return List.of(m.get("c") == c && m.get("l") == l, m.get("born") == l.get(0), m.get("days") == c.days, c.rank);
                """);
    }

    @Test
    void results_thatAreArguments_mayBeStoredWithoutAWait() throws Exception {
        int most =
                EVERYWHERE
                        .same(
                                "[true true true [0, 1, 2] ]",
                                """
                                @Concurrent static int[] own(int[] a, int i) { a[0] = i; return a; }
                                """,
                                """
                                int[][] all = new int[3][1];
                                Map<Integer, int[]> m = new HashMap<>();
                                for (int i = 0; i < 3; i++) { m.put(i, own(all[i], i)); }
                                int[] seen = {m.get(0)[0], m.get(1)[0], m.get(2)[0]};
                                return List.of(m.get(0) == all[0], m.get(1) == all[1], m.get(2) == all[2], Arrays.toString(seen));
                                """)
                        .most();
        assertThat(most).isEqualTo(3);
    }

    @Test
    void changes_thatTheCallUndoes_areNone() throws Exception {
        EVERYWHERE.same(
                "[0 [1, 2] {a=1} ]",
                """
                @Concurrent static void nothing(int[] a, List<Integer> l, Map<String, Integer> m) {
                    a[0]++; a[0]--; l.add(3); l.remove(2); m.put("b", 2); m.remove("b");
                }
                """,
                """
                int[] a = new int[1];
                List<Integer> l = new ArrayList<>(List.of(1, 2));
                Map<String, Integer> m = new HashMap<>(Map.of("a", 1));
                for (int i = 0; i < 4; i++) { nothing(a, l, m); }
                return List.of(a[0], "" + l, "" + m);
                """);
    }

    @Test
    void argument_changedByTheCallerBetweenTwoCalls_isInEachAsItWasThen() throws Exception {
        EVERYWHERE.same(
                "[1, 2, 3]",
                "@Concurrent static void copy(int[] from, int[] to, int i) { to[i] = from[0]; }",
                """
                int[] from = new int[1];
                int[] to = new int[3];
                for (int i = 0; i < 3; i++) { from[0] = i + 1; copy(from, to, i); }
                return Arrays.toString(to);
                """);
    }
}
