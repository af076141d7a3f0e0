package io.procession.spi;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Why a call has no answer: what died, of what, and all that could be learnt about it.
 *
 * @param cause what kind of death
 * @param pid the worker's process, empty when none was started
 * @param exitCode as the operating system reported it; 128 + n for signal n
 * @param task the label of the task that ran, such as {@code Blur.run#42}
 * @param explanation the likely cause in words, one or two sentences
 * @param lastLines the last lines that the process wrote to stderr
 * @param crashReport an excerpt of the JVM's hs_err file, or null
 * @param threadDump the worker's threads just before it was killed at a deadline, or null
 * @param deadline how long the task was allowed to run, or null for as long as it liked
 * @param initializerError what the initializer threw, encoded, where no worker came to life because
 *     of it
 * @param runs how many times the task was started in all
 */
public record Death(
        Cause cause,
        OptionalLong pid,
        OptionalInt exitCode,
        String task,
        String explanation,
        List<String> lastLines,
        @Nullable String crashReport,
        @Nullable String threadDump,
        @Nullable Duration deadline,
        @Nullable Payload initializerError,
        int runs) {

    /** The kinds of death. */
    public enum Cause {
        /** The process ended by itself, or was killed by somebody else. */
        DIED,
        /** The task asked for more memory than the worker may have. */
        OUT_OF_MEMORY,
        /** The deadline passed, and the worker was killed. */
        TIMED_OUT,
        /** The caller cancelled the call. */
        CANCELLED,
        /** The pool was shut down, or was closed, before the call could run or end. */
        SHUT_DOWN,
        /** No worker could be started: a wrong java, a bad flag, a failing initializer. */
        NOT_STARTED,
        /** The two ends did not understand each other. */
        PROTOCOL
    }
}
