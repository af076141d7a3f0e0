package io.procession.internal.worker;

import io.procession.internal.channel.DialBack;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ends this worker when its parent process has ended: for the case that somebody else holds the parent's end of the
 * channel open, so that there is no end of stream.
 */
final class ParentWatch {

    /** Start times of one process may differ by so much when the system's clock was set between two looks. */
    private static final long TOLERANCE_MILLIS = 2_000;

    private ParentWatch() {}

    /** Begins to watch the process that the environment names; does nothing if it names none. Does not block. */
    static void start() {
        ProcessHandle parent = parent(System.getenv(DialBack.PARENT));
        if (parent != null) {
            parent.onExit().thenRun(() -> WorkerExit.haltTree(WorkerExit.PARENT_GONE));
        }
    }

    /**
     * The process of {@code pid:startMillis}, or null if the pid is another's by now. That is left to the end of stream: a clock that
     * was set must not end a healthy worker.
     */
    static @Nullable ProcessHandle parent(@Nullable String text) {
        int colon = text == null ? -1 : text.indexOf(':');
        if (colon < 0) {
            return null;
        }
        Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(text.substring(0, colon)));
        long expected = Long.parseLong(text.substring(colon + 1));
        if (process.isEmpty()) {
            return null;
        }
        Optional<Instant> start = process.get().info().startInstant();
        boolean same = start.isEmpty() || Math.abs(start.get().toEpochMilli() - expected) <= TOLERANCE_MILLIS;
        return same ? process.get() : null;
    }
}
