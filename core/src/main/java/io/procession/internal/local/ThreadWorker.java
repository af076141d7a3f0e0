package io.procession.internal.local;

import io.procession.internal.channel.InProcessTransport;
import io.procession.internal.launch.WorkerProcess;
import io.procession.internal.util.Threads;
import io.procession.internal.worker.StandInException;
import io.procession.internal.worker.WorkerLoop;
import io.procession.spi.Transport;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A worker that is a thread of this JVM: the same loop and the same frames as in a worker process,
 * over an in-process transport. It cannot be killed: a call that does not heed its interrupt goes
 * on, unheard, on its daemon thread.
 */
public final class ThreadWorker implements WorkerProcess {

    private static final int KILLED = 137;

    private final Transport parentEnd;
    private final Transport workerEnd;
    private final Thread thread;
    private final Instant startedAt = Instant.now();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    private ThreadWorker(String name) {
        InProcessTransport.Pair ends = InProcessTransport.open();
        parentEnd = ends.parent();
        workerEnd = ends.worker();
        thread = Threads.worker(name, this::run);
    }

    /** Starts a worker thread. */
    public static ThreadWorker start(String name) {
        ThreadWorker worker = new ThreadWorker(name);
        worker.thread.start();
        return worker;
    }

    private void run() {
        int code = 1;
        try {
            code =
                    new WorkerLoop(
                                    workerEnd,
                                    /* ownsProcess= */ false,
                                    new StandInException.Maker())
                            .run();
        } finally {
            workerEnd.close();
            exit.complete(code);
        }
    }

    @Override
    public long pid() {
        return ProcessHandle.current().pid();
    }

    @Override
    public Instant startedAt() {
        return startedAt;
    }

    @Override
    public Transport transport() {
        return parentEnd;
    }

    @Override
    public boolean isAlive() {
        return !exit.isDone();
    }

    @Override
    public CompletableFuture<Integer> exit() {
        return exit;
    }

    @Override
    public void terminate() {
        killTree();
    }

    /** Abandons the thread: interrupts it, and listens no more. */
    @Override
    public void killTree() {
        if (exit.complete(KILLED)) {
            thread.interrupt();
            parentEnd.close();
        }
    }

    @Override
    public long residentBytes() {
        return -1;
    }

    @Override
    public List<String> lastLines() {
        return List.of();
    }

    @Override
    public void addLine(String line) {
        // a thread prints to this process's own streams
    }

    @Override
    public @Nullable String crashReport() {
        return null;
    }

    @Override
    public String systemState() {
        return "";
    }
}
