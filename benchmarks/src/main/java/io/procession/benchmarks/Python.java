package io.procession.benchmarks;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Python 3 beside us: a process that runs {@code peer.py} and measures what it is told to, so that
 * its rounds and ours can take turns. Confined to one thread.
 */
final class Python implements Closeable {

    private static final String SCRIPT = "peer.py";
    private static final long END_SECONDS = 10;

    private final Path script;
    private final Process process;
    private final BufferedReader answers;
    private final Writer commands;

    private Python(Path script, Process process) {
        this.script = script;
        this.process = process;
        this.answers = process.inputReader();
        this.commands = process.outputWriter();
    }

    /** What {@code python3 --version} says, or that there is none. */
    static String version() throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder("python3", "--version").redirectErrorStream(true).start();
            String text =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .strip();
            return process.waitFor() == 0 ? text : "not installed";
        } catch (IOException e) {
            return "not installed";
        }
    }

    /** Starts it; null, and a note in the report, where there is no Python. */
    static Python start(Report report) throws IOException, InterruptedException {
        if (!version().startsWith("Python 3")) {
            report.note("Python 3 is not installed: nothing is compared with it");
            return null;
        }
        Path script = Files.createTempFile("procession-bench", ".py");
        try (InputStream source = Python.class.getResourceAsStream(SCRIPT)) {
            Files.write(script, source.readAllBytes());
        }
        Process process =
                new ProcessBuilder("python3", "-u", script.toString())
                        .redirectError(Redirect.INHERIT)
                        .start();
        return new Python(script, process);
    }

    /**
     * Measures one round; the script knows the names. Returns the seconds that it took, or NaN
     * where Python lacks what is needed.
     */
    double seconds(String name, long argument) throws IOException {
        commands.write(name + " " + argument + "\n");
        commands.flush();
        String answer = answers.readLine();
        if (answer == null || answer.startsWith("error")) {
            throw new IOException("peer.py failed: command=" + name + ", answer=" + answer);
        }
        return answer.equals("nan") ? Double.NaN : Double.parseDouble(answer);
    }

    @Override
    public void close() throws IOException {
        try {
            commands.close(); // the script ends at the end of its input
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Files.deleteIfExists(script);
        }
    }
}
