package io.procession;

import java.util.Map;
import java.util.Optional;

/** The names of the signals that an exit code of 128 + n stands for. */
final class Signals {

    private static final Map<Integer, String> NAMES =
            Map.ofEntries(
                    Map.entry(1, "SIGHUP"),
                    Map.entry(2, "SIGINT"),
                    Map.entry(3, "SIGQUIT"),
                    Map.entry(4, "SIGILL"),
                    Map.entry(6, "SIGABRT"),
                    Map.entry(7, "SIGBUS"),
                    Map.entry(8, "SIGFPE"),
                    Map.entry(9, "SIGKILL"),
                    Map.entry(11, "SIGSEGV"),
                    Map.entry(13, "SIGPIPE"),
                    Map.entry(14, "SIGALRM"),
                    Map.entry(15, "SIGTERM"),
                    Map.entry(24, "SIGXCPU"),
                    Map.entry(25, "SIGXFSZ"),
                    Map.entry(31, "SIGSYS"));

    private Signals() {}

    /** The signal that a JVM's crash report speaks of. */
    static Optional<String> inReport(String crashReport) {
        return NAMES.values().stream()
                .filter(name -> crashReport.contains(name + " (0x"))
                .findFirst();
    }

    static Optional<String> name(int exitCode) {
        return Optional.ofNullable(NAMES.get(exitCode - 128));
    }
}
