package io.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the command line refuses, in which words, and with which exit code. */
class CommandLineTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... args) {
        CommandLine commands = Main.commandLine();
        commands.setOut(new PrintWriter(out, true));
        commands.setErr(new PrintWriter(err, true));
        return commands.execute(args);
    }

    @Test
    void noCommand_isRefusedWithAHint() {
        assertThat(execute()).isEqualTo(Main.USAGE);
        assertThat(err.toString()).contains("no command given", "procession --help");
    }

    @Test
    void help_namesTheCommandsThatExist() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString()).contains("run", "explain", "bench", "doctor", "Exit codes:");
    }

    @Test
    void version_namesTheJava() {
        assertThat(execute("--version")).isZero();
        assertThat(out.toString()).startsWith("procession ").contains("Java " + Runtime.version());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-3", "10001"})
    void workers_outOfRange_areRefused(String workers) {
        assertThat(execute("run", "--workers", workers, "X.java")).isEqualTo(Main.USAGE);
        assertThat(err.toString())
                .contains("--workers must be from 1 to 10000: --workers=" + workers);
    }

    @Test
    void workers_notANumber_areRefused() {
        assertThat(execute("run", "--workers", "many", "X.java")).isEqualTo(Main.USAGE);
        assertThat(err.toString()).contains("--workers", "'many'");
    }

    @Test
    void backend_unknown_isRefusedWithTheKnownOnes() {
        assertThat(execute("run", "--backend", "cloud", "X.java")).isEqualTo(Main.USAGE);
        assertThat(err.toString()).contains("PROCESSES, THREADS, INLINE", "cloud");
    }

    @Test
    void source_missing_isRefusedWithItsPath(@TempDir Path directory) {
        Path file = directory.resolve("Nowhere.java");

        assertThat(execute("run", file.toString())).isEqualTo(Main.USAGE);
        assertThat(err.toString()).contains("source file " + file + ": no such file");
    }

    @Test
    void jar_withoutMainClass_isRefusedWithTheWayOut(@TempDir Path directory) throws Exception {
        Path jar = directory.resolve("no-main.jar");
        try (var bytes = Files.newOutputStream(jar);
                var entries =
                        new java.util.jar.JarOutputStream(bytes, new java.util.jar.Manifest())) {
            entries.finish();
        }

        assertThat(execute("run", jar.toString())).isEqualTo(Main.USAGE);
        assertThat(err.toString()).contains("names no main class", "procession run -cp " + jar);
    }

    @Test
    void jar_thatIsNone_isRefused(@TempDir Path directory) throws Exception {
        Path jar = Files.writeString(directory.resolve("text.jar"), "not a jar");

        assertThat(execute("run", jar.toString())).isEqualTo(Main.USAGE);
        assertThat(err.toString()).contains("not a jar: " + jar);
    }

    @Test
    void program_thatIsNoName_isRefused() {
        assertThat(execute("run", "what is this")).isEqualTo(Main.USAGE);
        assertThat(err.toString())
                .contains("neither a .java file, nor a .jar, nor the name of a class");
    }

    @Test
    void bench_withoutItsClasses_saysWhereTheyAre() {
        assertThat(execute("bench", "--quick")).isEqualTo(Main.USAGE);
        assertThat(err.toString()).contains("./procession bench");
    }
}
