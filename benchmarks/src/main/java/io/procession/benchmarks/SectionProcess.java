package io.procession.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs one section in a JVM of its own, on the processors that it asks for. */
final class SectionProcess {

    private static final long LIMIT_SECONDS = 150;

    /** A heap all of which was touched: the first touch can cost ten times what is measured. */
    private static final List<String> HEAP = List.of("-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch");

    /**
     * What came of it.
     *
     * @param failure what broke, or null
     * @param others the share of the processors that other processes used meanwhile
     */
    record Result(List<Row> rows, List<String> notes, String failure, double others) {

        /** Whether the machine left enough to this section for its ratios to mean something. */
        boolean isDecisive() {
            return others <= Interference.TOO_MUCH;
        }

        /** What is to be said about a row's target. */
        String verdict(Row row) {
            return isDecisive() || !row.hasTarget() ? row.verdict() : "undecided";
        }
    }

    private SectionProcess() {}

    static Result run(Section section, boolean quick) throws IOException, InterruptedException {
        List<Integer> processors = Processors.allowed();
        if (section.cpus() != Section.Cpus.ALL && !Processors.canPin()) {
            return skipped("taskset is not installed: not measured");
        }
        if (section.cpus() == Section.Cpus.FIRST_OF_TWO && processors.size() < 2) {
            return skipped("this process may use one processor only: not measured");
        }
        List<String> command = new ArrayList<>();
        if (section.cpus() != Section.Cpus.ALL) {
            command.addAll(Processors.pinning(processors.get(0)));
        }
        command.addAll(
                JavaCommand.of(
                        flags(),
                        SectionMain.class,
                        section.name(),
                        (quick ? Effort.QUICK : Effort.FULL).name()));
        if (section.cpus() == Section.Cpus.FIRST_OF_TWO) {
            command.add(processors.get(1).toString());
        }
        return gather(section, new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
    }

    /** With the agent, where the launcher has told where it is: one section has annotations. */
    private static List<String> flags() {
        List<String> flags = new ArrayList<>(HEAP);
        String agent = System.getProperty("procession.agent", "");
        if (Files.isRegularFile(Path.of(agent))) {
            flags.add("-javaagent:" + agent + "=io.procession.benchmarks");
        }
        return flags;
    }

    private static Result skipped(String why) {
        return new Result(List.of(), List.of(why), null, 0);
    }

    private static Result gather(Section section, Process process)
            throws IOException, InterruptedException {
        Thread atExit = new Thread(() -> killTree(process));
        Runtime.getRuntime().addShutdownHook(atExit);
        Interference before = Interference.now();
        List<Row> rows = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        CompletableFuture<Void> overdue =
                CompletableFuture.runAsync(
                        () -> killTree(process),
                        CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS));
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(SectionMain.ROW)) {
                    rows.add(Row.ofLine(line.substring(SectionMain.ROW.length())));
                } else if (line.startsWith(SectionMain.NOTE)) {
                    notes.add(line.substring(SectionMain.NOTE.length()));
                } else {
                    System.err.println(line);
                }
            }
        }
        int code = process.waitFor();
        boolean wasOverdue = overdue.isDone();
        overdue.cancel(false);
        Runtime.getRuntime().removeShutdownHook(atExit);
        double others = section.isDisturbedByOthers() ? Interference.now().shareSince(before) : 0;
        Result result = new Result(rows, notes, failure(code, wasOverdue), others);
        if (!result.isDecisive()) {
            notes.add(
                    String.format(
                            "other processes used %.0f%% of the processors meanwhile: these ratios decide nothing",
                            others * 100));
        }
        return result;
    }

    private static String failure(int code, boolean wasOverdue) {
        if (wasOverdue) {
            return "took longer than " + LIMIT_SECONDS + " s, and was killed";
        }
        return code == 0 ? null : "exitCode=" + code + "; its error is above";
    }

    private static void killTree(Process process) {
        List<ProcessHandle> tree = process.descendants().toList();
        process.destroyForcibly();
        tree.forEach(ProcessHandle::destroyForcibly);
    }
}
