package io.procession;

import io.procession.spi.Death;
import java.time.Duration;

/**
 * A task ran longer than it may, and its worker was killed. Holds the threads of the worker as they
 * were at the deadline, so that it shows where the task hung.
 */
public class TaskTimeoutException extends WorkerDiedException {

    private static final long serialVersionUID = 1L;

    private final Duration deadline;
    private final String threadDump;

    TaskTimeoutException(String message, Death death, Duration deadline) {
        super(message, death);
        this.deadline = deadline;
        this.threadDump = death.threadDump() == null ? "" : death.threadDump();
    }

    /** How long the task was allowed to run, from its start in the worker. */
    public Duration deadline() {
        return deadline;
    }

    /** All threads of the worker, the task's first; or a line that says why there is none. */
    public String threadDump() {
        return threadDump;
    }
}
