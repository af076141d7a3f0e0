package io.procession.internal.util;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * How much of a worker's heap is to be free after a full collection. A worker whose calls make some
 * megabytes of objects spends most of its time in collections, where 40 % are free; so it gets more
 * room, up to a size at which room is memory of the machine that others need.
 *
 * <pre>
 * TIGHT  40 to 70 %   as it starts; and when the heap takes more than LARGE
 * ROOMY  80 to 90 %   when the heap has grown, but takes less than SMALL
 * </pre>
 *
 * <p>Where the JVM has no way to change its flags (no module {@code jdk.management}, another JVM),
 * or the user has set them, they stay. Confined to one thread, but for what that begins in the
 * background.
 */
public final class HeapRoom {

    /** In hundredths: 15 MB that live get 25 MB, and half as much again for what is new. */
    public static final int LEAST_IF_TIGHT = 40;

    /** With less a heap shrinks after each large value, and touches fresh memory for the next. */
    public static final int MOST_IF_TIGHT = 70;

    private static final int LEAST_IF_ROOMY = 80; // 75 MB, and half as much again
    private static final int MOST_IF_ROOMY = 90;

    private static final long GROWN = 24L << 20;
    private static final long SMALL = 128L << 20;
    private static final long LARGE = 256L << 20;

    private static final String LEAST = "MinHeapFreeRatio";
    private static final String MOST = "MaxHeapFreeRatio";

    private boolean isLooking; // for the bean, in the background
    private volatile boolean isOurs; // the flags are ours to be set
    private volatile @Nullable HotSpotDiagnosticMXBean jvm; // written in the background
    private boolean isRoomy;

    /** To be told what the heap takes, between two calls. */
    public void adapt(long committed) {
        if (isRoomy ? committed <= LARGE : committed <= GROWN || committed >= SMALL) {
            return;
        }
        HotSpotDiagnosticMXBean bean = jvm;
        if (bean != null && isOurs) {
            isRoomy = !isRoomy;
            set(bean);
        } else if (!isLooking) {
            isLooking = true;
            Threads.background(this::look); // which takes some tens of milliseconds, once
        }
    }

    void look() {
        try {
            HotSpotDiagnosticMXBean bean =
                    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            isOurs = is(bean, LEAST, LEAST_IF_TIGHT) && is(bean, MOST, MOST_IF_TIGHT);
            jvm = bean;
        } catch (LinkageError | RuntimeException e) {
            // this JVM cannot: the flags stay
        }
    }

    private static boolean is(HotSpotDiagnosticMXBean bean, String flag, int value) {
        return bean.getVMOption(flag).getValue().equals(String.valueOf(value));
    }

    /** The least is never above the most. */
    private void set(HotSpotDiagnosticMXBean bean) {
        if (isRoomy) {
            bean.setVMOption(MOST, String.valueOf(MOST_IF_ROOMY));
            bean.setVMOption(LEAST, String.valueOf(LEAST_IF_ROOMY));
        } else {
            bean.setVMOption(LEAST, String.valueOf(LEAST_IF_TIGHT));
            bean.setVMOption(MOST, String.valueOf(MOST_IF_TIGHT));
        }
    }
}
