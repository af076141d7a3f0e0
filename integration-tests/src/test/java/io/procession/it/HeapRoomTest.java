package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.procession.ProcessPool;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How much of a worker's heap is kept free. */
@ExtendWith(ProcessCensus.class)
class HeapRoomTest {

    private static final String TIGHT = "40 to 70";
    private static final String ROOMY = "80 to 90";

    @Test
    void heapThatGrows_getsRoom_andLessOfItWhenItIsLarge() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            assertThat(pool.submit(HeapRoomTest::ratios).result()).isEqualTo(TIGHT);
            await().atMost(Timeouts.MEDIUM)
                    .until(() -> pool.submit(() -> fill(20)).result().equals(ROOMY));
            assertThat(pool.submit(() -> committedWith(15)).result()).isGreaterThan(60);
            pool.submit(() -> fill(300)).result();
            assertThat(pool.submit(HeapRoomTest::ratios).result()).isEqualTo(TIGHT);
        }
    }

    @Test
    void heapThatIsLargeFromTheFirstCallOn_neverGetsMuchRoom() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            assertThat(pool.submit(() -> fill(300)).result()).isEqualTo(TIGHT);
            assertThat(pool.submit(() -> committedWith(200)).result()).isLessThan(800);
            assertThat(pool.submit(HeapRoomTest::ratios).result()).isEqualTo(TIGHT);
        }
    }

    @Test
    void ratioOfTheUser_stands_andMeetsNoneOfOurs() {
        try (ProcessPool pool =
                ProcessPool.builder().workers(1).jvmArgs("-XX:MaxHeapFreeRatio=60").build()) {
            assertThat(pool.submit(HeapRoomTest::ratios).result()).isEqualTo("40 to 60");
        }
    }

    private static String ratios() {
        HotSpotDiagnosticMXBean jvm =
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        return jvm.getVMOption("MinHeapFreeRatio").getValue()
                + " to "
                + jvm.getVMOption("MaxHeapFreeRatio").getValue();
    }

    /** Holds so many megabytes for a moment. */
    private static String fill(int megabytes) {
        byte[][] all = objects(megabytes);
        System.gc();
        return all.length == 0 ? "" : ratios();
    }

    /** What the heap takes, in megabytes, after a collection with so many of them alive. */
    private static long committedWith(int megabytes) {
        byte[][] all = objects(megabytes);
        System.gc();
        return all.length == 0 ? 0 : Runtime.getRuntime().totalMemory() >> 20;
    }

    private static byte[][] objects(int megabytes) {
        byte[][] all = new byte[megabytes << 10][];
        for (int i = 0; i < all.length; i++) {
            all[i] = new byte[1 << 10];
        }
        return all;
    }
}
