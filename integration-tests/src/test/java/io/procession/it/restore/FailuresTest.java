package io.procession.it.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.it.weave.Sample;
import io.procession.testkit.ProcessCensus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What comes back of calls that fail: what the local call would have left, or nothing. */
@ExtendWith(ProcessCensus.class)
class FailuresTest {

    @RegisterExtension static final Everywhere EVERYWHERE = new Everywhere();

    private static final String ADD =
            """
            @Concurrent static void add(List<Object> l, int[] a, int i) {
                l.add(i);
                a[i] = i;
                if (i == 3) { throw new Boom("at " + i); }
                l.add("after " + i);
            }
            """;

    /** Runs go and tells what it threw, and the arguments then. */
    private static final String TOLD =
            """
            static Object main() throws Exception {
                List<Object> l = new ArrayList<>();
                int[] a = new int[6];
                String told;
                try { go(l, a); told = "nothing"; } catch (Exception e) { told = e.getClass().getSimpleName() + " " + e.getMessage(); }
                return told + " " + l + Arrays.toString(a);
            }
            """;

    private static String go(String code) {
        return TOLD
                + "@Synchronized static void go(List<Object> l, int[] a) throws Exception {\n"
                + code
                + "\n}\n";
    }

    @Test
    void exception_bringsItsChangesInItsPlaceInTheOrder_andNoneOfLaterCalls() throws Exception {
        Sample.Run run =
                EVERYWHERE.same(
                        EVERYWHERE.whole(
                                ADD + go("for (int i = 1; i < 6; i++) { add(l, a, i); }")));

        assertThat(run.result())
                .isEqualTo("Boom at 3 [1, after 1, 2, after 2, 3][0, 1, 2, 3, 0, 0]:String");
        assertThat(run.calls()).isEqualTo(5);
    }

    @Test
    void exception_thatTheCallerCatches_leavesItsChanges() throws Exception {
        Sample.Run run =
                EVERYWHERE.same(
                        EVERYWHERE.whole(
                                ADD
                                        + go(
                                                """
                                                add(l, a, 1);
                                                try { add(l, a, 3); l.add("not reached"); } catch (Boom e) { l.add(e.getMessage()); }
                                                add(l, a, 2);
                                                l.add("end");
                                                """)));

        assertThat(run.result())
                .isEqualTo(
                        "nothing [1, after 1, 3, at 3, 2, after 2, end][0, 1, 2, 3, 0, 0]:String");
    }

    @Test
    void exception_thatHoldsAnArgument_holdsTheCallersOwn() throws Exception {
        EVERYWHERE.same(
                "[true [1] [1] ]",
                """
                static class Held extends RuntimeException {
                    final List<Integer> held; Held(List<Integer> held) { super("held"); this.held = held; }
                }
                @Concurrent static void fail(List<Integer> l) { l.add(1); throw new Held(l); }
                """,
                """
                List<Integer> l = new ArrayList<>();
                try { fail(l); } catch (Held e) { return List.of(e.held == l, "" + e.held, "" + l); }
                return "not reached";
                """);
    }

    @Test
    void checkedException_ofAnInstanceMethod_leavesThisAsTheLocalCall() throws Exception {
        EVERYWHERE.same(
                "[disk full 4 [x] ]",
                """
                static class Box implements Serializable { int n; List<String> l = new ArrayList<>();
                    @Concurrent void fill(int by) throws IOException { n += by; l.add("x"); if (n > 3) { throw new IOException("disk full"); } n = -1; }
                }
                """,
                """
                Box b = new Box();
                String told = "";
                try { b.fill(4); int seen = b.n; } catch (IOException e) { told = e.getMessage(); }
                return List.of(told, b.n, "" + b.l);
                """);
    }

    @Test
    void workerThatDies_bringsNothing_andCallsBeforeItAreDone() throws Exception {
        String told =
                EVERYWHERE.onProcesses(
                        EVERYWHERE.whole(
                                ADD
                                        + """
                                        @Concurrent static void die(List<Object> l, int[] a) {
                                            l.add("dying"); a[0] = 9; Runtime.getRuntime().halt(7);
                                        }
                                        """
                                        + go(
                                                "add(l, a, 1); add(l, a, 2); die(l, a); add(l, a, 4);")));

        assertThat(told)
                .startsWith("WorkerDiedException worker died: ")
                .contains("exitCode=7")
                .contains(".die#")
                .contains(" [1, after 1, 2, after 2][0, 1, 2, 0, 0, 0]:String");
    }

    @Test
    void callPastItsTimeout_bringsNothing_andCallsBeforeItAreDone() throws Exception {
        String told =
                EVERYWHERE.onProcesses(
                        EVERYWHERE.whole(
                                ADD
                                        + """
                                        @Concurrent(timeout = "300ms") static void hang(List<Object> l, int[] a) throws Exception {
                                            l.add("hanging"); a[0] = 9; new CountDownLatch(1).await();
                                        }
                                        """
                                        + go("add(l, a, 1); hang(l, a); add(l, a, 4);")));

        assertThat(told)
                .startsWith("TaskTimeoutException ")
                .contains(" [1, after 1][0, 1, 0, 0, 0, 0]:String");
    }

    @Test
    void callThatIsTriedAgain_bringsItsChangesOnce() throws Exception {
        String told =
                EVERYWHERE.onProcesses(
                        EVERYWHERE.whole(
                                """
                                static Object main() throws Exception {
                                    java.nio.file.Path once = java.nio.file.Files.createTempFile("once", "");
                                    List<Object> l = new ArrayList<>();
                                    go(l, once.toString());
                                    return l + " " + java.nio.file.Files.exists(once);
                                }
                                @Concurrent(retries = 1) static void add(List<Object> l, String once) throws IOException {
                                    l.add("changed");
                                    if (java.nio.file.Files.deleteIfExists(java.nio.file.Path.of(once))) { Runtime.getRuntime().halt(3); }
                                }
                                @Synchronized static void go(List<Object> l, String once) throws IOException { add(l, once); add(l, once + "no"); }
                                """));

        assertThat(told).startsWith("[changed, changed] false:String");
    }

    @Test
    void argumentThatCannotTravel_isRefusedAtTheCall_withItsPath() throws Exception {
        Sample sample =
                EVERYWHERE.whole(
                        ADD
                                + """
                                static class Job implements Serializable { Object lock = new Thread("odd"); int done; }
                                @Concurrent static void run(Map<String, Job> jobs) { jobs.get("a").done++; }
                                """
                                + go(
                                        """
                                        add(l, a, 1);
                                        Map<String, Job> jobs = new HashMap<>(Map.of("a", new Job()));
                                        run(jobs);
                                        """));

        assertThat(EVERYWHERE.onProcesses(sample))
                .contains(".run cannot be sent: ")
                .contains(".lock is a java.lang.Thread")
                .contains(" [1, after 1][0, 1, 0, 0, 0, 0]:String");
    }

    @Test
    void newObjectThatCannotTravelBack_failsTheCall_andNothingOfItIsDone() throws Exception {
        Sample sample =
                EVERYWHERE.whole(
                        ADD
                                + "@Concurrent static void leave(List<Object> l, int[] a) { a[0] = 9; l.add(new Thread(\"odd\")); }\n"
                                + go("add(l, a, 1); leave(l, a);"));

        for (String backend : new String[] {"inline", "threads", "processes"}) {
            assertThat(EVERYWHERE.on(backend, sample))
                    .as(backend)
                    .startsWith("TaskNotSerializableException ")
                    .contains("is a java.lang.Thread")
                    .contains(" [1, after 1][0, 1, 0, 0, 0, 0]:String");
        }
    }

    // ---- what was promised not to change

    @Test
    void readOnlyArgument_thatIsChangedAllTheSame_staysAsItWas() throws Exception {
        Sample.Run run =
                EVERYWHERE.woven(
                        EVERYWHERE.sample(
                                "@Concurrent static int broken(@ReadOnly int[] a, List<Integer> l) { a[0] = 5; l.add(a[0]); return a[0]; }",
                                """
                                int[] a = new int[1];
                                List<Integer> l = new ArrayList<>();
                                int in = broken(a, l);
                                return a[0] + " " + l + " " + in;
                                """));

        assertThat(run.result()).isEqualTo("0 [5] 5:String");
    }

    @Test
    void readOnlyArgument_thatAnotherArgumentReaches_comesBack() throws Exception {
        EVERYWHERE.same(
                "5 5",
                "@Concurrent static void through(@ReadOnly int[] a, int[][] holder) { holder[0][0] = 5; }",
                """
                int[] a = new int[1];
                int[][] holder = {a};
                through(a, holder);
                return a[0] + " " + holder[0][0];
                """);
    }

    @Test
    void callOutsideASynchronizedMethod_bringsItsChangesBeforeItReturns() throws Exception {
        Sample.Run run =
                EVERYWHERE.same(
                        EVERYWHERE.whole(
                                ADD
                                        + """
                                        static Object main() {
                                            List<Object> l = new ArrayList<>();
                                            int[] a = new int[4];
                                            add(l, a, 1);
                                            String seen = "" + l;
                                            try { add(l, a, 3); } catch (Boom e) { seen += e.getMessage(); }
                                            return seen + l + Arrays.toString(a);
                                        }
                                        """));

        assertThat(run.result()).isEqualTo("[1, after 1]at 3[1, after 1, 3][0, 1, 0, 3]:String");
    }
}
