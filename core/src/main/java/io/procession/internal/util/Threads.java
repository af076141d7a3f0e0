package io.procession.internal.util;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Makes the threads of this library: daemons, with names that say their role. */
public final class Threads {

    private static final Executor BACKGROUND = backgroundExecutor();

    private Threads() {}

    /** A thread that does not keep the JVM alive; not started. */
    public static Thread daemon(String name, Runnable body) {
        Thread thread = new Thread(null, body, name, 0, /* inheritThreadLocals= */ false);
        thread.setDaemon(true);
        return thread;
    }

    /** Runs something that may block, soon, on some daemon thread. */
    public static void background(Runnable body) {
        BACKGROUND.execute(body);
    }

    private static Executor backgroundExecutor() {
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                5,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                body -> daemon("procession-background", body));
    }
}
