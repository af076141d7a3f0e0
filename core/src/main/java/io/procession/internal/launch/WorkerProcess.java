package io.procession.internal.launch;

import io.procession.spi.Transport;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A worker's JVM as its parent sees it: a started process with a transport to it. */
public interface WorkerProcess {

    /** The process id of the worker's java itself. */
    long pid();

    Instant startedAt();

    /** The parent's end of the stream to the worker. */
    Transport transport();

    boolean isAlive();

    /**
     * Completes with the exit code (128 + n for signal n) when the process has ended and its stderr
     * was read.
     */
    CompletableFuture<Integer> exit();

    /** Sends SIGTERM to the worker alone. Does not block. */
    void terminate();

    /**
     * Kills the worker and all processes that it started, those first found, then it, with SIGKILL.
     * Does not block for their end.
     */
    void killTree();

    /** Resident memory in bytes, or -1 where that cannot be known. */
    long residentBytes();

    /** The last lines of stderr, oldest first. */
    List<String> lastLines();

    /** Adds a line that came by another way than the process's own stderr. */
    void addLine(String line);

    /**
     * An excerpt of the hs_err file, once {@link #exit} has completed; null if there was none. The
     * file is removed.
     */
    @Nullable String crashReport();

    /**
     * What this process is doing as the operating system tells it ("stopped by a signal", ...), or
     * "".
     */
    String systemState();
}
