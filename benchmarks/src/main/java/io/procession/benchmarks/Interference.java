package io.procession.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What other processes used of the processors while something was measured. Ratios of rounds that
 * take turns survive a little of that; with more, processors are granted by chance, and so is the
 * ratio.
 *
 * @param total time of all processors, in ticks
 * @param busy what of it was used by anybody
 * @param ours what of it was used by children of this process that have ended
 */
record Interference(long total, long busy, long ours) {

    /** With more than this share in other hands a verdict decides nothing. */
    static final double TOO_MUCH = 0.1;

    private static final int IDLE = 3;
    private static final int WAITING_FOR_DISK = 4;
    private static final int STOLEN = 7;
    private static final int CHILDREN_USER = 13;
    private static final int CHILDREN_SYSTEM = 14;

    /** The counters as of now; all zero where the system does not tell. */
    static Interference now() {
        try {
            String machine = Files.readAllLines(Path.of("/proc/stat")).get(0);
            String self = Files.readString(Path.of("/proc/self/stat"));
            return of(machine, self);
        } catch (IOException e) {
            return new Interference(0, 0, 0);
        }
    }

    /** Reads the first line of {@code /proc/stat}, and {@code /proc/self/stat}. */
    static Interference of(String machine, String self) {
        String[] fields = machine.trim().split("\\s+");
        long total = 0;
        long idle = 0;
        for (int i = 0; i <= STOLEN; i++) { // what follows is contained in these
            long ticks = Long.parseLong(fields[i + 1]);
            total += ticks;
            idle += i == IDLE || i == WAITING_FOR_DISK ? ticks : 0;
        }
        String[] own =
                self.substring(self.lastIndexOf(')') + 2).split(" "); // a name may hold blanks
        long ours = Long.parseLong(own[CHILDREN_USER]) + Long.parseLong(own[CHILDREN_SYSTEM]);
        return new Interference(total, total - idle, ours);
    }

    /** The share of all processors that others used from then to now: 0 to 1. */
    double shareSince(Interference then) {
        long time = total - then.total;
        long others = (busy - then.busy) - (ours - then.ours);
        return time <= 0 ? 0 : Math.max(0, Math.min(1, others / (double) time));
    }
}
