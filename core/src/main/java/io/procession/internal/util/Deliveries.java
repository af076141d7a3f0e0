package io.procession.internal.util;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Runs callbacks of users one after another, of which one may wait for another behind it. */
public final class Deliveries {

    private static final long STALL_NANOS = 10_000_000;

    private Deliveries() {}

    /** Runs all, here; where one blocks, another thread goes on with those behind it. */
    public static void runAll(List<Runnable> callbacks) {
        AtomicInteger next = new AtomicInteger();
        if (callbacks.size() > 1) {
            Threads.background(() -> helpWhenStalled(callbacks, next));
        }
        run(callbacks, next);
    }

    private static void run(List<Runnable> callbacks, AtomicInteger next) {
        for (int i = next.getAndIncrement(); i < callbacks.size(); i = next.getAndIncrement()) {
            callbacks.get(i).run();
        }
    }

    private static void helpWhenStalled(List<Runnable> callbacks, AtomicInteger next) {
        int seen = -1;
        while (next.get() < callbacks.size()) {
            if (next.get() == seen) {
                Threads.background(() -> run(callbacks, next));
            }
            seen = next.get();
            LockSupport.parkNanos(STALL_NANOS);
        }
    }
}
