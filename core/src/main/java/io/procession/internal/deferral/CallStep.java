package io.procession.internal.deferral;

import io.procession.internal.restore.Conflict;
import io.procession.internal.restore.Merge;
import io.procession.internal.snapshot.Delta;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A call that was submitted; its turn comes when what it returned is wanted. */
final class CallStep extends Value {

    private final Task task;
    private final @Nullable Restoring restoring; // null if it can change nothing of the caller's
    private Merge merge;
    private int moment; // of its capture
    private final long bytes;
    private boolean isSettled;
    private @Nullable Object returned;
    private @Nullable Throwable thrown;
    private @Nullable Delta delta;

    CallStep(Queue queue, Class<?> type, Task task, Merge merge) {
        super(queue, type);
        this.task = task;
        this.restoring = task.restoring();
        this.merge = merge;
        this.moment = merge.moment();
        this.bytes = task.bytes();
    }

    /** For a call that was just made: compares what it changes with calls of other queues, too. */
    void compareIn(Merge common) {
        merge = common;
        moment = common.moment();
    }

    /** Whether it may change objects of the caller. */
    @Nullable Restoring restoring() {
        return restoring;
    }

    /** The same of a call that is known to be one. */
    Restoring expectRestoring() {
        return Objects.requireNonNull(restoring, "restoring");
    }

    /** Whether it has ended by returning or throwing. */
    boolean hasArrived() {
        return delta != null;
    }

    /**
     * Waits for the call, and has its changes compared with those of calls before it; makes none.
     *
     * @return whether it failed, so that calls behind it do not matter
     * @throws RuntimeException if the changes contradict those of an earlier call
     */
    boolean settle() {
        if (isSettled) {
            return thrown != null;
        }
        isSettled = true;
        try {
            if (restoring == null) {
                returned = task.await();
            } else {
                delta = restoring.arrive();
            }
        } catch (Throwable e) {
            thrown = e;
        }
        Delta arrived = delta;
        if (restoring == null || arrived == null) {
            return thrown != null;
        }
        Conflict conflict = merge.add(restoring.told(), moment, arrived, restoring.paths());
        if (conflict != null) {
            throw (RuntimeException) CallTraces.withoutMachinery(Linker.get().conflict(conflict));
        }
        return arrived.isThrown();
    }

    @Override
    void run() throws Throwable {
        settle();
        Throwable failure = thrown;
        if (failure != null) {
            thrown = null;
            throw failure;
        }
        Delta arrived = delta;
        if (restoring == null || arrived == null) {
            become(returned);
            returned = null;
            return;
        }
        delta = null;
        try {
            merge.apply(arrived);
        } catch (IOException e) {
            throw restoring.notMade(e);
        }
        if (arrived.isThrown() && arrived.result() instanceof Throwable error) {
            throw restoring.thrown(error);
        }
        become(arrived.result());
    }

    @Override
    void drop(Throwable failure) {
        super.drop(failure);
        delta = null;
        returned = null;
        try {
            task.cancel();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    boolean waits() {
        return !isSettled && !task.isDone();
    }

    @Override
    long bytes() {
        return bytes;
    }
}
