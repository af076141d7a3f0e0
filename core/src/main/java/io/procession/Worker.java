package io.procession;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * One process kept for many calls, which it runs one at a time, in order. Made by {@link
 * Procession#fork()}; never replaced: when it has died, its calls fail with {@link
 * WorkerDiedException}. State that a call leaves in static fields is there for the next.
 *
 * <p>All methods may be called by any thread.
 */
public interface Worker extends AutoCloseable {

    /** Runs a task in this process after those called before it. Does not block. */
    <T> ProcessFuture<T> call(Task<T> task);

    /** The same, for a task without a result. */
    ProcessFuture<Void> call(Job job);

    /** Runs a task that is killed, with the worker, at its deadline. */
    <T> ProcessFuture<T> call(Task<T> task, Duration timeout);

    long pid();

    boolean isAlive();

    /** How the process ended; empty while it lives. */
    OptionalInt exitCode();

    /**
     * Completes with the worker when its process has ended: with {@link CompletableFuture#anyOf} a
     * wait for several.
     */
    CompletableFuture<Worker> onExit();

    /** Interrupts the thread of the call that runs now, if there is one. */
    void interrupt();

    /**
     * Asks the process to end (SIGTERM): shutdown hooks run, calls that run are lost. Does not
     * block.
     */
    void terminate();

    /** Kills the process, and those it started (SIGKILL). Does not block. */
    void kill();

    /** Takes no more calls, finishes those it has, and waits for the process to end. */
    void join();

    /**
     * The same for a limited time: false if the process still lives. Zero or less asks without
     * waiting.
     */
    boolean join(Duration timeout);

    /** The same as {@link #join()}. */
    @Override
    void close();
}
