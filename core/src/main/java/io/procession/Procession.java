package io.procession;

import io.procession.bridge.Woven;
import io.procession.internal.deferral.Linker;
import io.procession.internal.pool.Inside;
import io.procession.internal.worker.WorkerContext;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Multiprocessing for Java: where a program begins. Starts single calls, forks processes, and knows
 * the default pool.
 *
 * <p>All methods may be called by any thread, in the root process and in workers.
 */
public final class Procession {

    private static final Map<String, ProcessPool> POOLS = new ConcurrentHashMap<>();

    static {
        Linker.install(new WovenLinker());
        Inside.install(new RootInside());
    }

    private Procession() {}

    /**
     * Runs a task in a fresh process, which ends after it. The future completes when the process
     * has ended. Blocks for the start of the process only (a few milliseconds).
     *
     * @throws TaskNotSerializableException if what the task captured cannot travel
     * @throws ProcessionException if no process can be started
     */
    public static <T> ProcessFuture<T> start(Task<T> task) {
        Objects.requireNonNull(task, "task");
        return ForkedWorker.start("start").onlyCall(new Invocations.Calling(task), task);
    }

    /** The same for a task without a result. */
    public static ProcessFuture<Void> start(Job job) {
        Objects.requireNonNull(job, "job");
        return ForkedWorker.start("start").onlyCall(new Invocations.Running(job), job);
    }

    /**
     * Calls a static method in a fresh process, by names, as if on a command line. The class is
     * looked up in the worker only; of overloaded methods the one is called that the compiler would
     * choose for these arguments.
     */
    public static ProcessFuture<Object> start(
            String className, String methodName, Object... arguments) {
        Objects.requireNonNull(className, "className");
        Objects.requireNonNull(methodName, "methodName");
        return ForkedWorker.start("start")
                .onlyCall(
                        new Invocations.Named(className, methodName, arguments),
                        className + "." + methodName);
    }

    /** Starts a process that is kept for many calls. Blocks for its start (a few milliseconds). */
    public static Worker fork() {
        return ForkedWorker.start("fork");
    }

    /**
     * The default pool: one worker a processor, or as {@code -Dprocession.workers} and {@code
     * -Dprocession.backend} say. Made at the first call, closed with the JVM. In a worker, its
     * calls run inline: workers do not start workers unless they are told to.
     */
    public static ProcessPool pool() {
        return DefaultPool.POOL;
    }

    private static final class DefaultPool {
        static final ProcessPool POOL =
                inWorker()
                        ? ProcessPool.builder().name("default").backend(Backend.INLINE).build()
                        : ProcessPool.builder().name("default").build();
    }

    /**
     * Gives a pool a name by which {@link #pool(String)} finds it. A pool that had the name before
     * loses it, and is not closed.
     */
    public static void register(String name, ProcessPool pool) {
        POOLS.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(pool, "pool"));
    }

    /**
     * The pool that was registered under a name.
     *
     * @throws IllegalArgumentException if there is none; says which there are
     */
    public static ProcessPool pool(String name) {
        ProcessPool pool = POOLS.get(name);
        if (pool == null) {
            throw new IllegalArgumentException(
                    "no pool of this name is registered: name="
                            + name
                            + ", registered="
                            + POOLS.keySet().stream().sorted().toList());
        }
        return pool;
    }

    /**
     * Whether a class was woven: by the build, by the agent or by {@code procession run}. If it was
     * not, its annotated methods are plain ones, and the program is the serial one.
     */
    public static boolean isWoven(Class<?> type) {
        return type.isAnnotationPresent(Woven.class);
    }

    /** Whether the calling code runs in a worker. */
    public static boolean inWorker() {
        return WorkerContext.current() != null;
    }

    /** The workers of all pools of this process, and those that were forked, as of now. */
    public static List<WorkerInfo> activeChildren() {
        return Children.all();
    }

    /** The process that started this worker; empty in the root process. */
    public static Optional<ProcessHandle> parentProcess() {
        return inWorker() ? ProcessHandle.current().parent() : Optional.empty();
    }
}
