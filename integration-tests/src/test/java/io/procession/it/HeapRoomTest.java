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

    private static final String SMALL = "80 to 90";
    private static final String LARGE = "40 to 70";

    @Test
    void heapThatGrowsLarge_isKeptTighter_andRoomyWhenItIsSmallAgain() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            assertThat(pool.submit(HeapRoomTest::ratios).result()).isEqualTo(SMALL);
            assertThat(pool.submit(HeapRoomTest::fill).result()).isGreaterThan(256L << 20);
            await().atMost(Timeouts.MEDIUM)
                    .until(() -> pool.submit(HeapRoomTest::ratios).result().equals(LARGE));
            await().atMost(Timeouts.MEDIUM)
                    .until(() -> pool.submit(HeapRoomTest::collect).result() < 64L << 20);
            await().atMost(Timeouts.MEDIUM)
                    .until(() -> pool.submit(HeapRoomTest::ratios).result().equals(SMALL));
        }
    }

    @Test
    void ratioOfTheUser_stands_andMeetsNoneOfOurs() {
        try (ProcessPool pool =
                ProcessPool.builder().workers(1).jvmArgs("-XX:MaxHeapFreeRatio=60").build()) {
            assertThat(pool.submit(HeapRoomTest::ratios).result()).isEqualTo("40 to 60");
        }
    }

    @Test
    void graphsOfSomeMegabytes_leaveRoomInTheHeap() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            long live = 15L << 20;
            long committed = pool.submit(() -> committedWith(live)).result();
            assertThat(committed).isGreaterThan(4 * live);
        }
    }

    private static String ratios() {
        HotSpotDiagnosticMXBean jvm =
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        return jvm.getVMOption("MinHeapFreeRatio").getValue()
                + " to "
                + jvm.getVMOption("MaxHeapFreeRatio").getValue();
    }

    private static long fill() {
        byte[][] all = new byte[320][];
        for (int i = 0; i < all.length; i++) {
            all[i] = new byte[1 << 20];
        }
        return all.length == 0 ? 0 : Runtime.getRuntime().totalMemory();
    }

    private static long collect() {
        System.gc();
        return Runtime.getRuntime().totalMemory();
    }

    private static long committedWith(long live) {
        byte[][] all = new byte[(int) (live >> 10)][];
        for (int i = 0; i < all.length; i++) {
            all[i] = new byte[1 << 10];
        }
        System.gc();
        long committed = Runtime.getRuntime().totalMemory();
        return all[0].length == 0 ? 0 : committed;
    }
}
