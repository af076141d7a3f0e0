package io.procession.internal.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A JVM that runs {@link ParentMain} in a test. Closing kills it and its worker. */
final class ParentJvm implements AutoCloseable {

    static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private final Process process;
    private final BufferedReader printed;
    private final Map<String, String> facts = new HashMap<>();

    private ParentJvm(Process process) {
        this.process = process;
        this.printed = process.inputReader();
    }

    /**
     * Starts java with these arguments, which end in ParentMain's, and reads what it prints until
     * it is ready.
     */
    static ParentJvm start(Path directory, List<String> arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(JAVA.toString(), "-Dprocession.archive=off"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().remove("CLASSPATH");
        ParentJvm parent = new ParentJvm(builder.start());
        parent.readFacts();
        return parent;
    }

    private void readFacts() throws IOException {
        for (String line = printed.readLine();
                line != null && !line.equals("ready");
                line = printed.readLine()) {
            int space = line.indexOf(' ');
            facts.put(line.substring(0, Math.max(0, space)), line.substring(space + 1));
        }
        if (!facts.containsKey("found") && !facts.containsKey("refused")) {
            throw new IOException(facts + " " + stderr());
        }
    }

    /** What it said of a subject. */
    String fact(String subject) {
        return facts.getOrDefault(subject, "");
    }

    long pidOf(String subject) {
        return Long.parseLong(fact(subject));
    }

    long pid() {
        return process.pid();
    }

    int awaitExit(long seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new AssertionError("parent does not end: " + process.pid());
        }
        return process.exitValue();
    }

    String stderr() throws IOException {
        return new String(process.getErrorStream().readAllBytes(), NativeEncoding.CHARSET);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        facts.forEach((subject, pid) -> {
            if (subject.equals("worker") || subject.equals("child")) {
                ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
            }
        });
    }
}
