package io.procession.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What depends on how the JVM was started: filters of its own, and modules. In JVMs of their own.
 */
@Timeout(60)
class GraphCodecJvmTest {

    private static final String CLASSES = "target/classes";
    private static final String TESTS = "target/test-classes";
    private static final String MAIN = CodecMain.class.getName();
    private static final String REFUSAL =
            "guest.Plain; refused by the filter: arrayLength=-1, depth=1, references=0";

    @TempDir Path directory;

    /** A module with one class of plain data, which is exported, but opened only if told so. */
    private Path module(String name, String opens) throws IOException {
        Path source = Files.createDirectories(directory.resolve("source of " + name));
        Path module =
                Files.writeString(
                        source.resolve("module-info.java"),
                        "module closed.guest { exports guest; " + opens + " }");
        Path plain =
                Files.writeString(
                        source.resolve("Plain.java"),
                        "package guest; public class Plain { private int number = 5;"
                                + " public String toString() { return \"plain \" + number; } }");
        Path target = directory.resolve(name);
        ToolProvider compiler = ToolProvider.findFirst("javac").orElseThrow();
        int code =
                compiler.run(
                        System.out,
                        System.err,
                        "-Xlint:-module",
                        "-d",
                        target.toString(),
                        module.toString(),
                        plain.toString());
        assertThat(code).isZero();
        return target;
    }

    private static List<String> onClassPath(Path guest, String... options) {
        List<String> command = new ArrayList<>(List.of(options));
        command.addAll(List.of("-cp", String.join(File.pathSeparator, CLASSES, TESTS)));
        command.addAll(List.of("-p", guest.toString(), "--add-modules", "closed.guest", MAIN));
        return command;
    }

    private static List<String> onModulePath(Path guest) {
        return new ArrayList<>(
                List.of(
                        "-p",
                        String.join(File.pathSeparator, CLASSES, guest.toString()),
                        "--patch-module",
                        "io.procession=" + TESTS,
                        "--add-modules",
                        "closed.guest",
                        "-m",
                        "io.procession/" + MAIN));
    }

    /** Runs a JVM, and returns what it printed. */
    private static String run(List<String> command, String... arguments) throws Exception {
        command.add(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("CLASSPATH");
        Process process = builder.start();
        try {
            byte[] printed = process.getInputStream().readAllBytes();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return new String(printed, Charset.defaultCharset()).strip();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void encode_classOfAClosedModule_isRefusedWithTheLineThatOpensIt() throws Exception {
        Path closed = module("closed", "");
        String advice = "value is a guest.Plain; its module does not open itself; add `%s` to";
        String forModule = "opens guest to io.procession;";
        assertThat(run(onModulePath(closed), "worker", "guest.Plain"))
                .startsWith(advice.formatted(forModule));
        assertThat(run(onModulePath(module("opened to one", forModule)), "worker", "guest.Plain"))
                .isEqualTo("travelled plain 5");
        String forClassPath = "opens guest;";
        assertThat(run(onClassPath(closed), "worker", "guest.Plain"))
                .startsWith(advice.formatted(forClassPath));
        assertThat(run(onClassPath(module("opened to all", forClassPath)), "worker", "guest.Plain"))
                .isEqualTo("travelled plain 5");
    }

    @Test
    void decode_withAFilterOfTheCommandLine_heedsItInWorkerAndParent() throws Exception {
        Path guest = module("guest", "opens guest;");
        for (String side : List.of("worker", "parent")) {
            assertThat(run(onClassPath(guest, "-Djdk.serialFilter=!guest.*"), side, "guest.Plain"))
                    .isEqualTo(REFUSAL);
            assertThat(
                            run(
                                    onClassPath(guest, "-Djdk.serialFilter=guest.*;!*"),
                                    side,
                                    "guest.Plain"))
                    .isEqualTo("travelled plain 5");
        }
    }

    @Test
    void decode_withAFilterThatTheProgramSet_heedsItInTheParent() throws Exception {
        Path guest = module("guest", "opens guest;");
        assertThat(run(onClassPath(guest), "parent", "guest.Plain", "!guest.*")).isEqualTo(REFUSAL);
        assertThat(run(onClassPath(guest), "parent", "guest.Plain", "guest.*;!*"))
                .isEqualTo("travelled plain 5");
    }
}
