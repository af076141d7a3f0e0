package io.procession.internal.launch;

import io.procession.spi.Transport;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A worker's JVM on this machine. Two threads belong to it: one reads its stderr, one waits for its
 * end.
 */
final class JvmWorkerProcess implements WorkerProcess {

    /*
     * The end, in this order: the process ends; what it had started is killed (it may hold stderr open); stderr ends, or
     * a second has passed; the crash report is read and its file removed; the child is struck off; exit completes.
     * Not Process.onExit: its callbacks need the common pool, which a user's parallel stream may hold for long.
     */
    private static final long STDERR_MILLIS = 1000;
    private static final long START_MILLIS = 300; // until its first result is out, as a rule
    private static final long STACK_BYTES = 256 << 10;

    private final ProcessTree tree;
    private final Process process;
    private final Transport transport;
    private final StderrReader stderr;
    private final @Nullable Path temporary;
    private final Instant startedAt = Instant.now();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private volatile @Nullable String crashReport;

    JvmWorkerProcess(
            ProcessTree tree, Transport transport, StderrReader stderr, @Nullable Path temporary) {
        this.tree = tree;
        this.process = tree.root();
        this.transport = transport;
        this.stderr = stderr;
        this.temporary = temporary;
    }

    /**
     * @param afterStart what can wait until the process has come up, with which it would compete
     *     for processors
     */
    void startThreads(String poolName, Runnable afterStart) {
        String name = poolName + "-worker-" + process.pid();
        startThread(name + "-stderr", stderr::run);
        startThread(
                name + "-exit",
                () -> {
                    awaitEndFor(START_MILLIS);
                    afterStart.run();
                    awaitEnd();
                });
    }

    private static void startThread(String name, Runnable body) {
        Thread thread = new Thread(null, body, name, STACK_BYTES, /* inheritThreadLocals= */ false);
        thread.setDaemon(true);
        thread.start();
    }

    private void awaitEndFor(long millis) {
        try {
            process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // nobody's business, as below
        }
    }

    private void awaitEnd() {
        int code = waitFor(process);
        tree.killOrphans();
        stderr.awaitEnd(STDERR_MILLIS);
        crashReport = CrashReport.take(temporary, process.pid());
        Children.remove(tree);
        exit.complete(code);
    }

    private static int waitFor(Process process) {
        while (true) {
            try {
                return process.waitFor();
            } catch (InterruptedException e) {
                // nobody's business: this thread is ours, and ends with the process
            }
        }
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public Instant startedAt() {
        return startedAt;
    }

    @Override
    public Transport transport() {
        return transport;
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public CompletableFuture<Integer> exit() {
        return exit.copy(); // nobody but us says that it has ended
    }

    @Override
    public void terminate() {
        process.toHandle().destroy(); // Process.destroy would close its streams unread
    }

    @Override
    public void killTree() {
        tree.kill();
    }

    @Override
    public long residentBytes() {
        return process.isAlive() ? Procfs.residentBytes(process.pid()) : -1;
    }

    @Override
    public List<String> lastLines() {
        return stderr.lastLines();
    }

    @Override
    public void addLine(String line) {
        stderr.addLine(line);
    }

    @Override
    public @Nullable String crashReport() {
        return crashReport;
    }

    @Override
    public String systemState() {
        return process.isAlive() ? Procfs.state(process.pid()) : "";
    }

    @Override
    public String toString() {
        return "JvmWorkerProcess[pid=" + pid() + "]";
    }
}
