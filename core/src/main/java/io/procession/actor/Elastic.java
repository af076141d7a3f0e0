package io.procession.actor;

import io.procession.internal.util.Threads;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs one thing at a time, unless that blocks: then another thread goes on with those behind it.
 *
 * <p>So that code which waits for something that comes later in the same queue gets it. Whoever
 * knows that he is about to wait says so ({@link #blocked}); who does not is found out after some
 * milliseconds.
 */
/*
 * `working` counts the threads that run something and are not known to be blocked; it is 0 or 1, or more for a moment, when
 * those that were blocked go on. A thread beyond the first finishes what it runs, and takes nothing more.
 */
final class Elastic {

    private static final long STALL_MILLIS = 5;
    private static final long IDLE_MILLIS = 5_000;

    /** A thread that does not wait, but has run for so many looks, is as good as blocked ... */
    private static final int MANY_LOOKS = 20;

    /** ... if there are not yet so many: they take the processor from each other. */
    private static final int MOST_SLOW = 8;

    private static final class Clock {
        static final ScheduledThreadPoolExecutor CLOCK =
                new ScheduledThreadPoolExecutor(
                        1, body -> Threads.daemon("procession-actor-clock", body));
    }

    /** What one thread does. */
    private static final class Seat {
        boolean busy; // all @GuardedBy("Elastic.this")
        boolean blocked;
        int looks; // of the clock, at the same thing
        boolean slow; // blocked only because it has run for long
        @Nullable Thread thread;

        boolean waits() {
            Thread own = thread;
            return own != null && own.getState() != Thread.State.RUNNABLE;
        }
    }

    private final String name;
    private final @Nullable ClassLoader loader;
    private final ThreadLocal<Seat> ownSeat = new ThreadLocal<>();

    // @GuardedBy("this"), all
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final Set<Seat> seats = new HashSet<>();
    private int working;
    private int idle;
    private int slow;
    private boolean coming; // a thread that was started, or woken, and has not yet taken anything
    private boolean watched;
    private int made;
    private boolean closed;

    /**
     * @param loader what its threads find classes by
     */
    Elastic(String name, @Nullable ClassLoader loader) {
        this.name = name;
        this.loader = loader;
    }

    /** Runs something soon, after what came before. Does not block. */
    synchronized void execute(Runnable task) {
        waiting.add(task);
        if (working == 0) {
            goOn();
        } else {
            watch();
        }
    }

    /** Its threads end when they have nothing left to run. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** The calling thread is about to wait for something. To be ended by {@link #unblocked}. */
    void blocked() {
        Seat seat = ownSeat.get();
        if (seat != null) {
            block(seat);
        }
    }

    private synchronized void block(Seat seat) {
        if (!seat.blocked) {
            seat.blocked = true;
            working--;
            goOn();
        }
    }

    /** It waits no longer. */
    void unblocked() {
        Seat seat = ownSeat.get();
        if (seat != null) {
            unblock(seat);
        }
    }

    private synchronized void unblock(Seat seat) {
        if (seat.blocked) {
            unmark(seat);
            working++;
        }
    }

    /** Guarded by this. */
    private void unmark(Seat seat) {
        seat.blocked = false;
        seat.looks = 0;
        slow -= seat.slow ? 1 : 0;
        seat.slow = false;
    }

    /** Sees to it that a thread runs what waits, if none does. Guarded by this. */
    private void goOn() {
        if (working > 0 || coming || waiting.isEmpty()) {
            return;
        }
        coming = true;
        if (idle > 0) {
            notify();
            return;
        }
        Seat seat = new Seat();
        seats.add(seat);
        Thread thread = Threads.daemon(name + "-" + ++made, () -> run(seat));
        thread.setContextClassLoader(loader);
        seat.thread = thread;
        thread.start();
    }

    private void run(Seat seat) {
        ownSeat.set(seat);
        for (Runnable next = next(seat); next != null; next = next(seat)) {
            next.run();
        }
    }

    private synchronized @Nullable Runnable next(Seat seat) {
        if (seat.busy) {
            seat.busy = false;
            working -= seat.blocked ? 0 : 1;
        }
        unmark(seat);
        while (working > 0 || waiting.isEmpty()) {
            boolean came = !closed && awaitWork();
            if (!came && (working > 0 || waiting.isEmpty())) {
                coming = false;
                seats.remove(seat);
                return null;
            }
        }
        coming = false;
        seat.busy = true;
        working++;
        return waiting.poll();
    }

    /** Waits a while; false if nothing came. Guarded by this. */
    private boolean awaitWork() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS);
        idle++;
        try {
            while (!closed && (working > 0 || waiting.isEmpty())) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
            return true;
        } catch (InterruptedException e) {
            return true; // meant for what ran before
        } finally {
            idle--;
        }
    }

    // Who blocks without saying so.

    /** Guarded by this. */
    private void watch() {
        if (!watched) {
            watched = true;
            Clock.CLOCK.schedule(this::look, STALL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void look() {
        watched = false;
        for (Seat each : seats) {
            if (each.busy && !each.blocked && !waiting.isEmpty()) {
                each.looks++;
                boolean isSlow = each.looks > MANY_LOOKS && slow < MOST_SLOW;
                if (each.looks > 1 && each.waits() || isSlow) {
                    each.slow = isSlow;
                    slow += isSlow ? 1 : 0;
                    each.blocked = true;
                    working--;
                }
            }
        }
        goOn();
        if (!waiting.isEmpty()) {
            watch();
        }
    }
}
