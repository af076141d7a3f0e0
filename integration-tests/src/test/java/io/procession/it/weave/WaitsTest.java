package io.procession.it.weave;

import static io.procession.it.weave.Sample.waits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A wait is for as little as can be: how many of five calls have run before a statement, after it,
 * and at the end.
 */
class WaitsTest {

    private static final String FRAME =
            """
            static int field;
            volatile int flag;
            int plain;
            final int fixed = 3;
            static volatile int published;

            static Object main() throws Exception {
                return go(new T(), new int[6], new Object[6], new HashMap<>(Map.of(9, 9)), new TreeMap<>(Map.of("k9", 9)),
                        new ArrayList<>(List.of(7, 8)), new HashMap<>(Map.of(1, 1)), new StringBuilder("s"));
            }

            @Synchronized
            static Object go(T me, int[] a, Object[] things, Map<Integer, Integer> m, Map<String, Integer> tree,
                    List<Object> l, Map<Integer, Integer> other, StringBuilder text) throws Exception {
                int[] alias = a;
                int[] b = new int[6];
                a[0] = work(0);
                m.put(1, work(1));
                l.add(work(2));
                me.plain = work(3);
                tree.put("k", work(4));
                int before = ran;
                STATEMENT
                int after = ran;
                return List.of(before, after);
            }
            """;

    /**
     * How many calls are waited for; five are made, whose targets are a[0], m.1, l, plain, tree.k.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | int x = a[1];",
                "1 | int x = a[0];",
                "1 | int x = alias[0];",
                "0 | int x = b[0];",
                "0 | b[3] = 4;",
                "0 | a[3] = 4;",
                "1 | a[0] = 4;",
                "1 | a[0]++;",
                "0 | int x = a.length;",
                "0 | Object o = a;",
                "0 | boolean x = a == b;",
                "0 | Object o = m.get(2);",
                "2 | Object o = m.get(1);",
                "0 | boolean o = m.containsKey(9);",
                "2 | boolean o = m.containsKey(1);",
                "0 | Object o = m.getOrDefault(5, 3);",
                "0 | Object o = other.get(1);",
                "0 | other.put(5, 5);",
                "0 | int x = other.size();",
                "2 | int x = m.size();",
                "2 | boolean x = m.isEmpty();",
                "2 | m.put(1, 5);",
                "3 | Object o = l.get(0);",
                "3 | Object o = l.get(2);",
                "3 | int x = l.size();",
                "3 | l.add(4);",
                "3 | boolean x = l.contains(9);",
                "4 | int x = me.plain;",
                "0 | int x = me.fixed;",
                "0 | int x = field;",
                "0 | field = 5;",
                "5 | me.flag = 5;",
                "5 | published = 4;",
                "5 | Object o = tree.get(\"k\");",
                "0 | Object o = tree.get(\"k9\");",
                "5 | unknown();",
                "0 | int x = twice(7);",
                "0 | int x = Math.max(2, 3);",
                "0 | String s = \"a\".concat(\"b\") + 3;",
                "5 | synchronized (me) { }",
                "5 | String s = \"x\" + me;",
                "0 | int[] copy = new int[3];",
                "0 | List<Integer> fresh = List.of(1, 2);",
                "0 | for (Integer i : other.keySet()) { b[1] += i; }",
                "3 | for (Object i : l) { b[1]++; }",
                "2 | for (Integer i : m.keySet()) { b[1] += i; }",
                "0 | for (int i = 0; i < 5; i++) { b[i] = i; }",
                "0 | if (b[2] > 3) { b[1] = 3; }",
                "0 | Runnable r = () -> { };",
                "0 | Supplier<Integer> r = () -> a[0];",
                "5 | Supplier<Integer> r = () -> a[0]; r.get();",
                "5 | try { b[1] = 2; } finally { b[2] = 3; }",
                "5 | me.wait(1, 0);",
                "0 | Object o = (Object) l;",
                "0 | boolean x = things[0] instanceof String;",
                "0 | String s = Integer.toString(4);",
                "0 | Object o = new Point(3, \"z\");",
                "0 | work(7);",
                "0 | int y = work(7);",
                "0 | b[2] = work(7);",
                "1 | b[2] = work(a[0]);",
                "5 | Helpers.pure(1, 2);",
                "0 | Object o = Optional.empty();",
                "0 | text.append(1);",
            })
    void statement_waits_forNoMoreThanItNeeds(int waited, String statement) {
        String extra =
                statement.contains("wait(") ? "synchronized (me) { STATEMENT }" : "STATEMENT";
        waits(
                "[0 " + waited + " ]",
                FRAME.replace("STATEMENT", extra.replace("STATEMENT", statement)));
    }

    @Test
    void condition_onAResult_waitsForThatCallAndThoseBefore() {
        waits(
                "[0 2 2 ]",
                """
                static Object main() {
                    return go(new int[4]);
                }

                @Synchronized
                static Object go(int[] a) {
                    a[0] = work(1);
                    int x = work(2);
                    a[1] = work(3);
                    int before = ran;
                    int then = x > 3 ? ran : -1;
                    a[2] = 4;
                    return List.of(before, then, ran);
                }
                """);
    }

    @Test
    void localVariable_thatIsOverwrittenUnread_waitsForNothing() {
        waits(
                "[0 ]",
                """
                static Object main() {
                    return go();
                }

                @Synchronized
                static Object go() {
                    int x = work(2);
                    x = 5;
                    return List.of(ran);
                }
                """
                        .replace("return List.of(ran);", "int r = ran; return List.of(r);"));
    }

    @Test
    void secondMethod_hasAScopeOfItsOwn() {
        waits(
                "int[1 2 2 ]",
                """
                static Object main() {
                    return go(new int[4]);
                }

                @Synchronized
                static int inner(int[] a) {
                    int before = ran;
                    a[1] = work(2);
                    return before;
                }

                @Synchronized
                static Object go(int[] a) {
                    a[0] = work(1);
                    int inside = inner(a);
                    int after = ran;
                    return new int[] {inside, after, ran};
                }
                """);
    }
}
