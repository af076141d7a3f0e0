package io.procession.internal.util;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes the threads of this library: daemons, with names that say their role. */
public final class Threads {

    private static final Executor BACKGROUND = backgroundExecutor();
    private static final @Nullable MethodHandle VIRTUAL = virtual();

    private Threads() {}

    /** A thread that does not keep the JVM alive; not started. */
    public static Thread daemon(String name, Runnable body) {
        Thread thread = new Thread(null, body, name, 0, /* inheritThreadLocals= */ false);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * A thread for the tasks of a worker that is a thread of this JVM; not started. A virtual one
     * where {@code -Dprocession.threads=virtual} asks for it and the JDK has them.
     */
    public static Thread worker(String name, Runnable body) {
        MethodHandle virtual = VIRTUAL;
        if (virtual == null) {
            return daemon(name, body);
        }
        try {
            return (Thread) virtual.invoke(name, body);
        } catch (Throwable e) {
            throw new IllegalStateException("virtual thread cannot be made: name=" + name, e);
        }
    }

    /** Of type (String, Runnable)Thread, or null where platform threads are wanted. */
    private static @Nullable MethodHandle virtual() {
        if (!"virtual".equals(System.getProperty("procession.threads"))) {
            return null;
        }
        try { // final since JDK 21, and this library is compiled for 17
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            MethodHandle make =
                    lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(ofVirtual));
            MethodHandle name =
                    lookup.findVirtual(
                            ofVirtual, "name", MethodType.methodType(ofVirtual, String.class));
            MethodHandle unstarted =
                    lookup.findVirtual(
                            builder,
                            "unstarted",
                            MethodType.methodType(Thread.class, Runnable.class));
            MethodHandle named = MethodHandles.foldArguments(name, make);
            return MethodHandles.collectArguments(
                    unstarted.asType(
                            MethodType.methodType(Thread.class, ofVirtual, Runnable.class)),
                    0,
                    named);
        } catch (ReflectiveOperationException e) {
            System.getLogger("io.procession")
                    .log(
                            System.Logger.Level.WARNING,
                            "no virtual threads before JDK 21: procession.threads=virtual, java="
                                    + Runtime.version().feature());
            return null;
        }
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
