package io.procession.internal.worker;

import io.procession.internal.channel.DialBack;
import java.time.Instant;
import java.util.Optional;

/**
 * Ends this worker when its parent process has ended: for the case that somebody else holds the
 * parent's end of the channel open, so that there is no end of stream.
 */
final class ParentWatch extends Thread {

    /**
     * Long enough for the first result to be out: what the watch needs would compete with it for
     * classes and processors.
     */
    private static final long DELAY_MILLIS = 300;

    /**
     * Start times of one process may differ by so much when the system's clock was set between two
     * looks.
     */
    private static final long TOLERANCE_MILLIS = 2_000;

    ParentWatch() {
        super(null, null, "worker-parent-watch", 0, /* inheritInheritableThreadLocals= */ false);
        setDaemon(true);
    }

    /**
     * Begins to watch the process that the environment names, if it names one; the watch itself is
     * the system's thread.
     */
    @Override
    public void run() {
        try {
            Thread.sleep(DELAY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // a task has got hold of this thread: watch at once
        }
        String parent = System.getenv(DialBack.PARENT);
        if (parent != null) {
            watch(parent);
        }
    }

    private static void watch(String text) {
        int colon = text.indexOf(':');
        Optional<ProcessHandle> parent = ProcessHandle.of(Long.parseLong(text.substring(0, colon)));
        if (parent.isEmpty()) {
            WorkerExit.haltTree(WorkerExit.PARENT_GONE);
        } else if (isSame(parent.get(), Long.parseLong(text.substring(colon + 1)))) {
            parent.get().onExit().thenRun(() -> WorkerExit.haltTree(WorkerExit.PARENT_GONE));
        }
    }

    /**
     * Where the pid seems to be another's by now, the end is left to the end of stream: a clock
     * that was set must not end a healthy worker.
     */
    private static boolean isSame(ProcessHandle process, long startMillis) {
        Optional<Instant> start = process.info().startInstant();
        return start.isEmpty()
                || Math.abs(start.get().toEpochMilli() - startMillis) <= TOLERANCE_MILLIS;
    }
}
