package io.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What {@code procession explain} makes of jars, folders and source files, good and bad. */
class ExplainCommandTest {

    private static final String LOCKED =
            """
            package com.acme;
            public class Locked {
                @io.procession.Concurrent
                static synchronized int work(int n) {
                    return n;
                }
            }
            """;
    private static final String TAKEN =
            """
            package com.acme;
            public class Taken {
                @io.procession.Concurrent static int work(int n) { return n; }
                static int work$concurrent(int n) { return n; }
            }
            """;
    private static final String PLAIN = "package com.acme; public class Plain {}";

    @TempDir Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int explain(Object... args) {
        List<String> all = new ArrayList<>(List.of("explain"));
        Stream.of(args).map(Object::toString).forEach(all::add);
        CommandLine commands = Main.commandLine();
        commands.setOut(new PrintWriter(out, true));
        commands.setErr(new PrintWriter(err, true));
        return commands.execute(all.toArray(new String[0]));
    }

    @Test
    void source_isShownWithItsLines() throws Exception {
        Path file = write("com/acme/Locked.java", LOCKED);

        assertThat(explain(file)).isZero();
        assertThat(out.toString().lines().toList())
                .startsWith(
                        "com.acme.Locked",
                        "  work (Locked.java)",
                        "     5 | return n;",
                        "         worker state  warning: work is synchronized: each worker has a lock of its own, so calls"
                                + " in different")
                .endsWith(
                        "",
                        "1 class looked at: 0 concurrent calls deferred, 0 waited for at once, 0 waits that keep a loop"
                                + " serial; warnings: 1, errors: 0");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 140);
    }

    @Test
    void source_withoutAMainMethod_orAnnotations_isToldToHaveNone() throws Exception {
        Path file = write("com/acme/Plain.java", PLAIN);

        assertThat(explain(file)).isZero();
        assertThat(out.toString())
                .isEqualTo("1 class looked at: no method is @Concurrent or @Synchronized\n");
    }

    @Test
    void source_thatDoesNotCompile_fails() throws Exception {
        Path file = write("Wrong.java", "class Wrong { int i = \"text\"; }");

        assertThat(explain(file)).isEqualTo(Main.FAILED);
        assertThat(err.toString()).contains("does not compile: " + file);
    }

    @Test
    void folder_ofAMavenBuild_isShownWithItsSource() throws Exception {
        Path classes = directory.resolve("target/classes");
        compile("src/main/java/com/acme/Locked.java", LOCKED, classes);
        compile("src/main/java/com/acme/Plain.java", PLAIN, classes);

        assertThat(explain(classes)).isZero();
        assertThat(out.toString()).contains("     5 | return n;", "2 classes looked at");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void classFile_alone_isExplained() throws Exception {
        compile("Locked.java", LOCKED, directory);

        assertThat(explain(directory.resolve("com/acme/Locked.class"))).isZero();
        assertThat(out.toString()).contains("  work (Locked.java)", "     5 |\n");
    }

    @ParameterizedTest
    @CsvSource({"''", "BOOT-INF/classes/", "WEB-INF/classes/"})
    void jar_isExplainedWhereverItsClassesLie(String prefix) throws Exception {
        compile("Locked.java", LOCKED, directory);
        byte[] classFile = Files.readAllBytes(directory.resolve("com/acme/Locked.class"));
        Path jar = jar(prefix + "com/acme/Locked.class", classFile);

        assertThat(explain(jar)).isZero();
        assertThat(out.toString()).contains("com.acme.Locked", "     5 |\n", "1 class looked at");
    }

    @Test
    void ownJarOrFolder_isReadToItsEnd() {
        assertThat(explain(ClassPath.core())).isZero();
        assertThat(out.toString()).contains("classes looked at");
    }

    @ParameterizedTest
    @CsvSource({
        "Locked, error, 0",
        "Locked, serial-loop, 0",
        "Locked, warning, 1",
        "Taken, error, 1",
        "Taken, Serial-Loop, 1",
        "Taken, warning, 1"
    })
    void failOn_decidesTheExitCode(String name, String failOn, int exitCode) throws Exception {
        Path file = write(name + ".java", name.equals("Locked") ? LOCKED : TAKEN);

        assertThat(explain("--fail-on", failOn, file)).isEqualTo(exitCode);
    }

    @Test
    void error_withoutFailOn_fails() throws Exception {
        Path file = write("Taken.java", TAKEN);

        assertThat(explain(file)).isEqualTo(Main.FAILED);
        assertThat(out.toString())
                .contains("not woven     error: work$concurrent exists already", "errors: 1");
    }

    @Test
    void failOn_ofAnotherWord_isRefused() {
        assertThat(explain("--fail-on", "sometimes", directory)).isEqualTo(Main.USAGE);
        assertThat(err.toString())
                .contains("expected error, serial-loop or warning, but was 'sometimes'");
    }

    @Test
    void json_isWhatTheDocumentPromises() throws Exception {
        Path file = write("com/acme/Taken.java", TAKEN);

        assertThat(explain("--json", file)).isEqualTo(Main.FAILED);
        assertThat(out.toString())
                .isEqualTo(
                        """
                        {
                          "version": 1,
                          "target": "%s",
                          "classes": 1,
                          "wovenBefore": 0,
                          "errors": 1,
                          "warnings": 0,
                          "findings": [
                            {"severity": "error", "kind": "not-woven", "class": "com.acme.Taken", "method": "work", \
                        "file": "Taken.java", "line": 3, "text": "work$concurrent exists already, and is the name that \
                        the body of work gets; rename it"}
                          ]
                        }
                        """
                                .formatted(file));
    }

    @Test
    void json_withoutFindings_hasAnEmptyList() throws Exception {
        Path file = write("Plain.java", PLAIN);

        assertThat(explain("--json", file)).isZero();
        assertThat(out.toString()).contains("\"findings\": []\n}");
    }

    @Test
    void nothingThere_isRefusedWithItsPath() {
        assertThat(explain(directory.resolve("no/where"))).isEqualTo(Main.USAGE);
        assertThat(err.toString()).contains("no such file or folder: " + directory + "/no/where");
    }

    @Test
    void jar_thatIsNotThere_isRefused() {
        assertThat(explain(directory.resolve("app.jar"))).isEqualTo(Main.USAGE);
        assertThat(err.toString()).contains("app.jar: no such file");
    }

    @Test
    void jar_withoutClasses_isRefused() throws Exception {
        Path jar = jar("readme.txt", new byte[] {'h', 'i'});

        assertThat(explain(jar)).isEqualTo(Main.USAGE);
        assertThat(err.toString()).contains("no class files in " + jar);
    }

    @Test
    void jar_thatIsNone_isRefused() throws Exception {
        Path jar = write("text.jar", "not a jar");

        assertThat(explain(jar)).isEqualTo(Main.USAGE);
        assertThat(err.toString()).contains("not a jar: " + jar);
    }

    @Test
    void folder_withoutClasses_isRefused() {
        assertThat(explain(directory)).isEqualTo(Main.USAGE);
        assertThat(err.toString()).contains("no class files in " + directory);
    }

    @Test
    void file_ofAnotherKind_isRefused() throws Exception {
        Path file = write("notes.txt", "hello");

        assertThat(explain(file)).isEqualTo(Main.USAGE);
        assertThat(err.toString())
                .contains("neither a jar, nor a folder, nor a .java or .class file: " + file);
    }

    @Test
    void classFile_thatIsNone_isRefusedWithItsPlace() throws Exception {
        Path file = write("Text.class", "this is no class file");

        assertThat(explain(file)).isEqualTo(Main.USAGE);
        assertThat(err.toString()).contains(file + ": not a class file");
    }

    @Test
    void classFile_inAJar_cutShort_isRefusedWithItsPlace() throws Exception {
        compile("Locked.java", LOCKED, directory);
        byte[] whole = Files.readAllBytes(directory.resolve("com/acme/Locked.class"));
        Path jar = jar("com/acme/Locked.class", java.util.Arrays.copyOf(whole, 40));

        assertThat(explain(jar)).isEqualTo(Main.USAGE);
        assertThat(err.toString())
                .contains(jar + "!/com/acme/Locked.class: class file is cut short or corrupt");
    }

    @Test
    void classFile_cutInItsMethods_isRefusedWithItsPlace() throws Exception {
        compile("Locked.java", LOCKED, directory);
        Path file = directory.resolve("com/acme/Locked.class");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 60));

        assertThat(explain(file)).isEqualTo(Main.USAGE);
        assertThat(err.toString()).contains(file + ": class file is corrupt");
    }

    @Test
    void explain_leavesNothingBehindAndChangesNothing() throws Exception {
        compile("Locked.java", LOCKED, directory);
        Path file = directory.resolve("com/acme/Locked.class");
        byte[] before = Files.readAllBytes(file);

        explain(directory);

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    private Path write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private void compile(String name, String text, Path classes) throws IOException {
        Path file = write(name, text);
        Files.createDirectories(classes);
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-d",
                                classes.toString(),
                                "-cp",
                                ClassPath.core(),
                                file.toString());
        assertThat(result).isZero();
    }

    private Path jar(String entry, byte[] content) throws IOException {
        Path jar = directory.resolve("app.jar");
        try (OutputStream bytes = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content);
            zip.closeEntry();
        }
        return jar;
    }
}
