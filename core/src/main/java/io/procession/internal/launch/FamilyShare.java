package io.procession.internal.launch;

/**
 * What one worker of a family may use of the machine, unless its pool says otherwise.
 *
 * <p>For a family of n on p processors:
 *
 * <ul>
 *   <li>heap: min(25, 80 / n) percent of the machine's (or container's) memory. Twenty-five is what
 *       any JVM takes; with more than three workers, all full heaps together leave a fifth for the
 *       parent, native memory and the system.
 *   <li>processors: ceil(p / n), as {@code -XX:ActiveProcessorCount}: so many threads for the
 *       compiler, for parallel streams and for pools that the task makes. One worker a processor
 *       gets one each.
 * </ul>
 */
record FamilyShare(double heapPercent, int processors) {

    private static final double FAMILY_PERCENT = 80;
    private static final double LARGEST_PERCENT = 25;

    static FamilyShare of(int familySize, int machineProcessors) {
        int size = Math.max(1, familySize);
        return new FamilyShare(
                Math.min(LARGEST_PERCENT, FAMILY_PERCENT / size),
                Math.max(1, (machineProcessors + size - 1) / size));
    }

    /** The flag; the worker's JVM knows what memory it has, container limits included. */
    String heapFlag() {
        return "-XX:MaxRAMPercentage="
                + Math.round(heapPercent * 1000) / 1000.0; // a Formatter is slow to load
    }

    String processorsFlag() {
        return "-XX:ActiveProcessorCount=" + processors;
    }

    @Override
    public String toString() {
        return "heap up to "
                + heapPercent
                + " % of memory, "
                + processors
                + (processors == 1 ? " processor" : " processors");
    }
}
