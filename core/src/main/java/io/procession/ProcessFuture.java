package io.procession;

import io.procession.internal.broker.FutureWaits;
import io.procession.spi.Engine;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The result of a call in another process, once there is one: a {@link CompletableFuture} that
 * knows its process.
 *
 * <p>All methods may be called by any thread. Callbacks without an executor of their own run on the
 * thread that reads the worker's answers: keep them short, though one that blocks stops nobody's
 * calls.
 *
 * @param <T> what the call returns
 */
public final class ProcessFuture<T> extends CompletableFuture<T> {

    private volatile Engine.@Nullable Submission submission;
    private long capturedBytes; // of a call of a concurrent method; set before anybody has this

    // what the call changed in objects of the caller, for who reads first
    private volatile @Nullable ArgumentChanges changes;
    private volatile boolean hasStages;

    ProcessFuture() {}

    /** Before it is completed: what is to be changed before anybody has the result. */
    void changes(ArgumentChanges made) {
        changes = made;
        if (hasStages || getNumberOfDependents() > 0) {
            makeChanges(); // nobody may read it: its stages are given the result
        }
    }

    private void makeChanges() {
        ArgumentChanges open = changes;
        if (open != null) {
            open.make();
        }
    }

    void submittedAs(Engine.Submission accepted) {
        submission = accepted;
    }

    void captured(long bytes) {
        capturedBytes = bytes;
    }

    /** How many bytes its arguments take. */
    long capturedBytes() {
        return capturedBytes;
    }

    // ---- reading

    @Override
    public T get() throws InterruptedException, ExecutionException {
        FutureWaits wait = beginsToWait();
        try {
            return super.get();
        } finally {
            endsToWait(wait);
            makeChanges();
        }
    }

    @Override
    public T get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return super.get(timeout, unit);
        } finally {
            makeChanges();
        }
    }

    @Override
    public T join() {
        FutureWaits wait = beginsToWait();
        try {
            return super.join();
        } finally {
            endsToWait(wait);
            makeChanges();
        }
    }

    @Override
    public T getNow(T valueIfAbsent) {
        try {
            return super.getNow(valueIfAbsent);
        } finally {
            makeChanges();
        }
    }

    /** The result, of a call that has returned: as JDK 19 defines it. */
    public T resultNow() {
        if (!isDone()) {
            throw new IllegalStateException("the call has not ended: task=" + label());
        }
        if (isCompletedExceptionally()) {
            throw new IllegalStateException("the call did not return: task=" + label());
        }
        return join();
    }

    /** Every stage that depends on this future is made by this method. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        hasStages = true;
        makeChanges();
        return super.newIncompleteFuture();
    }

    /** Whether the call has been given to a worker and has no answer yet. */
    public boolean isRunning() {
        Engine.Submission call = submission;
        return !isDone() && call != null && call.isRunning();
    }

    /** The search for deadlocks is told what the calling thread is about to wait for; null if it need not wait. */
    private @Nullable FutureWaits beginsToWait() {
        return isDone() ? null : FutureWaits.begin(this::running);
    }

    private static void endsToWait(@Nullable FutureWaits wait) {
        if (wait != null) {
            wait.end();
        }
    }

    private FutureWaits.@Nullable Running running() {
        String worker = workerAddress();
        return worker.isEmpty() || isDone() ? null : new FutureWaits.Running(worker, number());
    }

    /** The address of the worker that runs the call, "" if none does, or not for as long as it takes. */
    String workerAddress() {
        Engine.Submission call = submission;
        return call == null ? "" : call.workerAddress();
    }

    long number() {
        Engine.Submission call = submission;
        return call == null ? 0 : call.number();
    }

    /**
     * Waits for the result: {@link #get()} without checked exceptions. What the task threw is
     * thrown as it is, with its own type, even when that is a checked exception; its stack trace is
     * the worker's, followed by the caller's.
     *
     * @throws WorkerDiedException if the worker died
     * @throws TaskTimeoutException if the call ran past its deadline
     * @throws CancellationException if it was cancelled
     * @throws ProcessionException if the waiting thread is interrupted; the interrupt is restored,
     *     the call goes on
     */
    public T result() {
        try {
            return get();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (CancellationException e) {
            throw told(e);
        } catch (ExecutionException e) {
            throw Answers.<RuntimeException>sneak(Answers.withCaller(causeOf(e)));
        }
    }

    /**
     * The same with a limit to the wait. When that has passed a {@link TimeoutException} is thrown
     * (undeclared, as other exceptions of tasks), and the call goes on.
     */
    public T result(Duration limit) {
        try {
            return get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (CancellationException e) {
            throw told(e);
        } catch (TimeoutException e) {
            throw Answers.<RuntimeException>sneak(
                    new TimeoutException(
                            "no result yet, and the call goes on: task="
                                    + label()
                                    + ", waited="
                                    + limit));
        } catch (ExecutionException e) {
            throw Answers.<RuntimeException>sneak(Answers.withCaller(causeOf(e)));
        }
    }

    /** What the pool said of the cancellation: JDK 23 and later wrap it in one of their own. */
    static CancellationException told(CancellationException e) {
        return e.getCause() instanceof CancellationException own ? own : e;
    }

    static Throwable causeOf(ExecutionException e) {
        Throwable cause = e.getCause();
        return cause == null ? e : cause;
    }

    private ProcessionException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ProcessionException(
                "interrupted while waiting, and the call goes on: task=" + label(), e);
    }

    /**
     * Kills the worker that runs the call; the future then fails with {@link WorkerDiedException}.
     * A call that waits is cancelled.
     */
    public void kill() {
        Engine.Submission call = submission;
        if (call != null && !isDone()) {
            call.kill();
        }
    }

    /**
     * Gives the call up. One that waits never runs. One that runs is killed with its worker if
     * {@code mayInterruptIfRunning}, else it goes on and its result is dropped. Returns whether the
     * future is cancelled now.
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        Engine.Submission call = submission;
        if (!isDone() && (call == null || call.cancel(mayInterruptIfRunning))) {
            super.cancel(mayInterruptIfRunning);
        }
        return isCancelled();
    }

    /** The process that runs the call, or ran it last. */
    public OptionalLong pid() {
        Engine.Submission call = submission;
        return call == null ? OptionalLong.empty() : call.pid();
    }

    /** How that process ended, if it has: 128 + n for signal n. */
    public OptionalInt exitCode() {
        Engine.Submission call = submission;
        return call == null ? OptionalInt.empty() : call.exitCode();
    }

    private String label() {
        Engine.Submission call = submission;
        return call == null ? "unknown" : call.label();
    }
}
