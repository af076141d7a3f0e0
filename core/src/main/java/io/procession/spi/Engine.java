package io.procession.spi;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Where calls run: worker processes of this machine, threads, the calling thread; later, other
 * machines.
 *
 * <p>All methods may be called by any thread. None but {@link #awaitTermination} blocks for calls
 * to end.
 */
public interface Engine {

    /**
     * Learns how a call ended: exactly once, on a thread of the engine, in no particular order
     * among calls.
     */
    @FunctionalInterface
    interface Listener {
        /**
         * The one answer. May run the caller's callbacks; may block, which delays nobody's call for
         * long.
         */
        void ended(Outcome outcome);
    }

    /** A call that was accepted. */
    interface Submission {

        /** Whether the call has been given to a worker and has no answer yet. */
        boolean isRunning();

        /** Where it runs or ran last. */
        OptionalLong pid();

        /** How its worker ended, if it has. */
        OptionalInt exitCode();

        /**
         * Gives the call up. What waits never runs; what runs is killed with its worker if {@code
         * kill}, else it goes on and its answer is dropped. The listener is told nothing more.
         * Returns false when the call has ended.
         */
        boolean cancel(boolean kill);

        /**
         * Kills the worker that runs it; the listener hears of the death. A call that waits is
         * cancelled.
         */
        void kill();

        /**
         * The address of the worker that runs it, if it may run for as long as it takes; "" while it
         * waits, or if it has a deadline.
         */
        default String workerAddress() {
            return "";
        }

        /** Its number among the calls of that worker. */
        default long number() {
            return 0;
        }

        /** The name of the call in messages, such as {@code Blur#42}. */
        String label();
    }

    /**
     * Takes a call. Does not block.
     *
     * @throws java.util.concurrent.RejectedExecutionException after a shutdown
     */
    Submission submit(Call call, Listener listener);

    /** Takes no more calls; those submitted go on; then the workers end. */
    void shutdown();

    /**
     * Kills what runs and gives up what waits: the listeners hear {@code SHUT_DOWN}. Returns the
     * labels' subjects of what never started.
     */
    List<Object> shutdownNow();

    boolean isShutdown();

    boolean isTerminated();

    /**
     * Blocks until all calls have ended and all workers are gone. Returns false if the time was not
     * enough.
     */
    boolean awaitTermination(Duration timeout) throws InterruptedException;

    /** How many calls the engine can run at once, as of now. */
    int parallelism();

    /**
     * A rough mean of the run time of calls lately, in nanoseconds; -1 when nothing is known.
     * Guides the size of chunks.
     */
    long meanRunNanos();

    /** The workers as of now. */
    List<WorkerSnapshot> workers();

    /** Counters as of now. */
    EngineStats stats();
}
