package io.procession.actor;

import io.procession.ProcessPool;
import io.procession.Worker;
import io.procession.internal.pool.Guest;
import io.procession.internal.pool.Inside;
import io.procession.spi.WorkerSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The actors of one pool, and the hosts they live on: workers with the settings of the pool, as
 * many as that has at most, which end with it.
 */
final class Troupe implements Guest {

    /** After so many hosts in a row that did not start, there is no hope. */
    private static final int MOST_FAILED_STARTS = 3;

    /** Hosts in workers that users have forked. */
    private static final Troupe VISITORS = new Troupe(null);

    private static final Map<Worker, Host> VISITED = new ConcurrentHashMap<>();

    private final @Nullable ProcessPool pool;
    private final Set<Mailbox> actors = ConcurrentHashMap.newKeySet();
    private final List<Host> hosts = new ArrayList<>(); // @GuardedBy("this"), all below
    private boolean closing;
    private int failedStarts;

    private Troupe(@Nullable ProcessPool pool) {
        this.pool = pool;
    }

    static Troupe of(ProcessPool pool) {
        return Inside.get().guest(pool, Troupe.class, () -> new Troupe(pool));
    }

    /** The host in a worker that a user has forked. */
    static Host in(Worker worker) {
        Host known = VISITED.get(worker);
        if (known != null && !known.isDead()) {
            return known;
        }
        Host made = new Host(VISITORS, worker);
        Host first = VISITED.putIfAbsent(worker, made);
        if (first != null) {
            return first;
        }
        try {
            made.start();
        } catch (RejectedExecutionException e) {
            VISITED.remove(worker, made);
            throw new IllegalArgumentException(
                    "actor can move to a worker that takes calls only: worker=" + worker, e);
        }
        return made;
    }

    // Hosts.

    /**
     * The host with the fewest actors; a new one while all have some, and there may be more. Blocks
     * for the start of a process.
     *
     * @param unlike the one that it shall not be, if there is a choice
     */
    Host choose(@Nullable Host unlike) {
        Host made;
        synchronized (this) {
            if (closing || pool == null) {
                throw new RejectedExecutionException("pool is shut down: " + this);
            }
            hosts.removeIf(Host::isDead);
            Host least =
                    hosts.stream()
                            .filter(each -> each != unlike)
                            .min(Comparator.comparingInt(Host::load))
                            .orElse(null);
            boolean mayGrow = hosts.size() < Inside.get().parallelism(pool);
            if (least != null && (least.load() == 0 || !mayGrow)) {
                return least;
            }
            if (unlike != null && !mayGrow && hosts.contains(unlike)) {
                return unlike;
            }
            made = new Host(this, (Worker) Inside.get().fork(pool));
            hosts.add(made);
        }
        made.start();
        return made;
    }

    /** Whether a host is one of its own, and not a worker of a user's. */
    boolean owns(Host host) {
        return pool != null && host.troupe() == this;
    }

    synchronized void hasStarted(Host host) {
        failedStarts = 0;
        if (closing) {
            retireIfDone();
        }
    }

    void hasDied(Host host, boolean wasUp) {
        Worker worker = host.worker();
        if (worker != null) {
            VISITED.remove(worker, host);
        }
        synchronized (this) {
            hosts.remove(host);
            failedStarts += wasUp ? 0 : 1;
            notifyAll();
        }
    }

    synchronized boolean isHopeless() {
        return failedStarts >= MOST_FAILED_STARTS;
    }

    // Actors.

    void add(Mailbox actor) {
        actors.add(actor);
        synchronized (this) {
            if (!closing) {
                return;
            }
        }
        actors.remove(actor);
        throw new RejectedExecutionException("pool is shut down: " + this);
    }

    /** An actor has come to its end. */
    void ended(Mailbox actor) {
        actors.remove(actor);
        retireIfDone();
    }

    // The pool's end.

    @Override
    public void shutdown() {
        synchronized (this) {
            closing = true;
        }
        for (Mailbox each : actors) {
            each.stopWith("its pool was shut down: " + this);
        }
        retireIfDone();
    }

    @Override
    public void shutdownNow() {
        List<Host> all;
        synchronized (this) {
            closing = true;
            all = List.copyOf(hosts);
        }
        for (Mailbox each : actors) {
            each.endNow("its pool was shut down: " + this);
        }
        all.forEach(Host::kill);
    }

    private void retireIfDone() {
        List<Host> all;
        synchronized (this) {
            if (!closing || !actors.isEmpty()) {
                return;
            }
            notifyAll();
            all = List.copyOf(hosts);
        }
        all.forEach(Host::retire);
    }

    @Override
    public synchronized boolean isTerminated() {
        return closing && actors.isEmpty() && hosts.isEmpty();
    }

    @Override
    public synchronized boolean awaitTermination(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (!isTerminated()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    @Override
    public synchronized List<WorkerSnapshot> workers() {
        List<WorkerSnapshot> all = new ArrayList<>();
        for (Host each : hosts) {
            Worker worker = each.worker();
            if (worker != null) {
                all.addAll(Inside.get().snapshotsOf(worker));
            }
        }
        return all;
    }

    @Override
    public String toString() {
        return String.valueOf(pool);
    }
}
