package io.procession.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The resident memory of processes, as {@code /proc/PID/status} has it. */
final class Resident {

    private Resident() {}

    /** In megabytes; NaN where the system does not tell. */
    static double megabytes(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
                }
            }
        } catch (IOException e) {
            // no /proc, or no such process any more
        }
        return Double.NaN;
    }
}
