package io.procession.it.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.it.weave.Sample;
import io.procession.testkit.ProcessCensus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two calls that put different values in one place are refused, in words, and nothing is done. */
@ExtendWith(ProcessCensus.class)
class ConflictsTest {

    @RegisterExtension static final Everywhere EVERYWHERE = new Everywhere();

    /** Runs go, and tells what it threw and what its arguments are then. */
    private static final String TOLD =
            """
            static Object main() throws Exception {
                int[] l = new int[2];
                Map<String, List<Map<String, Object>>> results = new TreeMap<>();
                results.put("Oslo", new ArrayList<>(List.of(new TreeMap<>(), new TreeMap<>())));
                String told;
                try { go(l, results); told = "nothing"; } catch (ConflictException e) {
                    told = e.getMessage() + "\\n" + e.place() + "|" + e.firstCall() + "|" + e.secondCall() + "|"
                        + e.firstValue() + "|" + e.secondValue();
                }
                return told + "\\n" + Arrays.toString(l) + results;
            }
            @Concurrent static void increment(int[] l) { l[0]++; }
            @Concurrent static void set(int[] l, int i, int v) { l[i] = v; }
            @Concurrent static void mean(Map<String, List<Map<String, Object>>> results, String city, int year, Object v) {
                results.get(city).get(year).put("mean", v);
            }
            """;

    private static String woven(String... members) throws Exception {
        Sample sample = EVERYWHERE.whole(TOLD + String.join("\n", members));
        Sample.Run run = EVERYWHERE.woven(sample);
        assertThat(run.failure()).isNull();
        return run.result();
    }

    private static String go(String annotation, String code) {
        return annotation
                + " static void go(int[] l, Map<String, List<Map<String, Object>>> results) throws Exception {\n"
                + code
                + "\n}\n";
    }

    @Test
    void increment_inTwentyCalls_isAConflictThatAStrangerUnderstands() throws Exception {
        String told = woven(go("@Synchronized", "for (int i = 0; i < 20; i++) { increment(l); }"));

        assertThat(told)
                .startsWith(
                        "two concurrent calls changed one place, and each started from what it was"
                                + " before both: place=l[0], value of both=1; first call: ")
                .containsPattern(
                        "first call: R\\d+\\.increment\\(l\\) at R\\d+\\.java:(\\d+); second call:"
                                + " R\\d+\\.increment\\(l\\) at R\\d+\\.java:\\1; let each call write to a"
                                + " place of its own and combine the results, or ask for LAST_CALL_WINS")
                .contains("|1|1\n")
                .contains("[0, 0]{Oslo=[{}, {}]}");
    }

    @Test
    void values_thatDifferInOnePlace_areNamedWithItsPathAndBothLines() throws Exception {
        String told =
                woven(
                        go(
                                "@Synchronized",
                                """
                                mean(results, "Oslo", 1, 2.5);
                                mean(results, "Oslo", 0, 1);
                                mean(results, "Oslo", 1, "high");
                                """));

        assertThat(told)
                .startsWith(
                        "two concurrent calls put different values in one place:"
                                + " place=results[\"Oslo\"][1][\"mean\"], first=2.5, second=\"high\";")
                .containsPattern("mean\\(results, \"Oslo\", 1, 2\\.5\\) at R\\d+\\.java:\\d+;")
                .containsPattern("mean\\(results, \"Oslo\", 1, \"high\"\\) at R\\d+\\.java:\\d+;")
                .contains("\nresults[\"Oslo\"][1][\"mean\"]|")
                .contains("|2.5|\"high\"\n");
    }

    @Test
    void conflict_leavesNothingHalfApplied() throws Exception {
        String told =
                woven(
                        go(
                                "@Synchronized",
                                """
                                set(l, 1, 5);
                                mean(results, "Oslo", 0, 1);
                                set(l, 0, 6);
                                set(l, 0, 7);
                                """));

        assertThat(told)
                .contains("place=l[0], first=6, second=7")
                .endsWith("\n[0, 0]{Oslo=[{}, {}]}:String");
    }

    @Test
    void callBeforeAWait_andOneAfterIt_areNoConflict() throws Exception {
        String told =
                woven(
                        go(
                                "@Synchronized",
                                "increment(l); int x = l[0]; increment(l); x += l[0]; increment(l);"));

        assertThat(told).isEqualTo("nothing\n[3, 0]{Oslo=[{}, {}]}:String");
    }

    @Test
    void lastCallWins_keepsTheLastValueInProgramOrder() throws Exception {
        String told =
                woven(
                        go(
                                "@Synchronized(conflicts = Conflicts.LAST_CALL_WINS)",
                                """
                                for (int i = 1; i < 9; i++) { set(l, 0, i); mean(results, "Oslo", 0, "v" + i); }
                                for (int i = 0; i < 20; i++) { increment(l); }
                                set(l, 1, 3);
                                """));

        assertThat(told).endsWith(", 3]{Oslo=[{mean=v8}, {}]}:String").startsWith("nothing\n[");
    }

    @Test
    void placesOfTheirOwn_areNoConflict() throws Exception {
        String told =
                woven(
                        go(
                                "@Synchronized",
                                """
                                set(l, 0, 1); set(l, 1, 2); mean(results, "Oslo", 0, 3); mean(results, "Oslo", 1, 4);
                                """));

        assertThat(told).isEqualTo("nothing\n[1, 2]{Oslo=[{mean=3}, {mean=4}]}:String");
    }

    @Test
    void conflict_throughTwoPathsToOneObject_isFound() throws Exception {
        String told =
                woven(
                        "@Concurrent static void held(int[][] holder, int v) { holder[0][1] = v; }",
                        go(
                                "@Synchronized",
                                "int[][] holder = {l}; set(l, 1, 5); held(holder, 6);"));

        assertThat(told).contains("place=holder[0][1], first=5, second=6");
    }

    @Test
    void fieldOfThis_writtenByTwoCalls_isNamed() throws Exception {
        String told =
                woven(
                        """
                        static class Best implements Serializable {
                            int best; @Concurrent void see(int v) { if (v > best) { best = v; } }
                        }
                        """,
                        go("@Synchronized", "Best b = new Best(); b.see(4); b.see(7);"));

        assertThat(told)
                .contains("place=this.best, first=4, second=7")
                .containsPattern("R\\d+\\$Best\\.see\\(4\\) at");
    }

    @Test
    void listsThatAreSortedByOneCallAndFilledByAnother_conflict() throws Exception {
        String told =
                woven(
                        """
                        @Concurrent static void sort(List<Integer> list) { Collections.sort(list); }
                        @Concurrent static void add(List<Integer> list, int v) { list.add(v); }
                        """,
                        go(
                                "@Synchronized",
                                "List<Integer> list = new ArrayList<>(List.of(3, 1, 2)); add(list, 0); sort(list);"));

        assertThat(told).contains("place=list");
    }

    @Test
    void removalAndPut_ofOneKey_conflict() throws Exception {
        String told =
                woven(
                        """
                        @Concurrent static void remove(Map<String, Integer> m, String k) { m.remove(k); }
                        @Concurrent static void put(Map<String, Integer> m, String k, int v) { m.put(k, v); }
                        """,
                        go(
                                "@Synchronized",
                                "Map<String, Integer> m = new HashMap<>(Map.of(\"a\", 1)); remove(m, \"a\"); put(m, \"a\", 5);"));

        assertThat(told).contains("place=m[\"a\"]").contains("second=5");
    }

    /** However the place is reached and whatever its type, the value there was read first. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "static void c(byte[] x) { x[0]++; }|new byte[1]",
                "static void c(short[] x) { x[0] += 2; }|new short[1]",
                "static void c(long[] x) { x[0] = x[0] + 1; }|new long[1]",
                "static void c(double[] x) { double old = x[0]; x[0] = old + 1; }|new double[1]",
                "static void c(Map<String, Integer> x) { x.merge(\"a\", 1, Integer::sum); }|new HashMap<String, Integer>()",
                "static void c(Map<String, Integer> x) { x.put(\"a\", x.getOrDefault(\"a\", 0) + 1); }|new HashMap<String, Integer>()",
                "static void c(AtomicInteger x) { x.incrementAndGet(); }|new AtomicInteger()",
                "static void c(AtomicLongArray x) { x.addAndGet(0, 2); }|new AtomicLongArray(1)",
                "static void c(BitSet x) { x.flip(0); }|new BitSet()",
                "static void c(List<Integer> x) { x.set(0, x.get(0) + 1); }|new ArrayList<>(List.of(0))",
                "static void c(int[][] x) { int[] row = x[0]; row[0]++; }|new int[1][1]",
                "static void c(int[][] x) { up(x[0]); } static void up(int[] r) { r[0]++; }|new int[1][1]",
                "static void c(Object x) { ((int[]) x)[0]++; }|new int[1]",
                "static void c(boolean[] x) { x[0] ^= true; }|new boolean[1]",
                "static void c(World x, byte[] y, World z, int k) { y[0]++; z.text.append(k); y[k] = (byte) k; }|w, b, w, k++"
            })
    void placeThatIsReadBeforeItIsWritten_byTwoCalls_isAConflict(String code) throws Exception {
        String[] parts = code.split("\\|");
        String told =
                woven(
                        "@Concurrent " + parts[0],
                        go(
                                "@Synchronized",
                                "World w = World.of(1); byte[] b = w.bytes; int k = 1; "
                                        + (parts[1].startsWith("w")
                                                ? "c(" + parts[1] + "); c(" + parts[1] + ");"
                                                : "var x = " + parts[1] + "; c(x); c(x);")));

        assertThat(told).startsWith("two concurrent calls changed one place");
    }

    @Test
    void equalValues_thatDoNotDependOnWhatWasThere_areNoConflict() throws Exception {
        String told =
                woven(
                        """
                        @Concurrent static void mark(boolean[] seen, Map<String, Integer> m, Set<Integer> s, int i) {
                            seen[0] = true; m.put("k", 5); s.add(7); seen[i] = true;
                        }
                        """,
                        go(
                                "@Synchronized",
                                """
                                boolean[] seen = new boolean[4];
                                Map<String, Integer> m = new HashMap<>();
                                Set<Integer> s = new HashSet<>();
                                for (int i = 1; i < 4; i++) { mark(seen, m, s, i); }
                                l[0] = seen[0] && seen[3] ? m.get("k") + s.size() : -1;
                                """));

        assertThat(told).isEqualTo("nothing\n[6, 0]{Oslo=[{}, {}]}:String");
    }
}
