package io.procession.cli;

import io.procession.internal.launch.ArchiveStore;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * The archive that workers start from: made here at first use, so that a short program has it, too.
 */
final class WorkerArchive {

    private WorkerArchive() {}

    /** Makes it unless it is there. Blocks for a second or two, once for each Java and build. */
    static void make(PrintWriter err) {
        try {
            if (ArchiveStore.isDue()) {
                err.println("procession: preparing the start of workers (once) ...");
                err.flush();
                ArchiveStore.trainNow(null);
            }
        } catch (IOException e) {
            return; // workers start without it, only later; doctor tells
        }
    }

    /** What workers start from, or why there is none. */
    static String describe() {
        try {
            return ArchiveStore.describe(null);
        } catch (IOException e) {
            return "none: " + e.getMessage();
        }
    }
}
