package io.procession.internal.local;

import java.io.PrintStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes what workers print and brings it, line by line, to where the user wants it. Runs in the
 * parent.
 */
public final class OutputRouter {

    /** Where the lines go; the public WorkerOutput, by name. */
    public enum Mode {
        INHERIT,
        PREFIXED,
        DISCARD,
        LOG
    }

    private final Mode mode;
    private final String pool;
    private final System.@Nullable Logger
            logger; // for LOG only: the first logger of a JVM takes some 20 ms

    public OutputRouter(Mode mode, String pool) {
        this.mode = mode;
        this.pool = pool;
        this.logger = mode == Mode.LOG ? System.getLogger("io.procession.output." + pool) : null;
    }

    /**
     * A piece of text that ends with a line feed or is the flushed start of a line.
     *
     * @param toErr whether it was printed to stderr
     * @param task the label of the task that printed it, "" where there was none
     */
    void text(boolean toErr, long pid, String task, String text) {
        switch (mode) {
            case INHERIT -> print(toErr, text);
            case PREFIXED ->
                    print(toErr, prefix(pid, task) + (text.endsWith("\n") ? text : text + "\n"));
            case LOG ->
                    Objects.requireNonNull(logger)
                            .log(
                                    toErr ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
                                    prefix(pid, task) + text.stripTrailing());
            case DISCARD -> {}
        }
    }

    private String prefix(long pid, String task) {
        return "[" + pool + " " + pid + (task.isEmpty() ? "" : " " + task) + "] ";
    }

    private static void print(boolean toErr, String text) {
        PrintStream stream = toErr ? System.err : System.out;
        stream.print(text); // one call a line: lines of several workers do not mix
        stream.flush();
    }
}
