package io.procession;

import io.procession.internal.util.Signals;
import io.procession.spi.Death;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The worker died, or never came to life, so its call has no answer. Says which process, how it
 * ended, which task it ran, the likely cause, and what the process wrote last.
 *
 * <p>Whether the task had an effect elsewhere before it died cannot be known. It is run again only
 * if the pool was built with {@link ProcessPool.Builder#retries}.
 */
public class WorkerDiedException extends ProcessionException {

    private static final long serialVersionUID = 1L;
    private static final int NONE = -1;

    private final long pid;
    private final int exitCode;
    private final String task;
    private final String explanation;
    private final String[] lastLines;
    private final String crashReport;
    private final int runs;

    WorkerDiedException(String message, Death death) {
        super(message);
        this.pid = death.pid().orElse(NONE);
        this.exitCode = death.exitCode().orElse(NONE);
        this.task = death.task();
        this.explanation = death.explanation();
        this.lastLines = death.lastLines().toArray(new String[0]);
        this.crashReport = death.crashReport() == null ? "" : death.crashReport();
        this.runs = death.runs();
    }

    /** The worker's process; empty when none could be started. */
    public OptionalLong pid() {
        return pid == NONE ? OptionalLong.empty() : OptionalLong.of(pid);
    }

    /** As the operating system reported it: 128 + n for signal n. */
    public OptionalInt exitCode() {
        return exitCode == NONE ? OptionalInt.empty() : OptionalInt.of(exitCode);
    }

    /**
     * The name of the signal that ended the process, such as {@code SIGKILL}; after a crash of the
     * JVM the one in its report.
     */
    public Optional<String> signal() {
        return Signals.nameOfExitCode(exitCode).or(() -> Signals.nameInReport(crashReport));
    }

    /** The call that ran, such as {@code Blur#42}. */
    public String task() {
        return task;
    }

    /** The likely cause in words. */
    public String explanation() {
        return explanation;
    }

    /** The last lines that the process wrote to stderr, oldest first. */
    public List<String> stderr() {
        return List.of(lastLines);
    }

    /** An excerpt of the JVM's own crash report (hs_err), if it left one. */
    public Optional<String> crashReport() {
        return crashReport.isEmpty() ? Optional.empty() : Optional.of(crashReport);
    }

    /** How many times the task was started in all. */
    public int runs() {
        return runs;
    }
}
