package io.procession.internal.util;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Runs short things of this library after a while, on a daemon thread that lives only while
 * something is due. The JDK's own timer would do, but its thread may have things of the program to
 * do, too, and who looks for deadlocks could not tell.
 */
public final class Later {

    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private Later() {}

    /** Runs something that does not block, once, when so much time has passed. */
    public static void run(long delay, TimeUnit unit, Runnable body) {
        TIMER.schedule(body, delay, unit);
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, new Factory());
        timer.setKeepAliveTime(1, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }

    /** A class where a lambda would do: the first lambda of a JVM costs a worker milliseconds. */
    private static final class Factory implements ThreadFactory {
        @Override
        public Thread newThread(Runnable body) {
            return Threads.daemon("procession-timer", body);
        }
    }
}
