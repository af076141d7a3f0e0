package io.procession.benchmarks;

/** How long a run may take: the full one, or the quick one that is good enough for a first look. */
enum Effort {
    FULL,
    QUICK;

    /** The larger number in a full run, the smaller in a quick one. */
    int of(int full, int quick) {
        return this == FULL ? full : quick;
    }
}
