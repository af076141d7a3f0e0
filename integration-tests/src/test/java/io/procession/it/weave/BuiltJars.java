package io.procession.it.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The jars of this build, and programs compiled against them and run in JVMs of their own. */
final class BuiltJars {

    static final Path ROOT = Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
    static final Path CORE = ROOT.resolve("core/target/procession-core.jar");
    static final Path WEAVER = ROOT.resolve("weaver/target/procession-weaver.jar");
    static final Path AGENT = ROOT.resolve("agent/target/procession-agent.jar");

    /** How a program ended. */
    record Ended(int exitCode, String out, String err) {}

    private BuiltJars() {}

    /**
     * `mvn verify` makes them before this module; `mvn test` does not, and then nothing is tested.
     */
    static void assume() {
        for (Path jar : List.of(CORE, WEAVER, AGENT)) {
            assumeTrue(Files.exists(jar), () -> jar + " is not built");
        }
    }

    /** Writes a source file below a folder. */
    static Path write(Path folder, String name, String source) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, source);
    }

    /** Compiles all sources below a folder. */
    static void compile(Path sources, Path classes, String... options) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("-proc:none", "-g", "-d", classes.toString()));
        arguments.addAll(List.of(options));
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .forEach(file -> arguments.add(file.toString()));
        }
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, arguments.toArray(new String[0]));
        assertThat(result).as("javac's exit code").isZero();
    }

    /** The jar or folder that a class was loaded from. */
    static Path originOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A class path. */
    static String path(Path... entries) {
        return Stream.of(entries)
                .map(Path::toString)
                .reduce((a, b) -> a + File.pathSeparator + b)
                .orElseThrow();
    }

    /** Runs java, its output kept in this folder. */
    static Ended java(Path folder, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        return run(folder, folder, command);
    }

    /** Runs a command in a folder. Blocks for at most five minutes. */
    static Ended run(Path folder, Path outputs, List<String> command) throws Exception {
        Path out = outputs.resolve("stdout");
        Path err = outputs.resolve("stderr");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(300, TimeUnit.SECONDS)).as("ended: " + command).isTrue();
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
