package io.procession.internal.pool;

import io.procession.internal.launch.Children;
import io.procession.internal.local.ExitReport;
import io.procession.internal.util.Deliveries;
import io.procession.internal.util.Threads;
import io.procession.spi.Death;
import io.procession.spi.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the calls of a worker that has ended: the one that ran ends with it, or is tried
 * again; those behind it go to another worker; and if workers do not start at all, those that wait
 * are told why.
 */
/*
 * Guarded by the engine's lock. The listeners hear of it after the lock was let go.
 */
final class Undertaker {

    private static final int START_FAILURES = 3;
    private static final long EXIT_NANOS = 1_500_000_000;
    private static final String DEADLINE =
            ", the call before it, which had passed its deadline and ended only then";
    private static final String CANCELLATION =
            ", the call before it, which was cancelled and ended only then";

    private final LocalEngine engine;
    private final PoolSettings settings;
    private final Crew crew;

    volatile @Nullable Outcome broken; // what every call ends with, since the initializer failed
    private int startFailures; // one after another
    private boolean everReady;

    Undertaker(LocalEngine engine, PoolSettings settings, Crew crew) {
        this.engine = engine;
        this.settings = settings;
        this.crew = crew;
    }

    /** A worker has started as it should. */
    void workerReady() {
        startFailures = 0;
        everReady = true;
    }

    /**
     * A worker's process is gone; {@code line} is what it had not answered. Called by its reader
     * thread, without the lock.
     */
    void workerEnded(PoolWorker worker, ExitReport report, List<CallItem> line) {
        List<Runnable> tellings = new ArrayList<>();
        engine.lock.lock();
        try {
            worker.exit = report;
            boolean expected = worker.state == PoolWorker.State.DRAINING && line.isEmpty();
            if (worker.state == PoolWorker.State.STARTING && !report.wasReady()) {
                startFailed(report, tellings);
            }
            crew.forget(worker);
            engine.workersDied += expected ? 0 : 1;
            buryHead(worker, report, line, tellings);
            engine.requeue(line);
            if (settings.single()) { // it is not replaced
                failWaiting(item -> new Outcome.Died(item.deathBy(report)), tellings);
                engine.takeNoMore();
            }
            engine.dispatch();
            engine.closeIfDone();
        } finally {
            engine.release();
        }
        crew.flush();
        if (Children.exiting()) {
            Threads.background(() -> tellLate(tellings));
        } else {
            Deliveries.runAll(tellings);
        }
    }

    /**
     * This JVM is exiting, so its workers were killed, and nobody should be told of that by a stack
     * trace in its last moments. If it is still there after them, a shutdown hook waits for an
     * answer: it gets one.
     */
    private static void tellLate(List<Runnable> tellings) {
        LockSupport.parkNanos(EXIT_NANOS);
        Deliveries.runAll(tellings);
    }

    /**
     * The first of a dead worker's line is the one that ran: it ends, or is tried again. The rest
     * of the line remains.
     *
     * <p>Where the worker was killed for a call that answered all the same, the one behind that may
     * have started before it could be recalled.
     */
    private void buryHead(
            PoolWorker worker, ExitReport report, List<CallItem> line, List<Runnable> tellings) {
        CallItem condemned = worker.condemned;
        if (condemned != null) {
            line.remove(condemned);
            bury(condemned, report, tellings);
        }
        boolean started =
                condemned == null
                        || condemned.verdict == CallItem.Verdict.TIMED_OUT
                                && worker.condemnedAnswered.isDone();
        if (started && !line.isEmpty() && line.get(0).written) { // else it never reached the worker
            CallItem head = line.remove(0);
            head.runs++;
            head.lastWords = whyWith(worker, head);
            if (head.state == CallItem.State.SENT
                    && head.verdict == CallItem.Verdict.NONE
                    && head.retriesLeft > 0) {
                head.retriesLeft--;
                engine.retried++;
                line.add(0, head);
            } else {
                bury(head, report, tellings);
            }
        }
    }

    /** Why a worker was killed that ran this call, if it was for the one before it. */
    private static @Nullable String whyWith(PoolWorker worker, CallItem head) {
        if (worker.condemned != null) {
            return "killed with " + worker.condemned.label() + DEADLINE;
        }
        CallItem sentenced = worker.sentenced;
        return sentenced == null || sentenced == head
                ? null
                : "killed with " + sentenced.label() + CANCELLATION;
    }

    private void bury(CallItem item, ExitReport report, List<Runnable> tellings) {
        if (item.state == CallItem.State.ENDED) {
            return; // cancelled
        }
        engine.end(item);
        engine.failed++;
        engine.timedOut += item.verdict == CallItem.Verdict.TIMED_OUT ? 1 : 0;
        Outcome outcome = new Outcome.Died(item.deathBy(report));
        tellings.add(() -> item.listener.ended(outcome));
    }

    private void startFailed(ExitReport report, List<Runnable> tellings) {
        startFailures++;
        if (report.setupError() != null && !everReady) {
            broken = new Outcome.Died(report.toDeath(Death.Cause.NOT_STARTED, settings.name()));
        }
        if (broken != null || startFailures >= START_FAILURES || isFinal(report)) {
            startFailures = 0;
            if (broken != null || engine.waiting.isEmpty()) { // else those who wait are told
                System.getLogger("io.procession")
                        .log(
                                System.Logger.Level.WARNING,
                                "worker did not start: pool={0}; {1}",
                                settings.name(),
                                report.explanation());
            }
            failWaiting(
                    item ->
                            broken != null
                                    ? broken
                                    : new Outcome.Died(
                                            report.toDeath(Death.Cause.NOT_STARTED, item.label())),
                    tellings);
        }
    }

    /**
     * A refusal by the system or by java itself comes again at every attempt; a worker that was
     * killed may start next time.
     */
    private static boolean isFinal(ExitReport report) {
        return report.pid().isEmpty() || report.exitCode().orElse(0) == 1;
    }

    private void failWaiting(Function<CallItem, Outcome> outcome, List<Runnable> tellings) {
        for (CallItem item = engine.waiting.poll(); item != null; item = engine.waiting.poll()) {
            CallItem ended = item;
            engine.end(item);
            engine.failed++;
            tellings.add(() -> ended.listener.ended(outcome.apply(ended)));
        }
    }
}
