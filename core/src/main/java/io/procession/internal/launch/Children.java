package io.procession.internal.launch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The processes that this JVM has started and that must not outlive it. Thread-safe.
 *
 * <p>When this JVM exits (by Ctrl-C, System.exit, its last thread's end), all are killed with what
 * they started, and the private directory is removed, within two seconds whatever happens. A kill
 * -9 of this JVM is the workers' own affair.
 */
public final class Children {

    /** Takes back what was registered. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /*
     * At exit, in this order:
     *   closing = true        no child is added any more: add() kills it
     *   actions, counts       on a thread of their own, since they may hang; at most 500 ms
     *   kill all trees        one look at the list of processes for all
     *   wait for their end    at most 1 s: SIGKILL needs no more, but a disk may hang
     *   remove the directory, print the line
     */
    private static final long ACTIONS_MILLIS = 500;
    private static final long DEATHS_MILLIS = 1000;

    private static final Map<ProcessTree, Entry> LIVE = new ConcurrentHashMap<>();
    private static final Set<Runnable> ACTIONS = ConcurrentHashMap.newKeySet();
    private static final Set<IntSupplier> CALLS = ConcurrentHashMap.newKeySet();
    private static volatile boolean closing;
    private static boolean hooked; // guarded by the class

    private record Entry(@Nullable WorkerProcess worker) {}

    private Children() {}

    /**
     * Runs an action when this JVM exits, before the workers are killed. It has half a second,
     * together with all others.
     */
    public static Registration onExit(Runnable action) {
        Runnable own = action::run;
        ACTIONS.add(own);
        hook();
        return () -> ACTIONS.remove(own);
    }

    /**
     * Adds a count of calls that are under way, for the line that says what an exit has stopped.
     */
    public static Registration countCalls(IntSupplier calls) {
        IntSupplier own = calls::getAsInt;
        CALLS.add(own);
        hook();
        return () -> CALLS.remove(own);
    }

    /** The workers that live now. */
    public static List<WorkerProcess> live() {
        List<WorkerProcess> workers = new ArrayList<>();
        for (Entry each : LIVE.values()) {
            if (each.worker != null && each.worker.isAlive()) {
                workers.add(each.worker);
            }
        }
        return workers;
    }

    /** Whether this JVM is on its way out, and deaths of workers are no news. */
    public static boolean exiting() {
        return closing;
    }

    /** Makes a child die with this JVM. */
    static void add(ProcessTree tree, @Nullable WorkerProcess worker) throws IOException {
        hook();
        LIVE.put(tree, new Entry(worker));
        if (closing) {
            tree.kill();
            throw new IOException("no process can be started: this JVM is exiting");
        }
    }

    static void remove(ProcessTree tree) {
        LIVE.remove(tree);
    }

    private static synchronized void hook() {
        if (hooked) {
            return;
        }
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(Children::exit, "procession-exit"));
            hooked = true;
        } catch (IllegalStateException e) {
            closing = true; // already exiting
        }
    }

    private static void exit() {
        closing = true;
        int calls = runActions();
        List<ProcessTree> trees = List.copyOf(LIVE.keySet());
        int workers = live().size();
        ProcessTree.kill(trees);
        awaitEnd(trees);
        TempDirectory.remove();
        if (calls > 0) {
            System.err.println(farewell(workers, calls));
        }
    }

    private static int runActions() {
        int[] calls = new int[1];
        Thread actions =
                new Thread(
                        () -> {
                            calls[0] = CALLS.stream().mapToInt(IntSupplier::getAsInt).sum();
                            ACTIONS.forEach(Runnable::run);
                        },
                        "procession-exit-actions");
        actions.setDaemon(true);
        actions.start();
        try {
            actions.join(ACTIONS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return calls[0];
    }

    private static void awaitEnd(List<ProcessTree> trees) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DEATHS_MILLIS);
        try {
            for (ProcessTree tree : trees) {
                tree.root()
                        .waitFor(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String farewell(int workers, int calls) {
        return "procession: "
                + howItEnds()
                + "; "
                + counted(workers, "worker")
                + " stopped, "
                + counted(calls, "call")
                + " abandoned";
    }

    /** The JDK obeys a signal on a thread of that name. */
    private static String howItEnds() {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        Thread.getAllStackTraces().keySet().forEach(thread -> threads.add(thread.getName()));
        if (threads.contains("SIGINT handler")) {
            return "interrupted";
        }
        return threads.contains("SIGTERM handler") ? "terminated" : "exiting";
    }

    private static String counted(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
