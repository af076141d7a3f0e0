package io.procession.it.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.testkit.ProcessCensus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Calls that depend on each other are found by running them again serially. */
@ExtendWith(ProcessCensus.class)
class VerifyTest {

    private static final String VERIFY = "@Synchronized(verify = true)";

    /** Calls go, and tells what it gave or threw. */
    private static final String MAIN =
            """
            static Object main() throws Exception {
                try { return "gave " + go(); } catch (ConflictException e) { return e.getMessage() + "|" + e.place(); }
            }
            """;

    @RegisterExtension static final Everywhere EVERYWHERE = new Everywhere();

    @RegisterExtension
    static final Everywhere VERIFIED = new Everywhere("-Dprocession.verify=true");

    private static String run(Everywhere where, String annotation, String members, String code)
            throws Exception {
        return where.onProcesses(
                where.whole(
                        MAIN
                                + members
                                + "\n"
                                + annotation
                                + " static Object go() throws Exception {\n"
                                + code
                                + "\n}\n"));
    }

    private static String verified(String members, String code) throws Exception {
        return run(EVERYWHERE, VERIFY, members, code);
    }

    @Test
    void callsThatAreIndependent_giveWhatTheyGive() throws Exception {
        assertThat(
                        verified(
                                """
                                static class Node implements Serializable { Node next; int value; }
                                @Concurrent static Node put(Map<String, Object> m, Node n, int i) {
                                    n.value += i;
                                    m.put("k" + i, n);
                                    m.put("list" + i, new ArrayList<>(List.of(i)));
                                    return n;
                                }
                                @Concurrent static int fail(int[] a) { a[0] = 9; throw new IllegalStateException("told"); }
                                """,
                                """
                                Map<String, Object> m = new TreeMap<>();
                                Node[] nodes = {new Node(), new Node(), new Node()};
                                nodes[0].next = nodes[1];
                                nodes[1].next = nodes[0];
                                int same = 0;
                                Node[] back = new Node[3];
                                for (int i = 0; i < 3; i++) { back[i] = put(m, nodes[i], i); }
                                for (int i = 0; i < 3; i++) { same += back[i] == nodes[i] && m.get("k" + i) == nodes[i] ? 1 : 0; }
                                int[] a = new int[1];
                                try { fail(a); a[0]++; } catch (IllegalStateException e) { same += 10; }
                                return same + " " + m.keySet() + nodes[2].value + a[0];
                                """))
                .contains("gave 13 [k0, k1, k2, list0, list1, list2]29");
    }

    @Test
    void callThatReadsWhatAnotherAdded_isNamed_withPlaceAndBothValues() throws Exception {
        assertThat(
                        verified(
                                "@Concurrent static void add(List<Integer> l) { l.add(l.size()); }",
                                """
                                List<Integer> l = new ArrayList<>();
                                for (int i = 0; i < 3; i++) { add(l); }
                                return l;
                                """))
                .contains("differs from serial: place=l[1], parallel=0, serial=1; call: R")
                .containsPattern(
                        "call: R\\d+\\.add\\(l\\) at R\\d+\\.java:\\d+; a call seems to read")
                .contains("|l[1]:String");
    }

    @Test
    void callThatReadsAnotherBody_isNamed() throws Exception {
        assertThat(
                        verified(
                                """
                                static class Body implements Serializable { double x = 1; }
                                @Concurrent static void pull(Body[] all, int i) {
                                    double sum = 0;
                                    for (Body each : all) { sum += each.x; }
                                    all[i].x += sum;
                                }
                                """,
                                """
                                Body[] all = {new Body(), new Body(), new Body()};
                                for (int i = 0; i < 3; i++) { pull(all, i); }
                                return all[2].x;
                                """))
                .contains("place=all[1].x, parallel=4.0, serial=7.0; call: ")
                .contains(".pull(all, 1) at ");
    }

    @Test
    void callsThatShareAField_ofTheirReceiver_areNamed() throws Exception {
        assertThat(
                        verified(
                                """
                                static class Counter implements Serializable {
                                    final int[] last = new int[3]; int seen;
                                    @Concurrent void see(int i) { last[i] = seen; if (i == 0) { seen = 5; } }
                                }
                                """,
                                """
                                Counter counter = new Counter();
                                for (int i = 0; i < 3; i++) { counter.see(i); }
                                return Arrays.toString(counter.last);
                                """))
                .contains("place=this.last[1], parallel=0, serial=5; call: ")
                .contains("; call: one of 3 calls, from R")
                .contains(".see(0) at ")
                .contains(".see(2) at ");
    }

    @Test
    void callsThatShareAStaticField_areNamed() throws Exception {
        assertThat(
                        verified(
                                "static int count; @Concurrent static int next(int i) { return count += i; }",
                                """
                                int[] r = new int[6];
                                for (int i = 0; i < 6; i++) { r[i] = next(i + 1); }
                                return Arrays.toString(r);
                                """))
                .contains("differs from serial: place=result of call ")
                .contains("in a static field");
    }

    @Test
    void callsThatShareAFile_areNamed() throws Exception {
        assertThat(
                        verified(
                                """
                                @Concurrent static int append(String file, int i) throws Exception {
                                    java.nio.file.Path path = java.nio.file.Path.of(file);
                                    int before = java.nio.file.Files.readAllLines(path).size();
                                    java.nio.file.Files.writeString(path, i + "\\n", java.nio.file.StandardOpenOption.APPEND);
                                    return before;
                                }
                                """,
                                """
                                java.nio.file.Path file = java.nio.file.Files.createTempFile("verify", ".txt");
                                try {
                                    int[] r = new int[3];
                                    for (int i = 0; i < 3; i++) { r[i] = append(file.toString(), i); }
                                    return Arrays.toString(r);
                                } finally {
                                    java.nio.file.Files.delete(file);
                                }
                                """))
                .contains("differs from serial: place=result of call ")
                .contains("in a file");
    }

    @Test
    void nothingIsChanged_whereCallsDiffer() throws Exception {
        assertThat(
                        EVERYWHERE.onProcesses(
                                EVERYWHERE.whole(
                                        """
                                        static Object main() throws Exception {
                                            List<Integer> l = new ArrayList<>(List.of(7));
                                            int[] a = new int[2];
                                            try { go(l, a); return "no"; } catch (ConflictException e) { return "" + l + Arrays.toString(a); }
                                        }
                                        @Concurrent static int add(List<Integer> l, int i) { l.add(l.size()); return i; }
                                        @Synchronized(verify = true) static void go(List<Integer> l, int[] a) {
                                            for (int i = 0; i < 2; i++) { a[i] = add(l, i + 1); }
                                        }
                                        """)))
                .contains("[7][0, 0]");
    }

    @Test
    void callsOfAStream_areVerifiedTogether() throws Exception {
        String members = "static int count; @Concurrent static int next(int i) { return ++count; }";
        String code =
                "return java.util.stream.IntStream.range(0, 6).mapToObj(i -> next(i)).toList();";
        assertThat(run(VERIFIED, "@Synchronized", members, code))
                .contains("differs from serial: place=result of call ");
        assertThat(
                        run(
                                VERIFIED,
                                "@Synchronized",
                                "@Concurrent static int square(int i) { return i * i; }",
                                "return java.util.stream.IntStream.range(0, 6).mapToObj(i -> square(i)).toList();"))
                .contains("gave [0, 1, 4, 9, 16, 25]");
    }

    @Test
    void property_verifiesTheWholeProgram_andWithoutItNothingIs() throws Exception {
        String members = "@Concurrent static void add(List<Integer> l) { l.add(l.size()); }";
        String code =
                "List<Integer> l = new ArrayList<>(); for (int i = 0; i < 3; i++) { add(l); } return l;";
        assertThat(run(VERIFIED, "@Synchronized", members, code)).contains("differs from serial");
        assertThat(run(EVERYWHERE, "@Synchronized", members, code)).contains("gave [0, 0, 0]");
    }
}
