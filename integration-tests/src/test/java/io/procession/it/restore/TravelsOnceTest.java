package io.procession.it.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.testkit.ProcessCensus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A large argument of many calls is sent once a worker, and each call has a clean copy of it. */
@ExtendWith(ProcessCensus.class)
class TravelsOnceTest {

    @RegisterExtension static final Everywhere EVERYWHERE = new Everywhere();

    private static final String LARGE =
            """
            static Map<Integer, Object> large() {
                Map<Integer, Object> m = new HashMap<>();
                for (int i = 0; i < 5000; i++) { m.put(i, new double[8]); }
                return m;
            }
            """;

    @Test
    void largeMap_thatCallsChange_isCleanForEachCall() throws Exception {
        EVERYWHERE.same(
                "[40 5040 20 0.5 ]",
                LARGE
                        + """
                        @Concurrent static int put(Map<Integer, Object> m, int i) {
                            int extra = 0;
                            for (int k = 10_000; k < 10_040; k++) { extra += m.containsKey(k) ? 1 : 0; }
                            m.put(10_000 + i, "new");
                            ((double[]) m.get(i))[0] = 0.5;
                            m.remove(4999 - i);
                            m.put(4999 - i, "again");
                            return extra;
                        }
                        """,
                """
                Map<Integer, Object> m = large();
                int seen = 0;
                for (int i = 0; i < 40; i++) { put(m, i); }
                int news = 0;
                for (Object each : m.values()) { news += each.equals("new") ? 1 : 0; }
                double[] own = (double[]) m.get(7);
                List<Object> all = new ArrayList<>(List.of(news, m.size()));
                int twenty = 0;
                for (int i = 0; i < 20; i++) { twenty += ((double[]) m.get(i))[0] == 0.5 ? 1 : 0; }
                all.add(twenty);
                all.add(own[0]);
                return all;
                """);
    }

    @Test
    void argument_changedBetweenCalls_isSeenAsItIsAtEachCall() throws Exception {
        EVERYWHERE.same(
                "[0.0 1.0 2.0 3.0 4.0 5.0 6.0 7.0 8.0 9.0 100.0 101.0 ]",
                """
                @Concurrent static double first(double[] a) { return a[0]; }
                static void outside(double[] a) { a[0] = 100; }
                """,
                """
                double[] a = new double[20_000];
                double[] r = new double[12];
                for (int i = 0; i < 10; i++) { r[i] = first(a); a[0]++; }
                outside(a);
                r[10] = first(a);
                a[0] += 1;
                r[11] = first(a);
                List<Double> all = new ArrayList<>();
                for (double each : r) { all.add(each); }
                return all;
                """);
    }

    @Test
    void argument_changedThroughAnAlias_fieldOrElement_isSeen() throws Exception {
        EVERYWHERE.same(
                "[0 1 2 3 ]",
                """
                static class Holder implements Serializable { int[] large = new int[30_000]; Integer extra = 0; Holder inner; }
                @Concurrent static int read(Holder h) { return h.inner.large[5] + h.extra; }
                """,
                """
                Holder h = new Holder();
                h.inner = new Holder();
                Holder alias = h.inner;
                List<Integer> r = new ArrayList<>();
                r.add(read(h));
                alias.large[5] = 1;
                r.add(read(h));
                h.extra = 1;
                r.add(read(h));
                Holder other = new Holder();
                other.large[5] = 2;
                h.inner = other;
                r.add(read(h));
                return r;
                """);
    }

    @Test
    void deferredEffect_onALargeArgument_isSeenByTheNextCall() throws Exception {
        EVERYWHERE.same(
                "[3 4 5 ]",
                """
                @Concurrent static int three(int i) { return i + 3; }
                @Concurrent static int read(List<Integer> l, int i) { return l.get(i); }
                """,
                """
                List<Integer> l = new ArrayList<>();
                for (int i = 0; i < 30_000; i++) { l.add(i); }
                read(l, 0);
                List<Integer> r = new ArrayList<>();
                for (int i = 0; i < 3; i++) { l.set(i, three(i)); r.add(read(l, i)); }
                return r;
                """);
    }

    @Test
    void results_thatAreOrHoldTheLargeArgument_areTheCallersOwn() throws Exception {
        EVERYWHERE.same(
                "[true true true 7 ]",
                """
                @Concurrent static int[] same(int[] a, int i) { return a; }
                @Concurrent static List<Object> inside(int[] a, int i) { return new ArrayList<>(List.of(a, i)); }
                """,
                """
                int[] a = new int[30_000];
                int[] b = same(a, 1);
                int[] c = same(a, 2);
                List<Object> d = inside(a, 7);
                return List.of(a == b, c == a, d.get(0) == a, d.get(1));
                """);
    }

    @Test
    void argument_ofManyCalls_arrivesOnceAWorker() throws Exception {
        String result =
                EVERYWHERE.on(
                        "processes",
                        EVERYWHERE.sample(
                                """
                                static final List<Object> SEEN = new ArrayList<>();
                                @Concurrent static long use(Object[] a, int i) {
                                    if (SEEN.stream().noneMatch(each -> each == a)) { SEEN.add(a); }
                                    a[i + 2] = "x" + i;
                                    return ProcessHandle.current().pid() * 1000 + SEEN.size();
                                }
                                """,
                                """
                                Object[] a = new Object[20_000];
                                for (int i = 0; i < a.length; i++) { a[i] = "text " + i; }
                                long[] r = new long[30];
                                for (int i = 0; i < 30; i++) { r[i] = use(a, i); }
                                Map<Long, Long> most = new TreeMap<>();
                                for (long each : r) { most.merge(each / 1000, each % 1000, Math::max); }
                                int written = 0;
                                for (Object each : a) { written += each instanceof String s && s.startsWith("x") ? 1 : 0; }
                                return new TreeSet<>(most.values()) + " " + written;
                                """));

        assertThat(result).contains("[1] 30"); // the copy that each worker had was always the same
    }

    @Test
    void argument_thatOnlyCodeOfTheUserCanRead_isRightForEachCall() throws Exception {
        EVERYWHERE.same(
                "[0 1 2 3 ]",
                """
                static class Own implements Externalizable {
                    int[] large = new int[30_000];
                    public Own() {}
                    public void writeExternal(ObjectOutput out) throws IOException { for (int each : large) { out.writeInt(each); } }
                    public void readExternal(ObjectInput in) throws IOException { for (int i = 0; i < large.length; i++) { large[i] = in.readInt(); } }
                }
                @Concurrent static int step(Own own, int i) { return own.large[i]++ + i; }
                """,
                """
                Own own = new Own();
                List<Integer> r = new ArrayList<>();
                for (int i = 0; i < 4; i++) { r.add(step(own, i)); }
                return r;
                """);
    }

    @Test
    void worker_thatDies_costsOnlyItsCall_andTheNextHasTheArgument() throws Exception {
        String result =
                EVERYWHERE.on(
                        "processes",
                        EVERYWHERE.whole(
                                """
                                static Object main() throws Exception {
                                    double[] a = new double[50_000];
                                    a[9] = 4;
                                    List<Object> all = new ArrayList<>();
                                    for (int i = 0; i < 3; i++) {
                                        try { all.add(go(a, i)); } catch (WorkerDiedException e) { all.add("died"); }
                                    }
                                    return all;
                                }
                                @Concurrent static double read(double[] a, int i) {
                                    if (i == 5) { Runtime.getRuntime().halt(3); }
                                    return a[9] + i;
                                }
                                @Synchronized static Object go(double[] a, int from) {
                                    double[] r = new double[4];
                                    for (int i = 0; i < 4; i++) { r[i] = read(a, from * 2 + i); }
                                    return Arrays.toString(r);
                                }
                                """));
        assertThat(result).contains("[4.0, 5.0, 6.0, 7.0]").contains("died");
    }
}
