package io.procession.it.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.testkit.ProcessCensus;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a call needed is let go of when its answer is read. {@code -Dprocession.memory.calls=10000}
 * makes more.
 */
@ExtendWith(ProcessCensus.class)
class WorkerMemoryTest {

    private static final int CALLS = Integer.getInteger("procession.memory.calls", 1000);
    private static final long MOST = 3 << 20; // three arguments more would be seen
    private static final long MOST_OWN = 16 << 20; // buffers may wait for the next calls

    @RegisterExtension
    static final Everywhere EVERYWHERE = new Everywhere("-Dprocession.workers=1", "-Xmx256m");

    @Test
    void calls_withLargeArguments_leaveTheHeapsWhereTheyWere() throws Exception {
        String result =
                EVERYWHERE.onProcesses(
                        EVERYWHERE.whole(
                                """
                                static long heap() {
                                    System.gc();
                                    return java.lang.management.ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
                                }
                                @Concurrent static long workersHeap() { return heap(); }
                                @Concurrent static void change(byte[] large, Map<Integer, Integer> seen, int i) {
                                    large[i]++;
                                    seen.put(i, i);
                                }
                                @Synchronized static int run(byte[] large, int first, int calls) {
                                    Map<Integer, Integer> seen = new HashMap<>();
                                    for (int i = first; i < first + calls; i++) { change(large, seen, i); }
                                    int size = seen.size();
                                    return size;
                                }
                                static Object main() {
                                    byte[] large = new byte[1 << 20];
                                    run(large, 0, 40);
                                    long worker = workersHeap();
                                    long own = heap();
                                    int made = run(large, 40, CALLS);
                                    long changed = 0;
                                    for (byte each : large) { changed += each; }
                                    return "made " + made + " changed " + changed + " worker " + (workersHeap() - worker) + " own " + (heap() - own) + ".";
                                }
                                """
                                        .replace("CALLS", Integer.toString(CALLS))));

        Matcher told =
                Pattern.compile("made (\\d+) changed (\\d+) worker (-?\\d+) own (-?\\d+)\\.")
                        .matcher(result);
        assertThat(told.find()).as(result).isTrue();
        assertThat(Integer.parseInt(told.group(1))).isEqualTo(CALLS);
        assertThat(Integer.parseInt(told.group(2))).isEqualTo(CALLS + 40);
        assertThat(Long.parseLong(told.group(3))).as("bytes more in the worker").isLessThan(MOST);
        assertThat(Long.parseLong(told.group(4)))
                .as("bytes more in the caller")
                .isLessThan(MOST_OWN);
    }
}
