package io.procession.internal.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a pool: which of them work, which are idle, which leave, and how many there may
 * be.
 */
/*
 * All of it is guarded by the engine's lock, but for flush() and reads of `workers`, which any thread may do.
 *
 * A worker is in `workers` or in `leaving` until its process is gone; an idle one is in `idle` too.
 */
final class Crew {

    private final LocalEngine engine;
    private final PoolSettings settings;
    private final WorkerHandles handles;
    final Growth growth;

    final ArrayDeque<PoolWorker> idle =
            new ArrayDeque<>(); // the last to work is the first to work again
    volatile PoolWorker[] workers = {}; // STARTING, IDLE, BUSY; replaced, never changed
    final List<PoolWorker> leaving = new ArrayList<>(); // DRAINING, DOOMED
    long started; // in all
    int starting;
    @Nullable PoolWorker latest;

    Crew(LocalEngine engine, PoolSettings settings) {
        this.engine = engine;
        this.settings = settings;
        this.handles = new WorkerHandles(settings);
        this.growth = new Growth(settings.minWorkers(), settings.maxWorkers());
    }

    // ---- how many
    // ---------------------------------------------------------------------------------------------------

    /** How many workers may be started; those that have been given their last task do not count. */
    int room() {
        int serving = workers.length;
        if (settings.maxTasksPerWorker() > 0) {
            for (PoolWorker worker : workers) {
                serving -= spent(worker) ? 1 : 0;
            }
        }
        return growth.target() - serving;
    }

    /** Whether it has been given its last task. */
    boolean spent(PoolWorker worker) {
        return settings.maxTasksPerWorker() > 0 && worker.taken >= settings.maxTasksPerWorker();
    }

    // ---- who comes, and who goes
    // ------------------------------------------------------------------------------------

    void startWorker() {
        started++;
        starting++;
        PoolWorker worker = new PoolWorker(engine, handles);
        latest = worker;
        PoolWorker[] more = Arrays.copyOf(workers, workers.length + 1);
        more[workers.length] = worker;
        workers = more;
        worker.handle.start();
    }

    void becomeReady(PoolWorker worker) {
        if (worker.state == PoolWorker.State.STARTING) {
            starting--;
            rest(worker, System.nanoTime());
        }
    }

    /** It has nothing to do. */
    void rest(PoolWorker worker, long sinceNanos) {
        worker.state = PoolWorker.State.IDLE;
        worker.idleSinceNanos = sinceNanos;
        idle.add(worker);
    }

    /** From the list of those that work to the list of those that leave. */
    void leave(PoolWorker worker, PoolWorker.State as) {
        removeWorker(worker);
        leaving.add(worker);
        worker.state = as;
    }

    void doom(PoolWorker worker) {
        if (worker.state == PoolWorker.State.IDLE || worker.state == PoolWorker.State.BUSY) {
            leave(worker, PoolWorker.State.DOOMED);
        }
    }

    /** From now on the call can end with its worker only, and its worker can only end. */
    void condemn(PoolWorker worker, CallItem item, CallItem.Verdict verdict) {
        item.verdict = verdict;
        worker.condemned = item;
        doom(worker);
    }

    /** Its process is gone. */
    void forget(PoolWorker worker) {
        removeWorker(worker);
        leaving.remove(worker);
        worker.state = PoolWorker.State.DEAD;
        worker.lineLength = 0;
    }

    private void removeWorker(PoolWorker worker) {
        starting -= worker.state == PoolWorker.State.STARTING ? 1 : 0;
        idle.remove(worker);
        List<PoolWorker> rest = new ArrayList<>(List.of(workers));
        rest.remove(worker);
        workers = rest.toArray(new PoolWorker[0]);
    }

    // ---- their lines
    // ------------------------------------------------------------------------------------------------

    /**
     * The worker with the shortest line that has room for the bytes of a call; none behind a call
     * that has turned out to be long.
     */
    @Nullable PoolWorker shortestLine(int depth, long now, @Nullable CallItem item) {
        PoolWorker best = null;
        for (PoolWorker each : workers) {
            boolean room =
                    each.state == PoolWorker.State.BUSY
                            && !each.isSentenced()
                            && each.lineLength < depth
                            && now - each.headSinceNanos <= Clock.PERIOD_NANOS
                            && each.lineBytes + (item == null ? 0 : each.lengthOf(item))
                                    <= each.handle.window()
                            && !spent(each);
            if (room && (best == null || each.lineLength < best.lineLength)) {
                best = each;
            }
        }
        return best;
    }

    /** Writes what was dispatched. Called without the lock. */
    void flush() {
        for (PoolWorker each : workers) {
            each.flush();
        }
    }
}
