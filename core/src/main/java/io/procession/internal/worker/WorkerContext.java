package io.procession.internal.worker;

import org.jspecify.annotations.Nullable;

/**
 * Where code runs: in the root process, or in a worker. In a worker process it holds for all
 * threads; for workers that are threads of this process (Backend.THREADS) it holds for the task's
 * thread.
 */
public final class WorkerContext {

    private static final ThreadLocal<@Nullable WorkerContext> THREAD = new ThreadLocal<>();
    private static final ThreadLocal<@Nullable Boolean> INLINE = new ThreadLocal<>();
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

    /**
     * Whether the calling thread runs a call of Procession: in a worker, or inline. Calls that such
     * code makes are plain calls.
     */
    public static boolean inCall() {
        return process != null || INLINE.get() != null || THREAD.get() != null;
    }

    /**
     * Says that this thread begins to run a call inline. Returns whether it did not run one
     * already, to be given back at the end.
     */
    public static boolean beginInline() {
        boolean isOutermost = INLINE.get() == null;
        if (isOutermost) {
            INLINE.set(true);
        }
        return isOutermost;
    }

    /** Says that it has ended. */
    public static void endInline(boolean isOutermost) {
        if (isOutermost) {
            INLINE.remove();
        }
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
