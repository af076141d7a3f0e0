import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.procession.Procession;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs an example as a person does: in a JVM of its own, to its end. */
final class Launch {

    private static final long MOST_SECONDS = 120;

    /** What a program left: its exit code and what it printed. */
    record Ended(long pid, int exitCode, String out, String err) {

        List<String> lines() {
            return out.lines().toList();
        }
    }

    private Launch() {}

    /** As {@code java Main}, with the classes of this build. */
    static Ended java(String mainClass, String... args) throws Exception {
        String classPath =
                String.join(
                        File.pathSeparator,
                        origin(Procession.class).toString(),
                        origin(DecoLoop.class).toString());
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return run(List.of(java, "-cp", classPath, mainClass), args);
    }

    /** As {@code ./procession run File.java}, with the jars of this build: woven. */
    static Ended woven(String file, String... args) throws Exception {
        Path root = Path.of("").toAbsolutePath().getParent();
        // `mvn verify` makes the jars before this module; `mvn test` does not
        assumeTrue(Files.exists(root.resolve("core/target/procession-core.jar")));
        assumeTrue(Files.exists(root.resolve("cli/target/procession-cli.jar")));
        return run(List.of(root.resolve("procession").toString(), "run", file), args);
    }

    private static Path origin(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static Ended run(List<String> command, String... args) throws Exception {
        Path out = Files.createTempFile("example", ".out");
        Path err = Files.createTempFile("example", ".err");
        try {
            Process program =
                    new ProcessBuilder(Stream.concat(command.stream(), Stream.of(args)).toList())
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            return ended(program, out, err);
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static Ended ended(Process program, Path out, Path err)
            throws IOException, InterruptedException {
        try {
            boolean ended = program.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
            String words = Files.readString(err);
            assertThat(ended).as("ended within %d s; stderr: %s", MOST_SECONDS, words).isTrue();
            return new Ended(program.pid(), program.exitValue(), Files.readString(out), words);
        } finally {
            program.destroyForcibly();
        }
    }
}
