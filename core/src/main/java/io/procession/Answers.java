package io.procession;

import io.procession.internal.snapshot.CannotTravelException;
import io.procession.internal.snapshot.Delta;
import io.procession.internal.snapshot.ForeignThrowable;
import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.snapshot.Originals;
import io.procession.internal.snapshot.PathFinder;
import io.procession.internal.snapshot.RestoringCodec;
import io.procession.internal.wire.ByteSource;
import io.procession.internal.worker.UndecodableCallException;
import io.procession.spi.Codec;
import io.procession.spi.Death;
import io.procession.spi.Outcome;
import io.procession.spi.Payload;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Turns outcomes into values and exceptions: the only place that does. */
final class Answers {

    private final String pool;
    private final GraphCodec codec;

    Answers(String pool, GraphCodec codec) {
        this.pool = pool;
        this.codec = codec;
    }

    /** Ends a future as its call ended. */
    <T> void complete(ProcessFuture<T> future, Outcome outcome) {
        complete(future, outcome, null, null, null);
    }

    /** The exception of a call that did not return. */
    Throwable failure(Outcome outcome) {
        if (outcome instanceof Outcome.Threw threw) {
            return thrown(threw.error(), threw.pid());
        }
        return death(((Outcome.Died) outcome).death());
    }

    /** What was thrown in a process. */
    Throwable thrown(Payload encoded, long pid) {
        Throwable error;
        try {
            error = (Throwable) Objects.requireNonNull(decode("exception", encoded));
        } catch (ProcessionException e) {
            return e;
        }
        return ready(error, pid);
    }

    /** An exception that a task threw, as it is thrown here. */
    Throwable ready(Throwable error, long pid) {
        if (error instanceof UndecodableCallException) {
            return new ProcessionException(String.valueOf(error.getMessage()), error.getCause());
        }
        if (error instanceof CannotTravelException refused) {
            return new TaskNotSerializableException(
                    "result cannot be sent: " + refused.getMessage(),
                    refused.path(),
                    refused.type(),
                    null);
        }
        if (!(error instanceof RemoteException)) {
            attachTrace(error, pid);
        }
        return error;
    }

    /**
     * What a call changed, returned or threw; nothing is changed yet.
     *
     * @param isLast whether nobody will read the answer again
     * @throws ProcessionException if it cannot be read
     */
    Delta delta(Payload answer, Originals originals, boolean isLast) {
        try {
            Delta delta =
                    new RestoringCodec(codec).decodeOutcome(new ByteSource(answer), originals);
            if (isLast) {
                answer.release();
            }
            return delta;
        } catch (IOException
                | ClassNotFoundException
                | RuntimeException
                | StackOverflowError
                | OutOfMemoryError e) {
            throw unreadable("the changes", e);
        }
    }

    /**
     * Ends a future as its call ended; changes in arguments wait for who reads it.
     *
     * @param originals what the call came with, or null if it can change nothing
     * @param told makes of what the call threw what is thrown here; or null
     * @param value makes of what the call returned what the future gives; or null
     */
    @SuppressWarnings("unchecked") // the task's type parameter is the future's
    <T> void complete(
            ProcessFuture<T> future,
            Outcome outcome,
            @Nullable Originals originals,
            @Nullable UnaryOperator<Throwable> told,
            @Nullable UnaryOperator<@Nullable Object> value) {
        Payload answer = answerOf(outcome);
        Object result;
        try {
            if (answer != null && originals != null && RestoringCodec.isOutcome(answer)) {
                Delta delta = delta(answer, originals, /* isLast= */ true);
                future.changes(new ArgumentChanges(delta));
                result = delta.result();
            } else if (outcome instanceof Outcome.Returned returned) {
                result = decode("result", returned.value());
            } else {
                future.completeExceptionally(failure(outcome));
                return;
            }
        } catch (ProcessionException e) {
            future.completeExceptionally(e);
            return;
        }
        if (outcome instanceof Outcome.Threw threw) {
            Throwable error = ready((Throwable) Objects.requireNonNull(result), threw.pid());
            future.completeExceptionally(told == null ? error : told.apply(error));
        } else {
            future.complete((T) (value == null ? result : value.apply(result)));
        }
    }

    private @Nullable Object decode(String what, Payload answer) {
        try {
            Object value = codec.decode(new ByteSource(answer), Codec.Direction.RESULT);
            answer.release();
            return value;
        } catch (IOException
                | ClassNotFoundException
                | RuntimeException
                | StackOverflowError
                | OutOfMemoryError e) {
            throw unreadable(what, e);
        }
    }

    /** What a call that ended sent, or null if it did not end. */
    static @Nullable Payload answerOf(Outcome outcome) {
        return outcome instanceof Outcome.Returned returned
                ? returned.value()
                : outcome instanceof Outcome.Threw threw ? threw.error() : null;
    }

    PathFinder paths() {
        return new PathFinder(codec);
    }

    private ProcessionException unreadable(String what, Throwable cause) {
        return new ProcessionException(
                what + " of a task cannot be read here: pool=" + pool + "; " + cause.getMessage(),
                cause);
    }

    /**
     * The last cause of a task's exception is its trace as text, so that no log can lose where it
     * happened.
     */
    private static void attachTrace(Throwable error, long pid) {
        error.setStackTrace(withoutOurs(error.getStackTrace()));
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text, /* autoFlush= */ true));
        RemoteException trace =
                new RemoteException(
                        "thrown in worker " + pid + ":\n" + text,
                        error.getClass().getName(),
                        text.toString());
        trace.setStackTrace(new StackTraceElement[0]);
        Throwable last = error;
        for (int depth = 0; last.getCause() != null && depth < 1000; depth++) {
            last = last.getCause();
        }
        try {
            last.initCause(trace);
        } catch (IllegalStateException e) { // it was made with "no cause" on purpose
            error.addSuppressed(trace);
        }
    }

    /** A worker's trace without the frames below the task, which say nothing to a user. */
    private static StackTraceElement[] withoutOurs(StackTraceElement[] trace) {
        int end = trace.length;
        while (end > 0 && isOurs(trace[end - 1].getClassName())) {
            end--;
        }
        return end == 0 ? trace : Arrays.copyOf(trace, end);
    }

    private static boolean isOurs(String className) {
        return className.startsWith("io.procession.internal.")
                || className.startsWith("io.procession.actor.")
                || className.startsWith("io.procession.Invocations");
    }

    Throwable death(Death death) {
        Throwable error = exceptionOf(death);
        error.setStackTrace(
                new StackTraceElement
                        [0]); // it was made on a thread of ours; who waits adds where it waits
        return error;
    }

    private Throwable exceptionOf(Death death) {
        return switch (death.cause()) {
            case TIMED_OUT ->
                    new TaskTimeoutException(
                            FailureTexts.timedOut(death),
                            death,
                            Objects.requireNonNullElse(death.deadline(), Duration.ZERO));
            case OUT_OF_MEMORY ->
                    new WorkerOutOfMemoryException(FailureTexts.outOfMemory(death), death);
            case CANCELLED, SHUT_DOWN ->
                    new CancellationException(death.explanation() + ": task=" + death.task());
            case NOT_STARTED ->
                    death.initializerError() == null
                            ? new WorkerDiedException(FailureTexts.workerDied(death), death)
                            : broken(thrown(death.initializerError(), death.pid().orElse(-1)));
            case DIED, PROTOCOL -> new WorkerDiedException(FailureTexts.workerDied(death), death);
        };
    }

    private BrokenPoolException broken(Throwable cause) {
        return new BrokenPoolException(
                "pool is broken, its initializer failed: pool="
                        + pool
                        + "; "
                        + cause
                        + "; mend the initializer and build another pool",
                cause);
    }

    /** What stands in for an exception that cannot be rebuilt in this process. */
    static Throwable standIn(ForeignThrowable foreign) {
        RemoteException error =
                new RemoteException(
                        foreign.className()
                                + (foreign.message() == null ? "" : ": " + foreign.message())
                                + " ("
                                + foreign.whyNotRebuilt()
                                + ")\n"
                                + foreign.stackTraceText(),
                        foreign.className(),
                        foreign.stackTraceText());
        error.setStackTrace(foreign.stackTrace().toArray(new StackTraceElement[0]));
        Throwable cause = foreign.cause();
        if (cause != null) {
            error.initCause(cause);
        }
        return error;
    }

    /** Throws any exception as it is, declared or not. */
    @SuppressWarnings("unchecked") // the cast is erased: that is the point
    static <X extends Throwable> RuntimeException sneak(Throwable error) throws X {
        throw (X) error;
    }

    /** Adds the frames of the calling thread behind those of the worker, once. */
    static Throwable withCaller(Throwable error) {
        StackTraceElement[] remote = error.getStackTrace();
        StackTraceElement marker =
                new StackTraceElement("called", "from", "the process that waits", -1);
        for (StackTraceElement frame : remote) {
            if (frame.equals(marker)) {
                return error;
            }
        }
        StackTraceElement[] local = new Throwable().getStackTrace();
        int skip = 0;
        while (skip < local.length && local[skip].getClassName().startsWith("io.procession.")) {
            skip++;
        }
        StackTraceElement[] both = Arrays.copyOf(remote, remote.length + 1 + local.length - skip);
        both[remote.length] = marker;
        System.arraycopy(local, skip, both, remote.length + 1, local.length - skip);
        error.setStackTrace(both);
        return error;
    }
}
