package io.procession.internal.util;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * How much of the heap is to be free after a full collection: much of a small one, for to collect
 * it often costs a call that makes many objects most of its time; less of a large one, for what is
 * free is memory of the machine.
 *
 * <p>A worker starts with the first, by its flags. Where the JVM has no way to change them (no
 * module {@code jdk.management}, another JVM), or the user has set them, they stay.
 */
public final class HeapRoom implements Runnable {

    /** In hundredths: 15 MB that live get 75 MB, and half as much again for what is new. */
    public static final int LEAST_OF_SMALL = 80;

    public static final int MOST_OF_SMALL = 90;
    private static final int LEAST_OF_LARGE = 40;
    private static final int MOST_OF_LARGE = 70; // with less it shrinks after each large value,
    // and touches fresh memory for the next

    private static final long LARGE = 256L << 20;
    private static final long SMALL = 64L << 20;

    private static final String LEAST = "MinHeapFreeRatio";
    private static final String MOST = "MaxHeapFreeRatio";

    private boolean isTight; // @GuardedBy("this"): what the flags say
    private volatile boolean isLarge; // written by the task thread only

    /** To be told after each call, by the task thread, what the heap takes. */
    public void adapt(long committed) {
        boolean turns = isLarge ? committed < SMALL : committed > LARGE;
        if (turns) {
            isLarge = !isLarge;
            Threads.background(this); // the first time it takes some tens of milliseconds
        }
    }

    @Override
    public synchronized void run() {
        try {
            HotSpotDiagnosticMXBean jvm =
                    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            boolean large = isLarge;
            if (large != isTight && isOurs(jvm)) {
                isTight = large;
                if (large) {
                    jvm.setVMOption(LEAST, String.valueOf(LEAST_OF_LARGE));
                    jvm.setVMOption(MOST, String.valueOf(MOST_OF_LARGE));
                } else { // the least never above the most
                    jvm.setVMOption(MOST, String.valueOf(MOST_OF_SMALL));
                    jvm.setVMOption(LEAST, String.valueOf(LEAST_OF_SMALL));
                }
            }
        } catch (LinkageError | RuntimeException e) {
            // this JVM cannot: the flags stay
        }
    }

    /** What we have not set is the user's. */
    private boolean isOurs(HotSpotDiagnosticMXBean jvm) {
        return isTight
                || jvm.getVMOption(LEAST).getValue().equals(String.valueOf(LEAST_OF_SMALL))
                        && jvm.getVMOption(MOST).getValue().equals(String.valueOf(MOST_OF_SMALL));
    }
}
