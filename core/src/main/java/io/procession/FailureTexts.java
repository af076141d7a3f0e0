package io.procession;

import io.procession.internal.util.Signals;
import io.procession.spi.Death;
import java.util.List;
import java.util.StringJoiner;

/** The words of failures: subject and rule, values, likely cause, way out. */
final class FailureTexts {

    private static final int LINES_IN_MESSAGE = 5;
    private static final int CRASH_LINES_IN_MESSAGE = 16; // crashReport() has them all
    private static final int FRAMES_IN_MESSAGE = 6;

    private FailureTexts() {}

    static String workerDied(Death death) {
        return switch (death.cause()) {
            case NOT_STARTED ->
                    "worker did not start: "
                            + facts(death)
                            + "; "
                            + death.explanation()
                            + stderr(death);
            case PROTOCOL ->
                    "worker was killed, its answers made no sense: "
                            + facts(death)
                            + "; "
                            + death.explanation()
                            + stderr(death);
            default ->
                    "worker died: "
                            + facts(death)
                            + "; "
                            + death.explanation()
                            + stderr(death)
                            + runs(death)
                            + crash(death);
        };
    }

    static String outOfMemory(Death death) {
        return "worker ran out of memory: "
                + facts(death)
                + "; "
                + death.explanation()
                + "; give the workers more with maxHeap(...), or the task less"
                + runs(death);
    }

    static String timedOut(Death death) {
        return "task timed out: "
                + facts(death)
                + ", deadline="
                + death.deadline()
                + "; "
                + death.explanation()
                + where(death);
    }

    private static String facts(Death death) {
        StringJoiner facts = new StringJoiner(", ");
        death.pid().ifPresent(pid -> facts.add("pid=" + pid));
        death.exitCode()
                .ifPresent(code ->
                        facts.add(
                                "exitCode="
                                        + code
                                        + Signals.nameOfExitCode(code)
                                                .map(name -> " (" + name + ")")
                                                .orElse("")));
        facts.add("task=" + death.task());
        return facts.toString();
    }

    private static String stderr(Death death) {
        List<String> lines = death.lastLines();
        if (lines.isEmpty() || death.crashReport() != null) {
            return ""; // the report says more than the end of its announcement
        }
        List<String> last =
                lines.subList(Math.max(0, lines.size() - LINES_IN_MESSAGE), lines.size());
        return "; stderr: " + String.join(" | ", last);
    }

    private static String runs(Death death) {
        return death.runs() > 1 ? "; the task was started " + death.runs() + " times" : "";
    }

    private static String crash(Death death) {
        StringBuilder text = new StringBuilder();
        if (death.crashReport() != null) {
            death.crashReport()
                    .lines()
                    .limit(CRASH_LINES_IN_MESSAGE)
                    .forEach(line -> text.append('\n').append(line));
        }
        return text.toString();
    }

    /** The top of the task's thread, which the dump has first. */
    private static String where(Death death) {
        String dump = death.threadDump();
        if (dump == null || dump.isBlank()) {
            return "";
        }
        StringBuilder text = new StringBuilder("; it was at:");
        dump.lines()
                .filter(line -> !line.isBlank())
                .limit(FRAMES_IN_MESSAGE)
                .forEach(line -> text.append('\n').append(line));
        return text.toString();
    }
}
