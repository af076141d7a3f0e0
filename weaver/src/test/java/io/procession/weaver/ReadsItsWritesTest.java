package io.procession.weaver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a method is found to read what it also changes, and what is said of it. */
final class ReadsItsWritesTest {

    private static final String PARAMETERS =
            "int[] a, int[] b, List<Integer> l, Map<String, Integer> m, Node p, Node q,"
                    + " AtomicInteger at, StringBuilder sb";

    private static boolean readsWhatItWrites(String body) {
        return CannotWriteTest.effects(PARAMETERS, body + " return null;").readsWhatItWrites();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a[0]++;",
                "a[1] = a[0] * 2;",
                "a[a[0]] = 3;",
                "int x = a[0]; int y = x + 1; a[2] = Math.max(y, 3);",
                "p.n += b[0];",
                "p.n = p.next.n;",
                "p.next = p.next.next;",
                "p.data[0] = p.next.data[1];",
                "l.add(l.size());",
                "l.set(0, l.get(0) * 2);",
                "l.sort(null);",
                "l.replaceAll(x -> x + 1);",
                "for (int i = 0; i < 3; i++) { l.set(i, l.get(i) + 1); }",
                "for (int x : l) { l.add(x); }",
                "l.addAll(new ArrayList<>(l));",
                "l.add(l.stream().mapToInt(x -> x).sum());",
                "m.put(\"k\", m.get(\"k\") + 1);",
                "m.put(\"k\" + m.size(), 1);",
                "m.merge(\"k\", 1, Integer::sum);",
                "m.compute(\"k\", (k, v) -> v == null ? 1 : v + 1);",
                "m.entrySet().forEach(e -> e.setValue(e.getValue() + 1));",
                "for (Map.Entry<String, Integer> e : m.entrySet()) { e.setValue(e.getValue() + 1); }",
                "at.incrementAndGet();",
                "at.set(at.get() + 1);",
                "sb.append(sb.length());",
                "sb.reverse();",
                "int[] t = new int[1]; t[0] = a[0]; a[0] = t[0] + 1;",
                "int[] t = a.clone(); a[0] = t[1];",
                "Leaf t = new Leaf(); t.n = p.n; p.n = t.get();",
                "l.add(new ArrayList<>(l).get(0));",
                "System.arraycopy(a, 0, a, 1, 2);",
                "Arrays.sort(a);",
                "p.bump();",
                "unseen(p);",
                "Function<Integer, Integer> f = x -> x + p.n; p.n = f.apply(1);",
                "IntStream.range(0, 3).forEach(i -> a[i] += i);",
            })
    void method_thatComputesFromWhatItChanges_isFound(String body) {
        assertThat(readsWhatItWrites(body)).as(body).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a[0] = 1;",
                "a[0] = b[0] * 2;",
                "for (int i = 0; i < a.length; i++) { a[i] = i; }",
                "if (a[0] > 1) { a[0] = 0; }", // by control
                "p.n = q.n + 1;",
                "p.n = p.next.data[0];",
                "p.next = q;",
                "q.all.add(p);",
                "l.add(1);",
                "l.add(b[0]);",
                "l.addAll(m.values());",
                "m.put(\"k\", b[0]);",
                "m.computeIfAbsent(\"k\", k -> 1);",
                "m.computeIfAbsent(\"k\", k -> k.length() + b[0]);",
                "Arrays.setAll(a, i -> b[i]);",
                "m.remove(\"k\");",
                "m.clear();",
                "at.set(3);",
                "sb.append(a[0]).append(\"x\");",
                "Arrays.fill(a, 1);",
                "System.arraycopy(b, 0, a, 1, 2);",
                "int[] t = b.clone(); t[0]++; a[0] = t[0];",
                "IntStream.range(0, 3).forEach(i -> a[i] = b[i]);",
                "read(p);",
                "write(p);",
            })
    void method_thatComputesFromOthers_isNot(String body) {
        assertThat(readsWhatItWrites(body)).as(body).isFalse();
    }

    // ---- what is said

    private static List<String> findings(String members) {
        Map<String, byte[]> plain =
                Sources.compile(
                        "t.F",
                        "package t; import io.procession.*; import java.util.*;\n"
                                + "class F { int n; F other; int[] cells; static native void"
                                + " unseen(Object o);\n"
                                + members
                                + "\n}",
                        "-g");
        return new WovenProgram(plain).findings().stream().map(Finding::toString).toList();
    }

    private static String order(int line, String place) {
        return "WARNING t.F.work (F.java:"
                + line
                + ") line "
                + line
                + " reads "
                + place
                + ", which line "
                + line
                + " changes: calls of one loop do not see each other's changes; verify shows"
                + " whether that matters";
    }

    @Test
    void readAndChange_thatAreCertain_areTold() {
        assertThat(
                        findings(
                                """
                                @Concurrent void work(List<Integer> l, int[] a, F f, Map<String, Integer> m) {
                                    l.add(l.size());
                                    a[0]++;
                                    f.n += 2;
                                    m.merge("k", 1, Integer::sum);
                                    n++;
                                    other.n++;
                                    bump(f.other);
                                }
                                static void bump(F f) { f.cells[0]++; }\
                                """))
                .contains(
                        order(4, "l"),
                        order(5, "a"),
                        order(6, "f.n"),
                        order(7, "m"),
                        order(8, "n"),
                        order(9, "other.n"),
                        order(10, "f.other.cells"));
    }

    @Test
    void readAndChange_onSeveralLines_areToldWithBoth() {
        assertThat(
                        findings(
                                """
                                @Concurrent static void work(List<Integer> l) {
                                    int size = l.size();
                                    l.add(size);
                                }\
                                """))
                .contains(
                        "WARNING t.F.work (F.java:5) line 4 reads l, which line 5 changes: calls of"
                                + " one loop do not see each other's changes; verify shows whether"
                                + " that matters");
    }

    @Test
    void readAndChange_thatAreInDoubt_areNotTold() {
        assertThat(
                        findings(
                                """
                                @Concurrent static void work(F f, F g, int[] a, int[] b, boolean which) {
                                    unseen(f);
                                    f.n = f.other.n;
                                    (which ? a : b)[0] = a[0];
                                    a[0] = b[0];
                                    f = new F();
                                    f.n++;
                                }\
                                """))
                .noneMatch(text -> text.startsWith("WARNING"));
    }

    @Test
    void promise_thatIsBroken_isTold() {
        assertThat(
                        findings(
                                """
                                @Concurrent static int work(@ReadOnly List<Integer> l, @ReadOnly F f, F g) {
                                    l.add(1);
                                    g.n = l.get(0);
                                    return f.n;
                                }\
                                """))
                .filteredOn(text -> text.startsWith("WARNING"))
                .containsExactly(
                        "WARNING t.F.work (F.java:4) line 4 changes l, but l is @ReadOnly: the"
                                + " change stays in the worker");
    }

    @Test
    void call_tellsWhatComesBack() {
        assertThat(
                        findings(
                                """
                                @Concurrent static void work(List<Integer> results, int[] data, F seen, String s) {
                                    results.add(data[0]); unseen(seen);
                                }
                                @Concurrent static int read(int[] data, List<String> more) { return data[0]; }
                                @Concurrent static int value(String s, int i) { return i; }
                                @Concurrent int open(@ReadOnly F f) { unseen(f); return n; }
                                @Synchronized static void go(List<Integer> r, int[] d, F f) {
                                    work(r, d, f, "");
                                    read(d, null);
                                    value("", 1);
                                    f.open(f);
                                }\
                                """))
                .filteredOn(text -> text.startsWith("INFO t.F.go") && !text.contains("deferred"))
                .containsExactly(
                        "INFO t.F.go (F.java:10) call of work: changes of results and seen come"
                                + " back; data cannot be changed by it",
                        "INFO t.F.go (F.java:11) call of read: data and more cannot be changed by"
                                + " it",
                        "INFO t.F.go (F.java:13) call of open: this cannot be changed by it, unless"
                                + " an override does; changes of f would be lost (@ReadOnly)");
    }
}
