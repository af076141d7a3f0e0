package io.procession.internal.launch;

import io.procession.internal.util.Signals;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns what is known of a dead worker into its likely cause, in words that a user can act on. */
public final class DeathCauses {

    /**
     * What the JVM says before it gives up at its start, and what that means. The first match
     * counts.
     */
    private static final List<Cause> STARTUP =
            List.of(
                    new Cause("Unrecognized VM option '?(.+?)'?", "java did not accept a flag: %s"),
                    new Cause("Unrecognized option: (.+)", "java did not accept a flag: %s"),
                    new Cause(
                            "(Conflicting collector combinations in option list.*)",
                            "java did not accept its flags: %s"),
                    new Cause(
                            "(Multiple garbage collectors selected.*)",
                            "java did not accept its flags: %s"),
                    new Cause(
                            "(Invalid (?:maximum|initial) heap size: .+)",
                            "java did not accept a flag: %s"),
                    new Cause(
                            "(Improperly specified VM option .+)",
                            "java did not accept a flag: %s"),
                    new Cause(
                            "(Missing .+ use in .*|Could not find agent library .+|Error opening zip file .+"
                                    + "|agent library failed .+)",
                            "java did not accept a flag: %s"),
                    new Cause(
                            "(.*(?:VM option '.+' is (?:experimental|diagnostic|develop)).*)",
                            "java did not accept a flag: %s"),
                    new Cause(
                            "(Could not reserve enough space for .+|Initial heap size set to a larger value .+"
                                    + "|Too small maximum heap.*|.*Failed to reserve .*)",
                            "java could not reserve its heap: %s; lower maxHeap or -Xmx"),
                    new Cause(
                            ".*(Cannot allocate memory.*|insufficient memory for the Java Runtime.*)",
                            "the system has no memory left for it: %s; use fewer workers, or a smaller maxHeap"),
                    new Cause(
                            ".*UnsupportedClassVersionError: (.+)",
                            "its java is too old for the classes: %s; set javaHome to the version that compiled them"),
                    new Cause(
                            ".*Could not find or load main class (\\S+).*",
                            "Procession is not on the worker's class path: %s was not found"),
                    new Cause(
                            ".*(?:ClassNotFoundException|NoClassDefFoundError): (\\S+).*",
                            "a class was not found in the worker: %s"),
                    new Cause(
                            ".*(unable to create (?:new )?native thread.*)",
                            "the system allows no more threads: %s; raise ulimit -u, or use fewer workers"));

    /** The exit codes of internal.worker.WorkerExit, and of sh. */
    private static final Map<Integer, String> CODES =
            Map.of(
                    91, "the worker's heap was exhausted",
                    92, "the worker ended because its channel was closed",
                    93, "the worker did not understand what it received, or failed itself",
                    94, "the pool's initializer threw",
                    126, "java could not be executed",
                    127, "java, or a library that it needs, was not found");

    /** What a signal means where the JVM left no report. */
    private static final Map<Integer, String> SIGNALS =
            Map.of(
                    2,
                    "; somebody interrupted it",
                    4,
                    ": native code ran an illegal instruction",
                    Signals.SIGABRT,
                    ": native code, or the JVM itself, gave up",
                    7,
                    ": native code crashed, or a mapped file lost its disk space",
                    8,
                    ": native code crashed",
                    Signals.SIGKILL,
                    "; often the kernel's out-of-memory killer",
                    Signals.SIGSEGV,
                    ": native code crashed",
                    15,
                    "; somebody asked it to end",
                    24,
                    "; its limit of processor time (ulimit -t) was reached",
                    31,
                    "; a system call was forbidden to it (seccomp)");

    private static final String CRASH_HEAD =
            "A fatal error has been detected by the Java Runtime Environment";
    private static final Pattern CRASH_SIGNAL =
            Pattern.compile("(?m)^# +(SIG[A-Z]+) \\(0x[0-9a-f]+\\)");
    private static final Pattern CRASH_FRAME = Pattern.compile("(?m)^# (?!A fatal)([CVJjAv] .+)$");

    private record Cause(Pattern pattern, String words) {
        Cause(String regex, String words) {
            this(Pattern.compile(regex), words);
        }
    }

    private DeathCauses() {}

    /**
     * One or two sentences, without a full stop at the end.
     *
     * @param exitCode as {@link WorkerProcess#exit} gave it
     * @param jvmArgs the pool's own flags, among which a refused one is looked for
     */
    public static String explain(
            int exitCode,
            List<String> lastLines,
            @Nullable String crashReport,
            List<String> jvmArgs) {
        String report = crashReport != null ? crashReport : String.join("\n", lastLines);
        if (report.contains(CRASH_HEAD)) {
            return crashed(report);
        }
        String failedStart = exitCode == 1 ? startupFailure(lastLines, jvmArgs) : null;
        if (failedStart != null) {
            return failedStart;
        }
        int signal = Signals.ofExitCode(exitCode);
        if (signal != 0) {
            return "killed by signal "
                    + signal
                    + " ("
                    + Signals.name(signal)
                    + ")"
                    + SIGNALS.getOrDefault(signal, "");
        }
        String known = CODES.get(exitCode);
        return known != null
                ? known + " (exit code " + exitCode + ")"
                : "exited with code "
                        + exitCode
                        + ": System.exit or Runtime.halt in the task, or in a library that it uses";
    }

    private static @Nullable String startupFailure(List<String> lastLines, List<String> jvmArgs) {
        for (Cause cause : STARTUP) {
            for (String line : lastLines) {
                Matcher matcher =
                        cause.pattern.matcher(
                                line.replaceFirst("^(Error: |\\[[^]]*error[^]]*\\] *)+", ""));
                if (matcher.matches()) {
                    return String.format(cause.words, asGiven(matcher.group(1), jvmArgs));
                }
            }
        }
        return null;
    }

    /** The JVM names a flag without its -XX:+; the user finds it quicker as it was written. */
    private static String asGiven(String named, List<String> jvmArgs) {
        return jvmArgs.stream()
                .filter(flag -> flag.startsWith("-XX:") && flag.endsWith(named))
                .findFirst()
                .orElse(named);
    }

    /** The JVM caught the signal, wrote its report, and exited with code 1. */
    private static String crashed(String report) {
        Matcher signal = CRASH_SIGNAL.matcher(report);
        Matcher frame = CRASH_FRAME.matcher(report);
        return "native code, or the JVM itself, crashed"
                + (signal.find() ? " with " + signal.group(1) : "")
                + (frame.find() ? " in " + frame.group(1).trim().replaceAll(" +", " ") : "");
    }

    /** Why the operating system did not start a process, in words. */
    static String explainStart(String message) {
        if (message.contains("error=12") || message.contains("Cannot allocate memory")) {
            return "the system has no memory left for another process";
        }
        if (message.contains("error=11") || message.contains("Resource temporarily unavailable")) {
            return "the system allows no more processes (ulimit -u, or the container's limit)";
        }
        if (message.contains("error=24") || message.contains("Too many open files")) {
            return "this process has too many open files (ulimit -n); each worker needs six";
        }
        if (message.contains("error=7,") || message.contains("Argument list too long")) {
            return "the command line and the environment together are too long for the system";
        }
        if (message.contains("error=13") || message.contains("Permission denied")) {
            return "it may not be executed";
        }
        return "the system refused";
    }
}
