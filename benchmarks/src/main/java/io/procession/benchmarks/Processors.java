package io.procession.benchmarks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The processors that this process may use, and the command {@code taskset}, which ties a process
 * to some of them.
 */
final class Processors {

    private Processors() {}

    /** Their numbers; empty where the system does not tell. */
    static List<Integer> allowed() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("Cpus_allowed_list:")) {
                    return numbers(line.substring(line.indexOf(':') + 1).strip());
                }
            }
        } catch (IOException e) {
            // no /proc: nothing is known
        }
        return List.of();
    }

    /** Reads a list such as {@code 0-3,8}. */
    static List<Integer> numbers(String list) {
        List<Integer> numbers = new ArrayList<>();
        for (String range : list.split(",")) {
            String[] ends = range.split("-");
            int last = Integer.parseInt(ends[ends.length - 1]);
            for (int each = Integer.parseInt(ends[0]); each <= last; each++) {
                numbers.add(each);
            }
        }
        return numbers;
    }

    /** What goes before a command so that it runs on one processor. */
    static List<String> pinning(int processor) {
        return List.of("taskset", "-c", Integer.toString(processor));
    }

    /** Moves a process, with all its threads, to one processor. */
    static void pin(long pid, int processor) throws IOException, InterruptedException {
        run("taskset", "-a", "-p", "-c", Integer.toString(processor), Long.toString(pid));
    }

    static boolean canPin() throws InterruptedException {
        try {
            run("taskset", "-p", Long.toString(ProcessHandle.current().pid()));
            return !allowed().isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(Redirect.DISCARD)
                        .redirectError(Redirect.DISCARD)
                        .start();
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(
                    "command failed: " + String.join(" ", command) + ", exitCode=" + code);
        }
    }
}
