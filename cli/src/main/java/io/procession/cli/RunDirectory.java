package io.procession.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The private directory of one {@code procession run}: the compiled classes and, for the launcher
 * that waits, the command to become. Made by the launcher or here; removed by the program's JVM
 * when it ends.
 */
record RunDirectory(Path path, boolean launcherWaits) {

    /** Names the directory: set by the launcher for this JVM, and by this one for the program's. */
    static final String PROPERTY = "procession.run.directory";

    static RunDirectory open() throws IOException {
        String given = System.getProperty(PROPERTY);
        return given != null
                ? new RunDirectory(Path.of(given), true)
                : new RunDirectory(Files.createTempDirectory(prefix()), false);
    }

    /**
     * The name tells whose directory it is, so that one left behind can be told from one in use.
     */
    private static String prefix() {
        return "procession-run." + ProcessHandle.current().pid() + ".";
    }

    /** Leaves the command to the launcher, or runs it and returns its exit code. */
    int handOver(List<String> command) throws IOException {
        if (launcherWaits) {
            Files.writeString(path.resolve("command"), shellWords(command));
            return Main.OK;
        }
        Process child = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(child::destroy, "procession-run-stop"));
        try {
            return child.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            child.destroy();
            return Main.FAILED;
        }
    }

    void delete() {
        delete(path);
    }

    /** Removes a directory with all that is in it; what is already gone is fine. */
    static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("procession: cannot remove " + directory + ": " + e.getMessage());
        }
    }

    private static String shellWords(List<String> command) {
        return command.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" ", "exec ", "\n"));
    }
}
