package io.procession.internal.pool;

import io.procession.internal.local.ExitReport;
import io.procession.spi.Attachment;
import io.procession.spi.Call;
import io.procession.spi.Death;
import io.procession.spi.Engine;
import io.procession.spi.Outcome;
import io.procession.spi.Payload;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way through the pool.
 *
 * <pre>
 * WAITING -> SENT      given to a worker's line
 * SENT    -> WAITING   given back unstarted, or its worker died before it started, or it is tried again
 * WAITING -> ENDED     cancelled, or the pool is shut down
 * SENT    -> ENDED     answered, its worker died, timed out, cancelled
 * </pre>
 */
final class CallItem implements Engine.Submission {

    private static final long WITHDRAWAL_MILLIS = 5;

    enum State {
        WAITING,
        SENT,
        ENDED
    }

    /** Why its worker is being killed; the outcome when the worker has ended. */
    enum Verdict {
        NONE,
        TIMED_OUT,
        OUT_OF_MEMORY,
        KILLED
    }

    final long id;
    final long timeoutNanos; // 0 for none
    final Engine.Listener listener;
    private final LocalEngine engine;
    private final Object subject;

    // guarded by the engine's lock, but for reads of pid() and the like
    volatile State state = State.WAITING;
    volatile @Nullable PoolWorker worker; // the last that it was given to
    @Nullable Payload invocation;
    final @Nullable Attachment attachment;
    int retriesLeft;
    int runs;
    Verdict verdict = Verdict.NONE;
    @Nullable String threadDump;
    @Nullable String lastWords;

    // of who cancels it
    private volatile @Nullable CompletableFuture<Boolean> withdrawal;
    private volatile @Nullable PoolWorker askedBack;

    /** Whether its frame has left for the worker whole; written under that worker's write lock. */
    volatile boolean written;

    CallItem(LocalEngine engine, long id, Call call, long timeoutNanos, Engine.Listener listener) {
        this.engine = engine;
        this.id = id;
        this.subject = call.subject();
        this.invocation = call.invocation();
        this.attachment = call.attachment();
        this.retriesLeft = call.retries();
        this.timeoutNanos = timeoutNanos;
        this.listener = listener;
    }

    /**
     * It was answered, and will not run again. If it is being written still, by an answer out of
     * nowhere, it is left to the collector.
     */
    void releaseInvocation() {
        Payload captured = invocation;
        if (written && captured != null) {
            captured.release();
        }
    }

    Object subject() {
        return subject;
    }

    /** An outcome in which no worker has a part. */
    Outcome died(Death.Cause cause, String explanation) {
        return new Outcome.Died(
                new Death(
                        cause,
                        OptionalLong.empty(),
                        OptionalInt.empty(),
                        label(),
                        explanation,
                        List.of(),
                        null,
                        null,
                        null,
                        null,
                        runs));
    }

    /** The death of this call with its worker. */
    Death deathBy(ExitReport report) {
        String words = lastWords;
        return new Death(
                switch (verdict) {
                    case TIMED_OUT -> Death.Cause.TIMED_OUT;
                    case OUT_OF_MEMORY -> Death.Cause.OUT_OF_MEMORY;
                    case KILLED, NONE -> report.cause();
                },
                report.pid(),
                report.exitCode(),
                label(),
                switch (verdict) {
                    case TIMED_OUT -> "killed at its deadline";
                    case KILLED -> "killed by this program";
                    case OUT_OF_MEMORY, NONE -> words == null ? report.explanation() : words;
                },
                report.lastLines(),
                report.crashReport(),
                threadDump,
                timeoutNanos == 0 ? null : Duration.ofNanos(timeoutNanos),
                null,
                Math.max(1, runs));
    }

    /** Whether it is the first in a worker's line: those behind have not started. */
    boolean isFirstInLine() {
        PoolWorker holder = worker;
        return holder != null && holder.head() == this;
    }

    /**
     * Asks it back from its worker, and waits a moment for that; true if it came, and will never
     * run.
     */
    boolean withdraw() {
        PoolWorker holder = worker;
        CompletableFuture<Boolean> back = withdrawal;
        if (back == null) {
            back = new CompletableFuture<>();
            withdrawal = back;
        }
        if (holder != null && askedBack != holder) {
            askedBack = holder;
            holder.withdraw(this);
        }
        try {
            return back.get(WITHDRAWAL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false; // it may have become the first meanwhile: the caller looks
        } catch (ExecutionException e) {
            throw new AssertionError(e); // nobody completes it so
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Says why its worker is being killed, if that is not known yet. Under the lock. */
    void convict(Verdict reason) {
        verdict = verdict == Verdict.NONE ? reason : verdict;
    }

    /** Whether its worker is being killed for it. */
    boolean isCondemned() {
        PoolWorker holder = worker;
        return holder != null && holder.condemned == this;
    }

    boolean isWithdrawing() {
        return withdrawal != null;
    }

    /** It was given back, and has ended as cancelled. */
    void withdrawn() {
        CompletableFuture<Boolean> back = withdrawal;
        if (back != null) {
            back.complete(true);
        }
    }

    boolean wasWithdrawn() {
        CompletableFuture<Boolean> back = withdrawal;
        return back != null && back.isDone();
    }

    @Override
    public boolean isRunning() {
        return state == State.SENT && written && isFirstInLine();
    }

    @Override
    public String workerAddress() {
        PoolWorker last = worker;
        return last == null || timeoutNanos != 0 || !isRunning() ? "" : last.handle.address();
    }

    @Override
    public long number() {
        return id;
    }

    @Override
    public OptionalLong pid() {
        PoolWorker last = worker;
        boolean was = state == State.ENDED ? written : isRunning();
        return last == null || !was ? OptionalLong.empty() : last.pid();
    }

    @Override
    public OptionalInt exitCode() {
        PoolWorker last = worker;
        return last == null ? OptionalInt.empty() : last.exitCode();
    }

    @Override
    public boolean cancel(boolean kill) {
        return engine.canceller.cancel(this, kill);
    }

    @Override
    public void kill() {
        engine.canceller.kill(this);
    }

    @Override
    public String label() {
        return Labels.of(subject, id);
    }

    @Override
    public String toString() {
        return label() + " " + state;
    }
}
