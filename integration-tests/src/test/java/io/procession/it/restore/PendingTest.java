package io.procession.it.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.it.weave.Sample;
import io.procession.testkit.ProcessCensus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the call to the wait, what a call may change is pending: whoever looks waits for it. */
@ExtendWith(ProcessCensus.class)
class PendingTest {

    @RegisterExtension static final Everywhere EVERYWHERE = new Everywhere();

    private static final String FRAME =
            """
            static class Thing implements Serializable {
                int n; int[] inner = new int[2]; Thing next; final int fixed = 3;
                @Concurrent void set(int v) { ran++; n = v; inner[0] = v; }
                int weight() { return 2 * n; }
            }
            @Concurrent static void ints(int[] a) { ran++; a[0] = 1; }
            @Concurrent static void put(Map<String, Integer> m) { ran++; m.put("a", 2); }
            @Concurrent static void add(List<Integer> l) { ran++; l.add(3); }
            @Concurrent static void row(int[][] g) { ran++; g[1][1] = 5; }
            @Concurrent static void text(StringBuilder s) { ran++; s.append(6); }

            static Object main() throws Exception {
                return go(new int[3], new HashMap<>(Map.of("b", 1)), new ArrayList<>(List.of(1, 2)), new Thing(), new int[2][2],
                    new StringBuilder("s"));
            }

            @Synchronized
            static Object go(int[] a, Map<String, Integer> m, List<Integer> l, Thing t, int[][] g, StringBuilder s) throws Exception {
                int[] b = new int[3];
                int[] row = g[1];
                Map<String, Integer> free = new HashMap<>(Map.of("a", 1));
                Thing other = new Thing();
                other.next = t;
                int[] inner = t.inner;
                ints(a); put(m); add(l); t.set(4); row(g); text(s);
                int before = ran;
                STATEMENT
                int after = ran;
                return List.of(before, after);
            }
            """;

    /** How many of six calls are waited for; they change a, m, l, t, g and s. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | int x = a[0];",
                "1 | int x = a[2];",
                "1 | a[2] = 5;",
                "1 | a[0]++;",
                "0 | int x = a.length;",
                "0 | int x = b[0];",
                "0 | b[1] = 4;",
                "2 | Object x = m.get(\"a\");",
                "2 | Object x = m.get(\"zz\");",
                "2 | m.put(\"c\", 7);",
                "2 | int x = m.size();",
                "2 | for (String each : m.keySet()) { b[0]++; }",
                "0 | Object x = free.get(\"a\");",
                "0 | free.put(\"a\", 5);",
                "0 | for (String each : free.keySet()) { b[0]++; }",
                "3 | Object x = l.get(0);",
                "3 | l.add(9);",
                "3 | for (int each : l) { b[0] += each; }",
                "4 | int x = t.n;",
                "4 | int[] x = t.inner;",
                "4 | int x = inner[0];",
                "4 | inner[1] = 5;",
                "4 | t.n = 5;",
                "0 | int x = t.fixed;",
                "0 | int x = other.n;",
                "0 | other.n = 4;",
                "0 | Thing x = other.next;",
                "4 | int x = other.next.n;",
                "5 | int x = row[0];",
                "5 | int x = g[0][0];",
                "6 | int x = s.length();",
                "6 | s.append(1);",
                "6 | unknown();",
                "6 | int x = t.weight();",
                "6 | String x = \"\" + t;",
                "0 | Object x = t;",
                "0 | boolean x = t == other;",
                "0 | Runnable x = () -> a[0]++;",
                "0 | int x = twice(4);",
                "0 | row(new int[2][2]);",
                "0 | add(l); add(l);",
                "2 | int x = m.getOrDefault(\"a\", 4);",
                "2 | boolean x = m.containsKey(\"q\");",
                "6 | int[] x = a.clone();"
            })
    void statement_waits_forTheCallsThatMayChangeWhatItLooksAt(int waited, String statement) {
        Sample sample = EVERYWHERE.whole(FRAME.replace("STATEMENT", statement));

        assertThat(sample.lazily().result())
                .as("calls that have run before and after: %s", statement)
                .isEqualTo("[0 " + waited + " ]");
    }

    /**
     * The second call ends only when the caller has looked at what the first one changed: if that
     * look waited for both, neither would ever end.
     */
    @Test
    void waitForOneCall_isNoWaitForALaterOneWithAnotherObject() throws Exception {
        String result =
                EVERYWHERE.onProcesses(
                        EVERYWHERE.whole(
                                """
                                static Object main() throws Exception {
                                    java.nio.file.Path seen = java.nio.file.Files.createTempFile("seen", "");
                                    java.nio.file.Files.delete(seen);
                                    try { return go(new int[1], new int[1], seen); } finally { java.nio.file.Files.deleteIfExists(seen); }
                                }
                                @Concurrent static void quick(int[] a) { a[0] = 1; }
                                @Concurrent static void untilSeen(int[] a, String seen) {
                                    long end = System.nanoTime() + 30_000_000_000L;
                                    while (!new java.io.File(seen).exists()) {
                                        if (System.nanoTime() > end) { throw new IllegalStateException("the caller never came"); }
                                        java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                                    }
                                    a[0] = 2;
                                }
                                @Concurrent static void see(int what, String seen) throws Exception { new java.io.File(seen).createNewFile(); }
                                @Synchronized static Object go(int[] a, int[] b, java.nio.file.Path seen) throws Exception {
                                    String name = seen.toString();
                                    quick(a);
                                    untilSeen(b, name);
                                    int first = a[0];
                                    see(first, name);
                                    return first + " " + b[0];
                                }
                                """));

        assertThat(result).startsWith("1 2:String");
    }

    // ---- loops

    private static void parallel(int most, String expected, String members, String code)
            throws Exception {
        assertThat(EVERYWHERE.same(expected, members, code).most())
                .as("calls outstanding")
                .isEqualTo(most);
    }

    @Test
    void loop_overIndices_ofOneArray_isParallel() throws Exception {
        parallel(
                8,
                "[0, 1, 2, 3, 4, 5, 6, 7]",
                "@Concurrent static void set(int[] a, int i) { a[i] = i; }",
                "int[] a = new int[8]; for (int i = 0; i < a.length; i++) { set(a, i); } return Arrays.toString(a);");
    }

    @Test
    void loop_overKeys_heldElsewhere_isParallel() throws Exception {
        parallel(
                3,
                "{a=1, b=1, c=1}",
                "@Concurrent static void length(Map<String, Integer> m, String k) { m.put(k, k.length()); }",
                """
                Map<String, Integer> m = new TreeMap<>();
                for (String k : List.of("a", "b", "c")) { length(m, k); }
                return "" + m;
                """);
    }

    @Test
    void loop_thatReadsWhatTheLastCallWrote_isSerial() throws Exception {
        parallel(
                1,
                "[1, 2, 4, 8, 16]",
                "@Concurrent static void next(int[] a, int i, int v) { a[i] = 2 * v; }",
                """
                int[] a = new int[5];
                a[0] = 1;
                for (int i = 1; i < a.length; i++) { int last = a[i - 1]; next(a, i, last); }
                return Arrays.toString(a);
                """);
    }

    @Test
    void loop_overTheKeysOfTheMapThatItsCallsWriteTo_isAsTheSerialOne() throws Exception {
        parallel(
                1,
                "{a=1, b=1, c=1}",
                "@Concurrent static void length(Map<String, Integer> m, String k) { m.put(k, k.length()); }",
                """
                Map<String, Integer> m = new TreeMap<>(Map.of("a", 0, "b", 0, "c", 0));
                for (String k : m.keySet()) { length(m, k); }
                return "" + m;
                """);
    }

    @Test
    void loop_overObjects_eachChangedByItsOwnCall_isParallel() throws Exception {
        parallel(
                5,
                "[0, 1, 4, 9, 16]",
                """
                static class Cell implements Serializable { int n; Cell(int n) { this.n = n; }
                    @Concurrent void square() { n *= n; } @Override public String toString() { return "" + n; } }
                """,
                """
                List<Cell> cells = new ArrayList<>();
                for (int i = 0; i < 5; i++) { cells.add(new Cell(i)); }
                for (Cell each : cells) { each.square(); }
                return "" + cells;
                """);
    }

    @Test
    void resultsAndChanges_inOneLoop_comeInOrder() throws Exception {
        parallel(
                6,
                "[0, 1, 4, 9, 16, 25] 55 [0, 1, 2, 3, 4, 5]",
                "@Concurrent static int both(List<Integer> l, int i) { l.add(i); return i * i; }",
                """
                int[] squares = new int[6];
                List<Integer> l = new ArrayList<>();
                int sum = 0;
                for (int i = 0; i < 6; i++) { squares[i] = both(l, i); }
                for (int each : squares) { sum += each; }
                return Arrays.toString(squares) + " " + sum + " " + l;
                """);
    }

    @Test
    void pendingPut_onAnArgumentOfALaterCall_isWaitedFor() throws Exception {
        parallel(
                1,
                "{a=5, n=1}",
                """
                @Concurrent static int value() { return 5; }
                @Concurrent static void count(Map<String, Integer> m) { m.put("n", m.size()); }
                """,
                """
                Map<String, Integer> m = new TreeMap<>();
                m.put("a", value());
                count(m);
                return "" + m;
                """);
    }

    @Test
    void manyCalls_withOneMapThatGrows_areAsTheSerialOnes() throws Exception {
        parallel(
                2000,
                "2000 1999000",
                "@Concurrent static void put(Map<Integer, Integer> m, int i) { m.put(i, i); }",
                """
                Map<Integer, Integer> m = new HashMap<>();
                for (int i = 0; i < 2000; i++) { put(m, i); }
                int sum = 0;
                for (int each : m.values()) { sum += each; }
                return m.size() + " " + sum;
                """);
    }
}
