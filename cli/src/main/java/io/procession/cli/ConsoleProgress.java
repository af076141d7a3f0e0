package io.procession.cli;

import io.procession.spi.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How many of the tasks that a program submitted, to all of its pools, are done: a bar on stderr
 * where that is a terminal, and otherwise one line when the program ends. Runs in the program's
 * process, for {@code --progress}.
 */
public final class ConsoleProgress implements Progress {

    /** Whether stderr is a terminal; set by the launcher, which can tell. */
    static final String TERMINAL = "procession.progress.terminal";

    private static final Duration REDRAW = Duration.ofMillis(200);

    private final AtomicLong submitted = new AtomicLong();
    private final AtomicLong completed = new AtomicLong();
    private final long startNanos = System.nanoTime();
    private final PrintStream err;
    private final @Nullable ProgressBar bar;

    /** For the ServiceLoader: watches this process until it ends. */
    public ConsoleProgress() {
        this(System.err, onTerminal());
        Runtime.getRuntime().addShutdownHook(new Thread(this::finish, "procession-progress-end"));
    }

    ConsoleProgress(PrintStream err, boolean terminal) {
        this.err = err;
        this.bar = terminal ? newBar(err) : null;
    }

    /** Whether stderr is a terminal: what the launcher said; without it, the best guess. */
    static boolean onTerminal() {
        String told = System.getProperty(TERMINAL);
        return told != null ? Boolean.parseBoolean(told) : System.console() != null;
    }

    @Override
    public void submitted(String pool, int tasks) {
        long all = submitted.addAndGet(tasks);
        if (bar != null) {
            bar.maxHint(all);
        }
    }

    @Override
    public void completed(String pool, int tasks) {
        completed.addAndGet(tasks);
        if (bar != null) {
            bar.stepBy(tasks);
        }
    }

    /** Leaves the last state on the screen. */
    void finish() {
        if (bar != null) {
            bar.maxHint(submitted.get());
            bar.close();
        } else if (submitted.get() > 0) {
            double seconds = (System.nanoTime() - startNanos) / 1e9;
            err.printf(
                    Locale.ROOT,
                    "tasks: %,d of %,d done in %.1f s%n",
                    completed.get(),
                    submitted.get(),
                    seconds);
        }
    }

    private static ProgressBar newBar(PrintStream err) {
        return new ProgressBarBuilder()
                .setTaskName("tasks")
                .setInitialMax(0)
                .setUpdateIntervalMillis((int) REDRAW.toMillis())
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setConsumer(new ConsoleProgressBarConsumer(err))
                .build();
    }
}
