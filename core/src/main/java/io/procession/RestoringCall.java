package io.procession;

import io.procession.internal.deferral.CallTraces;
import io.procession.internal.deferral.Callee;
import io.procession.internal.deferral.CalleeEffects;
import io.procession.internal.deferral.Rerun;
import io.procession.internal.deferral.Restoring;
import io.procession.internal.deferral.Task;
import io.procession.internal.restore.RestoredCall;
import io.procession.internal.snapshot.Delta;
import io.procession.internal.snapshot.Originals;
import io.procession.internal.snapshot.PathFinder;
import io.procession.spi.Outcome;
import io.procession.spi.Payload;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call of a concurrent method whose changes come back, for the thread that will wait for it and
 * make them.
 */
final class RestoringCall implements Task, Restoring {

    private final WovenSite.Waiting call;
    private final CalleeEffects effects;
    private final @Nullable Object[] arguments;
    private final Originals originals;
    private final @Nullable Rerun rerun;
    private final Answers answers;
    private long pid; // of the worker that it threw in

    RestoringCall(
            WovenSite.Waiting call,
            CalleeEffects effects,
            @Nullable Object[] arguments,
            Originals originals,
            @Nullable Rerun rerun,
            Answers answers) {
        this.call = call;
        this.effects = effects;
        this.arguments = arguments;
        this.originals = originals;
        this.rerun = rerun;
        this.answers = answers;
    }

    // ---- a call that is waited for by itself

    @Override
    public boolean isDone() {
        return call.isDone();
    }

    @Override
    public @Nullable Object await() throws Throwable {
        Delta delta = arrive();
        try {
            delta.apply();
        } catch (IOException e) {
            throw notMade(e);
        }
        if (delta.isThrown() && delta.result() instanceof Throwable error) {
            throw thrown(error);
        }
        return delta.result();
    }

    @Override
    public void cancel() {
        call.cancel();
    }

    @Override
    public long bytes() {
        return call.bytes();
    }

    @Override
    public Restoring restoring() {
        return this;
    }

    // ---- one of several

    @Override
    public Originals originals() {
        return originals;
    }

    @Override
    public RestoredCall told() {
        Callee callee = call.callee();
        return effects.told(callee, arguments);
    }

    @Override
    public @Nullable Rerun rerun() {
        return rerun;
    }

    @Override
    public PathFinder paths() {
        return answers.paths();
    }

    @Override
    public Delta arrive() throws Throwable {
        Outcome outcome = (Outcome) Objects.requireNonNull(call.await());
        if (outcome instanceof Outcome.Threw threw) {
            pid = threw.pid();
        }
        Payload answer = Objects.requireNonNull(Answers.answerOf(outcome));
        return answers.delta(answer, originals, /* isLast= */ rerun == null);
    }

    @Override
    public Throwable thrown(Throwable error) {
        Throwable told = WovenFailures.of(answers.ready(error, pid), call.callee());
        CallTraces.addCaller(told, call.callee());
        return told;
    }

    @Override
    public RuntimeException notMade(IOException e) {
        return ArgumentChanges.notMade(e);
    }
}
