package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher script, run as a person does: from anywhere, through links, with the jars of this
 * build.
 */
class LauncherTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path LAUNCHER = ROOT.resolve("procession");

    @TempDir Path directory;

    private record Ended(int exitCode, String out, String err) {}

    @BeforeEach
    void jarsAreBuilt() {
        // `mvn verify` makes them before this module; `mvn test` does not, and then nothing is to
        // be launched
        assumeTrue(Files.exists(ROOT.resolve("core/target/procession-core.jar")));
        assumeTrue(Files.exists(ROOT.resolve("cli/target/procession-cli.jar")));
        assumeTrue(Files.exists(ROOT.resolve("agent/target/procession-agent.jar")));
    }

    @Test
    void version_fromAnotherDirectory_answers() throws Exception {
        Ended ended = launch(LAUNCHER, Map.of(), "--version");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).startsWith("procession ");
    }

    @Test
    void version_throughLinks_answers() throws Exception {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        Path first = Files.createSymbolicLink(directory.resolve("first"), LAUNCHER);
        Path second = Files.createSymbolicLink(bin.resolve("second"), Path.of("../first"));

        assertThat(launch(first, Map.of(), "--version").exitCode()).isZero();
        assertThat(launch(second, Map.of(), "--version").exitCode()).isZero();
        Files.delete(second); // JUnit warns of links that lead out of its directory
        Files.delete(first);
    }

    @Test
    void run_ofASource_becomesTheProgram() throws Exception {
        Path source = directory.resolve("Me.java");
        Files.writeString(
                source,
                "class Me { public static void main(String[] a) {"
                        + " System.out.println(ProcessHandle.current().pid()); System.exit(5); } }");
        Process process = start(LAUNCHER, Map.of(), "run", "Me.java");

        Ended ended = await(process);

        assertThat(ended.out()).isEqualTo(process.pid() + System.lineSeparator());
        assertThat(ended.exitCode()).isEqualTo(5);
    }

    @Test
    void run_afterwards_leavesNothingInTheTemporaryDirectory() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        Files.writeString(
                directory.resolve("Quiet.java"),
                "class Quiet { public static void main(String[] a) {} }");

        launch(LAUNCHER, Map.of("TMPDIR", temporary.toString()), "run", "Quiet.java");

        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void run_afterAKilledOne_removesWhatThatLeft() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        Process gone = start(LAUNCHER, Map.of(), "--version");
        await(gone);
        Path left =
                Files.createDirectories(
                        temporary.resolve("procession-run." + gone.pid() + ".abcdef"));
        Path used =
                Files.createDirectories(
                        temporary.resolve(
                                "procession-run." + ProcessHandle.current().pid() + ".abcdef"));
        Files.writeString(
                directory.resolve("Quiet.java"),
                "class Quiet { public static void main(String[] a) {} }");

        launch(LAUNCHER, Map.of("TMPDIR", temporary.toString()), "run", "Quiet.java");

        assertThat(left).doesNotExist();
        assertThat(used).exists();
    }

    @Test
    void javaHome_withoutJava_isRefused() throws Exception {
        Ended ended = launch(LAUNCHER, Map.of("JAVA_HOME", directory.toString()), "--version");

        assertThat(ended.exitCode()).isEqualTo(127);
        assertThat(ended.err()).contains("JAVA_HOME has no bin/java: JAVA_HOME=" + directory);
    }

    @Test
    void java_thatIsTooOld_isRefused() throws Exception {
        Path old = Files.createDirectories(directory.resolve("old/bin")).getParent();
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
        Path java = Files.writeString(old.resolve("bin/java"), "#!/bin/sh\nexit 1\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();

        Ended ended = launch(LAUNCHER, Map.of("JAVA_HOME", old.toString()), "--version");

        assertThat(ended.exitCode()).isEqualTo(126);
        assertThat(ended.err()).contains("Java 17 or later is needed", "is version 11");
    }

    private Ended launch(Path launcher, Map<String, String> environment, String... args)
            throws Exception {
        return await(start(launcher, environment, args));
    }

    private Process start(Path launcher, Map<String, String> environment, String... args)
            throws IOException {
        List<String> command =
                Stream.concat(Stream.of(launcher.toString()), Stream.of(args)).toList();
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectOutput(directory.resolve("stdout").toFile())
                        .redirectError(directory.resolve("stderr").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Ended await(Process process) throws Exception {
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("launcher ended").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(
                process.exitValue(),
                Files.readString(directory.resolve("stdout")),
                Files.readString(directory.resolve("stderr")));
    }
}
