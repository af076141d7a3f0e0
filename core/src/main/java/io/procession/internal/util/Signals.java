package io.procession.internal.util;

import java.util.Map;
import java.util.Optional;

/** The names of the signals that end processes, by the numbers of Linux. */
public final class Signals {

    public static final int SIGABRT = 6;
    public static final int SIGKILL = 9;
    public static final int SIGSEGV = 11;

    private static final int BASE = 128; // of exit codes that stand for signals
    private static final Map<Integer, String> NAMES =
            Map.ofEntries(
                    Map.entry(1, "SIGHUP"),
                    Map.entry(2, "SIGINT"),
                    Map.entry(3, "SIGQUIT"),
                    Map.entry(4, "SIGILL"),
                    Map.entry(5, "SIGTRAP"),
                    Map.entry(SIGABRT, "SIGABRT"),
                    Map.entry(7, "SIGBUS"),
                    Map.entry(8, "SIGFPE"),
                    Map.entry(SIGKILL, "SIGKILL"),
                    Map.entry(10, "SIGUSR1"),
                    Map.entry(SIGSEGV, "SIGSEGV"),
                    Map.entry(12, "SIGUSR2"),
                    Map.entry(13, "SIGPIPE"),
                    Map.entry(14, "SIGALRM"),
                    Map.entry(15, "SIGTERM"),
                    Map.entry(16, "SIGSTKFLT"),
                    Map.entry(24, "SIGXCPU"),
                    Map.entry(25, "SIGXFSZ"),
                    Map.entry(31, "SIGSYS"));

    private Signals() {}

    /** The signal that an exit code stands for, or 0. */
    public static int ofExitCode(int exitCode) {
        return exitCode > BASE && exitCode <= BASE + 64 ? exitCode - BASE : 0;
    }

    /** The name of a signal, or its number in words. */
    public static String name(int signal) {
        return NAMES.getOrDefault(signal, "signal " + signal);
    }

    /** The name of the signal that an exit code stands for. */
    public static Optional<String> nameOfExitCode(int exitCode) {
        return Optional.ofNullable(NAMES.get(ofExitCode(exitCode)));
    }

    /** The name of the signal that a JVM's crash report speaks of. */
    public static Optional<String> nameInReport(String crashReport) {
        return NAMES.values().stream()
                .filter(name -> crashReport.contains(name + " (0x"))
                .findFirst();
    }
}
