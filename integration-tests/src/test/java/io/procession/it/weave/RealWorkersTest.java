package io.procession.it.weave;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.testkit.ProcessCensus;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What only real workers can show: that calls meet, die, and are refused. */
@ExtendWith(ProcessCensus.class)
class RealWorkersTest {

    private static final Map<String, String> BODIES = new LinkedHashMap<>();

    static {
        BODIES.put(
                "Meet",
                """
                static Object main() throws Exception {
                    Path there = Files.createTempDirectory("meet");
                    try {
                        return go(there.toString());
                    } finally {
                        for (String each : List.of("a", "b")) {
                            Files.deleteIfExists(there.resolve(each));
                        }
                        Files.delete(there);
                    }
                }

                @Concurrent
                static long meet(String folder, String own, String other) throws IOException {
                    Files.createFile(Path.of(folder, own));
                    long end = System.nanoTime() + 20_000_000_000L;
                    while (!Files.exists(Path.of(folder, other))) {
                        if (System.nanoTime() > end) {
                            throw new IllegalStateException("nobody came: " + other);
                        }
                        java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                    }
                    return ProcessHandle.current().pid();
                }

                @Synchronized
                static Object go(String folder) throws IOException {
                    Map<String, Long> pids = new HashMap<>();
                    pids.put("a", meet(folder, "a", "b"));
                    pids.put("b", meet(folder, "b", "a"));
                    long own = ProcessHandle.current().pid();
                    return "met " + (pids.get("a") != pids.get("b").longValue()) + (pids.get("a") != own);
                }
                """
                        .replace("Files", "java.nio.file.Files")
                        .replaceAll("\\bPath\\b", "java.nio.file.Path"));
        BODIES.put(
                "Deaths",
                """
                static Object main() throws Exception {
                    List<Object> seen = new ArrayList<>();
                    int[] r = new int[4];
                    try {
                        go(r);
                        seen.add("came back");
                    } catch (WorkerDiedException e) {
                        seen.add(e.exitCode());
                        seen.add(e.getMessage());
                        List<String> frames = new ArrayList<>();
                        for (StackTraceElement each : e.getStackTrace()) {
                            frames.add(each.getMethodName() + ":" + each.getLineNumber());
                        }
                        seen.add(frames);
                    }
                    seen.add(r);
                    seen.add(again(new int[3]));
                    return seen;
                }

                @Concurrent
                static int die(int code) {
                    if (code > 0) {
                        Runtime.getRuntime().halt(code);
                    }
                    return code;
                }

                @Synchronized
                static void go(int[] r) {
                    r[0] = work(1);
                    r[1] = die(7);
                    r[2] = work(2);
                    r[3] = die(0);
                }

                @Synchronized
                static Object again(int[] r) {
                    for (int i = 0; i < 3; i++) {
                        r[i] = work(i) + die(-i);
                    }
                    return r;
                }
                """);
        BODIES.put(
                "Refusals",
                """
                static Object main() throws Exception {
                    List<Object> seen = new ArrayList<>();
                    Map<String, Object> held = new HashMap<>();
                    held.put("thread", new Thread("odd"));
                    int[] r = new int[2];
                    try {
                        go(held, r);
                        seen.add("came back");
                    } catch (TaskNotSerializableException e) {
                        seen.add(e.getMessage());
                    }
                    try {
                        result(r);
                        seen.add("came back");
                    } catch (RuntimeException e) {
                        seen.add(e.getClass().getSimpleName() + " " + e.getMessage());
                    }
                    seen.add(r);
                    return seen;
                }

                @Concurrent
                static int take(Map<String, Object> m) {
                    return m.size();
                }

                @Concurrent
                static Object give() {
                    return new Object[] {new Thread("mine")};
                }

                @Synchronized
                static void go(Map<String, Object> m, int[] r) {
                    r[0] = work(1);
                    r[1] = take(m);
                }

                @Synchronized
                static void result(int[] r) {
                    Object o = give();
                    r[1] = o.hashCode();
                }
                """);
        BODIES.put(
                "Own",
                """
                static int kept = 40;

                static Object main() throws Exception {
                    kept = 50;
                    return go();
                }

                @Concurrent
                static int read(int i) {
                    return kept++ + i;
                }

                @Concurrent
                static boolean inside(int i) {
                    return Procession.inWorker() && nested(i) == ProcessHandle.current().pid();
                }

                @Concurrent
                static long nested(int i) {
                    return ProcessHandle.current().pid();
                }

                @Synchronized
                static Object go() {
                    int first = read(0);
                    boolean in = inside(1);
                    boolean outside = Procession.inWorker();
                    return "a static of the worker's own " + (first < 50) + ", in a worker " + in + ", here " + outside + kept;
                }
                """);
    }

    @TempDir static Path folder;
    private static Map<String, String> results;

    @BeforeAll
    static void run() throws Exception {
        for (Map.Entry<String, String> each : BODIES.entrySet()) {
            Samples.write(folder, Sample.of(each.getKey(), each.getValue()));
        }
        results = Samples.run(folder, "processes", List.copyOf(BODIES.keySet()));
    }

    @Test
    void twoCalls_thatWaitForEachOther_meetInTwoProcesses() {
        assertThat(results.get("Meet")).startsWith("met truetrue");
    }

    @Test
    void workerThatDies_failsItsCallInWords_andNothingAfterIt() {
        assertThat(results.get("Deaths"))
                .contains("exitCode=7")
                .contains("Deaths.die")
                .contains("go:")
                .contains("int[2 0 0 0 ]") // effects before are applied, effects after dropped
                .contains("int[1 1 3 ]") // and the next method runs well
                .doesNotContain("came back");
    }

    @Test
    void whatCannotTravel_isRefusedWithItsPath() {
        assertThat(results.get("Refusals"))
                .contains("argument 1 of Refusals.take cannot be sent")
                .contains("Thread")
                .contains("int[2 0 ]")
                .doesNotContain("came back");
    }

    @Test
    void staticsAndNestedCalls_areTheWorkersOwn() {
        assertThat(results.get("Own"))
                .startsWith("a static of the worker's own true, in a worker true, here false50");
    }
}
