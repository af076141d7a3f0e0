package io.procession.internal.pool;

/**
 * How many workers a pool of {@code workers(min, max)} should have: climbs while one more raises
 * the throughput, steps back when it did not, and tries again later. Not thread-safe; guarded by
 * the engine's lock.
 *
 * <p>The idea is hill climbing, as in Hellerstein, Morrison, Eilebrecht, "Optimizing Concurrency
 * Levels in the .NET ThreadPool", without its signal processing: a process is too dear to be
 * started for an experiment every few milliseconds.
 */
final class Growth {

    /** A worker above the minimum that had nothing to do for so long is let go. */
    static final long IDLE_NANOS = 5_000_000_000L;

    private static final long SHORTEST_WINDOW = 200_000_000L;
    private static final long LONGEST_WINDOW = 2_000_000_000L;
    private static final long HOLD = 10_000_000_000L; // after a step back, before the next attempt
    private static final double GAIN = 1.05;

    private final int min;
    private final int max;
    private int target;
    private boolean probing; // the last step was one up, and its effect is being measured
    private double throughputBefore;
    private long holdUntil;
    private long windowStart;
    private long completedAtStart;
    private boolean open; // a window is open: the backlog has lasted since its start
    private int workersAtStart;

    Growth(int min, int max) {
        this.min = min;
        this.max = max;
        this.target = min;
    }

    /** How many workers there should be now. */
    int target() {
        return min == max ? max : target;
    }

    /**
     * Looks at the pool as it is; true if the target has changed.
     *
     * @param completed calls ended so far
     * @param ready workers that have started
     * @param backlog whether calls wait
     */
    boolean observe(long now, long completed, int ready, boolean backlog) {
        if (!backlog || ready < target) {
            open = false; // nothing to learn: too little work, or workers still starting
            if (!backlog && ready < target) {
                target = Math.max(min, ready);
                probing = false;
            }
            return false;
        }
        if (!open || ready != workersAtStart) {
            open = true;
            windowStart = now;
            completedAtStart = completed;
            workersAtStart = ready;
            return false;
        }
        long elapsed = now - windowStart;
        long done = completed - completedAtStart;
        if (elapsed < SHORTEST_WINDOW || done < 2L * ready && elapsed < LONGEST_WINDOW) {
            return false;
        }
        open = false;
        return decide(now, done * 1e9 / elapsed, /* known= */ done >= 2L * ready);
    }

    private boolean decide(long now, double throughput, boolean known) {
        if (probing && known && throughput < throughputBefore * GAIN) {
            probing = false;
            holdUntil = now + HOLD;
            target = Math.max(min, target - 1);
            return true;
        }
        if (target < max && now >= holdUntil) {
            probing =
                    known; // calls longer than the window tell nothing: more of them at once is all
            // that can help
            throughputBefore = throughput;
            target++;
            return true;
        }
        probing = false;
        return false;
    }
}
