package io.procession.internal.launch;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A process that this JVM started, and all that it starts in turn.
 *
 * <p>Thread-safe. Nothing here blocks but for the reading of the system's list of processes.
 */
final class ProcessTree {

    /*
     * Two ways to find the members of a tree:
     *
     *   by parentage   the descendants of the root, as long as the chain of parents is unbroken. Lost when the root or
     *                  a process between has died: its children then belong to init.
     *   by marker      on Linux, a process inherits the environment entry PROCESSION_WORKER, whose value names every
     *                  root above it: "(a.1)(b.2)" for a worker b.2 that was started within a worker a.1. Found under
     *                  /proc/PID/environ, whoever the parent is now. Lost when a program clears its environment.
     *
     * A kill looks both ways before the first signal, since the signal breaks the chain of parents, and then again by
     * marker until it finds nobody new: a member may have forked between the look and its own death. The dead cannot
     * fork, so this ends. What is not promised: a member that cleared its environment and left its parents.
     */
    static final String MARKER = "PROCESSION_WORKER";

    /**
     * Names this JVM among all of this machine, now and later; random numbers would load security
     * providers.
     */
    private static final String SELF =
            ProcessHandle.current().pid() + "." + System.currentTimeMillis() + ".";

    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final int MOST_PASSES = 16; // against a fork bomb that is faster than we are

    private final Process root;
    private final String id;

    private ProcessTree(Process root, String id) {
        this.root = root;
        this.id = id;
    }

    /** Starts the root, marked. */
    static ProcessTree start(ProcessBuilder builder) throws java.io.IOException {
        String id = "(" + SELF + NUMBERS.incrementAndGet() + ")";
        Map<String, String> environment = builder.environment();
        environment.merge(MARKER, id, (outer, own) -> outer + own);
        return new ProcessTree(builder.start(), id);
    }

    Process root() {
        return root;
    }

    /** Kills the root and its descendants with SIGKILL. Does not wait for their end. */
    void kill() {
        kill(List.of(this));
    }

    /** Kills what the root has left behind. */
    void killOrphans() {
        killMarked(List.of(this), new HashSet<>());
    }

    /** Kills several trees at once, with one look at the list of processes for all. */
    static void kill(Collection<ProcessTree> trees) {
        Set<ProcessHandle> members = descendants(trees);
        Set<Long> killed =
                members.stream()
                        .map(ProcessHandle::pid)
                        .collect(Collectors.toCollection(HashSet::new));
        Set<ProcessHandle> marked = marked(trees, killed);
        trees.forEach(tree ->
                tree.root
                        .toHandle()
                        .destroyForcibly()); // Process.destroy would close its streams unread
        members.forEach(ProcessHandle::destroyForcibly);
        marked.forEach(ProcessHandle::destroyForcibly);
        killMarked(trees, killed);
    }

    private static Set<ProcessHandle> descendants(Collection<ProcessTree> trees) {
        Set<ProcessHandle> roots =
                trees.stream().map(tree -> tree.root.toHandle()).collect(Collectors.toSet());
        ProcessHandle self = ProcessHandle.current();
        return self.descendants()
                .filter(each -> !roots.contains(each) && isBelow(each, roots, self))
                .collect(Collectors.toSet());
    }

    private static boolean isBelow(
            ProcessHandle process, Set<ProcessHandle> roots, ProcessHandle self) {
        @Nullable ProcessHandle above = process.parent().orElse(null);
        while (above != null && !above.equals(self)) {
            if (roots.contains(above)) {
                return true;
            }
            above = above.parent().orElse(null);
        }
        return false;
    }

    private static void killMarked(Collection<ProcessTree> trees, Set<Long> killed) {
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            Set<ProcessHandle> found = marked(trees, killed);
            if (found.isEmpty()) {
                return;
            }
            found.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** The marked processes that are not yet among {@code known}, which they join. */
    private static Set<ProcessHandle> marked(Collection<ProcessTree> trees, Set<Long> known) {
        List<byte[]> ids =
                trees.stream().map(tree -> tree.id.getBytes(StandardCharsets.US_ASCII)).toList();
        Set<ProcessHandle> found = new HashSet<>();
        for (long pid : Procfs.pids()) {
            if (!known.contains(pid)
                    && ids.stream().anyMatch(id -> Procfs.environmentContains(pid, id))) {
                known.add(pid);
                ProcessHandle.of(pid).ifPresent(found::add);
            }
        }
        return found;
    }
}
