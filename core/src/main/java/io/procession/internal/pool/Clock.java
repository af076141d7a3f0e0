package io.procession.internal.pool;

import io.procession.internal.util.Threads;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that brings time to all engines of this JVM: deadlines, recalls, idle workers, growth. It ticks while an
 * engine has something that time can change, and parks else.
 */
final class Clock {

    /** The precision of deadlines. */
    static final long PERIOD_NANOS = 10_000_000;

    private static final Set<LocalEngine> WATCHED = ConcurrentHashMap.newKeySet();
    private static final Thread THREAD = Threads.daemon("procession-clock", Clock::run);

    static {
        THREAD.start();
    }

    private Clock() {}

    /** Ticks for this engine until it says that there is nothing more to wait for. Cheap when it is watched already. */
    static void watch(LocalEngine engine) {
        if (!engine.watched) {
            engine.watched = true;
            WATCHED.add(engine);
            LockSupport.unpark(THREAD);
        }
    }

    private static void run() {
        while (true) {
            if (WATCHED.isEmpty()) {
                LockSupport.park(WATCHED);
            } else {
                LockSupport.parkNanos(WATCHED, PERIOD_NANOS);
                tickAll();
            }
        }
    }

    private static void tickAll() {
        long now = System.nanoTime();
        for (LocalEngine engine : WATCHED) {
            try {
                tick(engine, now);
            } catch (RuntimeException e) { // a fault in one pool must not stop the time of the others
                System.getLogger("io.procession").log(System.Logger.Level.ERROR, "clock failed: pool=" + engine, e);
            }
        }
    }

    private static void tick(LocalEngine engine, long now) {
        if (!engine.tick(now)) {
            WATCHED.remove(engine);
            engine.watched = false;
            if (engine.tick(now)) { // something came between the two lines above: whoever brought it saw `watched`
                watch(engine);
            }
        }
    }
}
