package io.procession.internal.worker;

import org.jspecify.annotations.Nullable;

/**
 * Where code runs: in the root process, or in a worker. In a worker process it holds for all
 * threads; for workers that are threads of this process (Backend.THREADS) it holds for the task's
 * thread.
 */
public final class WorkerContext {

    private static final ThreadLocal<@Nullable WorkerContext> THREAD = new ThreadLocal<>();
    private static volatile @Nullable WorkerContext process;

    private final String name;
    private final int depth;

    WorkerContext(String name, int depth) {
        this.name = name;
        this.depth = depth;
    }

    /** The context of the calling thread, or null in the root process. */
    public static @Nullable WorkerContext current() {
        WorkerContext own = THREAD.get();
        return own != null ? own : process;
    }

    /** How many processes lie between this one and the root: 0 in the root. */
    public static int currentDepth() {
        WorkerContext context = current();
        return context == null ? 0 : context.depth;
    }

    static void setProcess(WorkerContext context) {
        process = context;
    }

    static void setThread(@Nullable WorkerContext context) {
        if (context == null) {
            THREAD.remove();
        } else {
            THREAD.set(context);
        }
    }

    public String name() {
        return name;
    }

    public int depth() {
        return depth;
    }
}
