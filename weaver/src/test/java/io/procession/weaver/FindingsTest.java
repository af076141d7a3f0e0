package io.procession.weaver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the weaver says of a program. */
final class FindingsTest {

    private static final String START =
            "package t; import io.procession.*; import java.util.*; import java.util.function.*;\n"
                    + "class F { @Concurrent static int work(int i) { return i; }\n"
                    + "static void log(Object o) { System.out.println(o); } int sum; static int st;\n";

    private static List<String> findings(String body) {
        return new WovenProgram(Sources.compile("t.F", START + body + "\n}", "-g"))
                .findings().stream().map(Finding::toString).toList();
    }

    @Test
    void call_deferred_saysHow() {
        assertThat(
                        findings(
                                """
                                @Synchronized static int go() {
                                    int best = 0;
                                    int[] r = new int[9];
                                    Map<Integer, Integer> m = new HashMap<>();
                                    for (int i = 0; i < 9; i++) {
                                        best = Math.max(best, work(i));
                                        r[i] = work(i);
                                        m.put(i, work(i));
                                    }
                                    return best;
                                }\
                                """))
                .contains(
                        "INFO t.F.go (F.java:9) call of work: deferred: through Math.max -> held in"
                                + " best until it is read",
                        "INFO t.F.go (F.java:10) call of work: deferred: written to an array"
                                + " element at a wait, in program order",
                        "INFO t.F.go (F.java:11) call of work: deferred: handed to put() at a"
                                + " wait, in program order",
                        "WAIT t.F.go (F.java:13) waits: return")
                .noneMatch(text -> text.startsWith("WARNING"));
    }

    @Test
    void call_neededByCondition_isASerialLoop() {
        assertThat(
                        findings(
                                """
                                @Synchronized static int go() {
                                    int n = 0;
                                    for (int i = 0; i < 9; i++) {
                                        if (work(i) > 3) {
                                            n++;
                                        }
                                    }
                                    return n;
                                }\
                                """))
                .anyMatch(text ->
                        text.startsWith("WARNING t.F.go (F.java:7)")
                                && text.contains("its value is needed by a condition at line 7")
                                && text.contains("one call at a time"));
    }

    @Test
    void local_readInTheLoop_isASerialLoopThatNamesTheLines() {
        assertThat(
                        findings(
                                """
                                @Synchronized static int go() {
                                    int total = 0;
                                    for (int i = 0; i < 9; i++) {
                                        total += work(i);
                                        if (total > 5) {
                                            break;
                                        }
                                    }
                                    return total;
                                }\
                                """))
                .anyMatch(text ->
                        text.contains("waits inside the loop of the call at line 7")
                                && text.contains("line 8 reads total, which line 7 assigns"));
    }

    @Test
    void unknownCall_inTheLoop_isASerialLoop() {
        assertThat(
                        findings(
                                """
                                @Synchronized static int[] go() {
                                    int[] r = new int[9];
                                    for (int i = 0; i < 9; i++) {
                                        r[i] = work(i);
                                        log("x");
                                    }
                                    return r;
                                }\
                                """))
                .anyMatch(text ->
                        text.startsWith("WARNING t.F.go (F.java:8)")
                                && text.contains("call of F.log: may read or write anything"));
    }

    @Test
    void field_summedUpInTheLoop_isASerialLoop() {
        assertThat(
                        findings(
                                """
                                @Synchronized void go() {
                                    for (int i = 0; i < 9; i++) {
                                        sum += work(i);
                                    }
                                }\
                                """))
                .anyMatch(text ->
                        text.startsWith("WARNING t.F.go (F.java:6)")
                                && text.contains("reads sum, which line 6 assigns")
                                && text.contains("local variable"));
    }

    @Test
    void tryInTheLoop_isASerialLoop() {
        assertThat(
                        findings(
                                """
                                @Synchronized static void go(int[] r) {
                                    for (int i = 0; i < 9; i++) {
                                        try {
                                            r[i] = work(i);
                                        } catch (RuntimeException e) {
                                            r[i] = 1;
                                        }
                                    }
                                }\
                                """))
                .anyMatch(text ->
                        text.startsWith("WARNING") && text.contains("put the try around the loop"));
    }

    @Test
    void volatileAndSynchronized_areWaitsThatOtherThreadsNeed() {
        assertThat(
                        findings(
                                """
                                volatile boolean done;
                                @Synchronized void go(int[] r) {
                                    r[0] = work(1);
                                    done = true;
                                    r[0] = work(2);
                                    synchronized (this) {
                                        r[1] = 3;
                                    }
                                }\
                                """))
                .contains(
                        "WAIT t.F.go (F.java:7) waits: volatile field done",
                        "WAIT t.F.go (F.java:9) waits: synchronized");
    }

    @Test
    void lambda_ofAnUnknownTaker_isSaidToBeSerial() {
        assertThat(
                        findings(
                                """
                                @Synchronized static int go() {
                                    Supplier<Integer> s = Objects.requireNonNull(() -> work(1));
                                    return s.get();
                                }\
                                """))
                .anyMatch(text -> text.contains("concurrent call inside a lambda"))
                .anyMatch(text -> text.contains("@Synchronized has no effect"));
    }

    @Test
    void concurrentMethod_withStateOfItsOwn_isPointedOut() {
        assertThat(
                        findings(
                                """
                                static final int[] TABLE = {1};
                                @Concurrent static int state(int[] a, List<Integer> l, Thread t) throws Exception {
                                    st++;
                                    a[0] = st;
                                    l.add(TABLE[0]);
                                    return System.in.read();
                                }
                                java.io.InputStream in;
                                @Concurrent void own() {
                                    sum = 5;
                                }\
                                """))
                .anyMatch(text ->
                        text.contains(
                                "(F.java:6) parameter 3 is of type java.lang.Thread, which cannot"))
                .anyMatch(text ->
                        text.contains("(F.java:6) reads static field F.st, which is not final"))
                .anyMatch(text -> text.contains("(F.java:6) writes static field F.st"))
                .anyMatch(text ->
                        text.contains("(F.java:8) reads the contents of static field F.TABLE"))
                .anyMatch(text -> text.contains("(F.java:9) reads the console"))
                .anyMatch(text -> text.contains("its field in is of type java.io.InputStream"))
                .noneMatch(text -> text.contains("changes of arguments"));
    }
}
