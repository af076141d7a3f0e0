package io.procession.internal.wire;

import io.procession.internal.util.Later;
import io.procession.spi.Payload;
import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Arrays for large bodies, lent and used again: to touch fresh memory, and to collect it, costs
 * more than to copy into it. Thread-safe; one store a process.
 *
 * <p>Whoever makes a payload of such chunks says so ({@link #payload}), and its last reader
 * releases it. A payload that is never released is garbage like any other: nothing is lost but the
 * gain. What is kept is held softly, so that it never exhausts a heap, and until nobody has asked
 * for it for some seconds.
 */
public final class Chunks {

    /**
     * The length of every chunk: with its header, a whole region of a small G1 heap. One byte more
     * would take two of them.
     */
    public static final int LENGTH = (1 << 20) - 16;

    /** How many are kept at most: a thirty-second of the heap. */
    private static final int KEPT = (int) Math.min(256, Runtime.getRuntime().maxMemory() >> 25);

    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final Lender LENDER = new Lender();
    private static final Watch WATCH = new Watch();
    private static SoftReference<ArrayDeque<byte[]>> free =
            new SoftReference<>(null); // this and all below: @GuardedBy("LENDER")
    private static long lastUse;
    private static boolean watched; // something will look whether they are used
    private static @Nullable BooleanSupplier afterwards;

    private Chunks() {}

    /** A chunk, with whatever is in it. */
    public static byte[] take() {
        byte[] chunk = takeFree();
        return chunk == null ? new byte[LENGTH] : chunk;
    }

    /** A payload some of whose chunks were taken from here; to release it gives them back. */
    public static Payload payload(byte[][] chunks, int[] lengths) {
        return new Payload(chunks, lengths, LENDER);
    }

    /** Gives back the chunks among these arrays, which nobody reads or writes any longer. */
    public static void giveBack(byte[][] arrays) {
        synchronized (LENDER) {
            ArrayDeque<byte[]> store = free.get();
            if (store == null) {
                store = new ArrayDeque<>();
                free = new SoftReference<>(store);
            }
            for (byte[] each : arrays) {
                if (each.length == LENGTH && store.size() < KEPT) {
                    store.push(each);
                }
            }
            if (!watched && !store.isEmpty()) {
                watched = true;
                WATCH.lookLater();
            }
        }
    }

    /**
     * What to do when all was let go of, on a thread that must not be blocked; false if it is to be
     * asked again later.
     */
    public static void afterwards(BooleanSupplier action) {
        synchronized (LENDER) {
            afterwards = action;
        }
    }

    /** Lets go of all that is kept. */
    static void forget() {
        synchronized (LENDER) {
            free.clear();
        }
    }

    private static byte @Nullable [] takeFree() {
        synchronized (LENDER) {
            lastUse = System.nanoTime();
            ArrayDeque<byte[]> store = free.get();
            return store == null ? null : store.poll();
        }
    }

    // Classes where lambdas would do: the first lambda of a JVM costs a worker's first large call
    // some milliseconds.

    private static final class Lender implements Consumer<byte[][]> {

        @Override
        public void accept(byte[][] arrays) {
            giveBack(arrays);
        }
    }

    /** Looks from time to time whether what is kept is used, until nothing is. */
    private static final class Watch implements Runnable {

        void lookLater() {
            Later.run(KEPT_NANOS, TimeUnit.NANOSECONDS, this);
        }

        @Override
        public void run() {
            BooleanSupplier action;
            synchronized (LENDER) {
                if (System.nanoTime() - lastUse < KEPT_NANOS) {
                    lookLater();
                    return;
                }
                free.clear();
                watched = false;
                action = afterwards;
            }
            if (action != null && !action.getAsBoolean()) {
                lookAgain();
            }
        }

        private void lookAgain() {
            synchronized (LENDER) {
                if (!watched) {
                    watched = true;
                    lookLater();
                }
            }
        }
    }
}
