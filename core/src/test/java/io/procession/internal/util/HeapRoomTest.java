package io.procession.internal.util;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeapRoomTest {

    private static final long NEW = 16L << 20;
    private static final long GROWN = 60L << 20;
    private static final long MIDDLE = 200L << 20;
    private static final long LARGE = 300L << 20;

    private final HotSpotDiagnosticMXBean jvm =
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    private final String least = jvm.getVMOption("MinHeapFreeRatio").getValue();
    private final String most = jvm.getVMOption("MaxHeapFreeRatio").getValue();
    private final HeapRoom room = new HeapRoom();

    @AfterEach
    void putBack() {
        set(least, most);
    }

    @Test
    void adapt_ratiosOfOurs_followTheSizeOfTheHeap() {
        set("40", "70");
        room.look(); // what it does in the background otherwise
        assertThat(ratiosAt(NEW)).isEqualTo("40 to 70");
        assertThat(ratiosAt(MIDDLE)).isEqualTo("40 to 70");
        assertThat(ratiosAt(GROWN)).isEqualTo("80 to 90");
        assertThat(ratiosAt(NEW)).isEqualTo("80 to 90");
        assertThat(ratiosAt(MIDDLE)).isEqualTo("80 to 90");
        assertThat(ratiosAt(LARGE)).isEqualTo("40 to 70");
        assertThat(ratiosAt(MIDDLE)).isEqualTo("40 to 70");
        assertThat(ratiosAt(GROWN)).isEqualTo("80 to 90");
    }

    @Test
    void adapt_ratiosOfTheUser_stay() {
        set("40", "90");
        room.look();
        assertThat(ratiosAt(GROWN)).isEqualTo("40 to 90");
        assertThat(ratiosAt(LARGE)).isEqualTo("40 to 90");
    }

    private String ratiosAt(long committed) {
        room.adapt(committed);
        return jvm.getVMOption("MinHeapFreeRatio").getValue()
                + " to "
                + jvm.getVMOption("MaxHeapFreeRatio").getValue();
    }

    private void set(String min, String max) {
        jvm.setVMOption("MinHeapFreeRatio", "0"); // never above the most
        jvm.setVMOption("MaxHeapFreeRatio", max);
        jvm.setVMOption("MinHeapFreeRatio", min);
    }
}
