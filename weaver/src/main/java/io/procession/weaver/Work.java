package io.procession.weaver;

/** How much an analysis may do for one class, so that weaving stays quick whatever it meets. */
final class Work {

    private static final long MOST = 3_000_000; // nodes looked at: some seconds at the most

    private long left = MOST;

    /** Counts what is about to be done. Then no more is done for this class: it may do anything. */
    void spend(int nodes) {
        left -= nodes;
        if (left < 0) {
            throw new IllegalStateException("too much to look at");
        }
    }
}
