package io.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Programs as {@code procession run} prepares them: the command that the launcher would become is
 * run, and looked at.
 */
class RunCommandTest {

    @TempDir Path sources;
    @TempDir Path runDirectory;

    private final StringWriter words = new StringWriter();

    private record Ended(int exitCode, String out, String err) {}

    @BeforeEach
    void actAsLauncher() {
        System.setProperty(RunDirectory.PROPERTY, runDirectory.toString());
    }

    @AfterEach
    void forgetLauncher() {
        System.clearProperty(RunDirectory.PROPERTY);
    }

    @Test
    void source_withArguments_getsThemAsTheyAre() throws Exception {
        Path file =
                source(
                        "Echo.java",
                        "public class Echo { public static void main(String[] args) {",
                        "  for (String each : args) { System.out.println(\"[\" + each + \"]\"); } } }");

        Ended ended = run(file.toString(), "--workers", "it's", "two\nlines", "$HOME", "");

        assertThat(ended.out()).isEqualTo("[--workers]\n[it's]\n[two\nlines]\n[$HOME]\n[]\n");
        assertThat(ended.exitCode()).isZero();
    }

    @Test
    void settings_reachTheProgramAsProperties() throws Exception {
        Path file =
                source(
                        "Settings.java",
                        "public class Settings { public static void main(String[] args) {",
                        "  for (String each : new String[] {\"workers\", \"backend\", \"progress\", \"source\"})",
                        "    System.out.println(System.getProperty(\"procession.\" + each)); } }");

        Ended ended = run("--workers", "3", "--backend", "Threads", "--progress", file.toString());

        assertThat(ended.out().lines()).containsExactly("3", "threads", "true", file.toString());
    }

    @Test
    void source_inAPackage_findsItsSiblings() throws Exception {
        source(
                "com/acme/util/Words.java",
                "package com.acme.util;",
                "public class Words { public static String hi() { return \"hi\"; } }");
        Path file =
                source(
                        "com/acme/Greet.java",
                        "package com.acme;",
                        "class Helper { static String who = \"you\"; }",
                        "public class Greet { public static void main(String[] args) {",
                        "  System.out.println(com.acme.util.Words.hi() + \" \" + Helper.who); } }");

        assertThat(run(file.toString()).out()).isEqualTo("hi you\n");
    }

    @Test
    void exitCode_isTheProgramsOwn() throws Exception {
        Path file =
                source(
                        "Seven.java",
                        "class Seven { public static void main(String[] a) { System.exit(7); } }");

        assertThat(run(file.toString()).exitCode()).isEqualTo(7);
    }

    @Test
    void uncaughtException_isReportedWithoutOurFrames() throws Exception {
        Path file =
                source(
                        "Boom.java",
                        "class Boom { public static void main(String[] a) { throw new IllegalStateException(\"boo\"); } }");

        Ended ended = run(file.toString());

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err().lines())
                .containsExactly(
                        "Exception in thread \"main\" java.lang.IllegalStateException: boo",
                        "\tat Boom.main(Boom.java:1)");
    }

    @Test
    void runDirectory_afterTheProgram_isGone() throws Exception {
        Path file = source("Quiet.java", "class Quiet { public static void main(String[] a) {} }");

        run(file.toString());

        assertThat(runDirectory).doesNotExist();
    }

    @Test
    void source_withoutMain_isRefused() throws Exception {
        Path file = source("Idle.java", "class Idle { void work() {} }");

        assertThatThrownBy(() -> Program.prepare(file.toString(), null, runDirectory))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("no main method in " + file);
    }

    @Test
    void source_thatDoesNotCompile_isRefused() throws Exception {
        Path file = source("Wrong.java", "class Wrong { int i = \"text\"; }");

        assertThatThrownBy(() -> Program.prepare(file.toString(), null, runDirectory))
                .isInstanceOfSatisfying(
                        CliException.class, e -> assertThat(e.exitCode()).isEqualTo(Main.FAILED))
                .hasMessage("does not compile: " + file);
    }

    @Test
    void mainClass_thatIsNowhere_isRefusedWithTheClassPath() throws Exception {
        Ended ended = run("-cp", sources.toString(), "com.acme.Missing");

        assertThat(ended.exitCode()).isEqualTo(Main.USAGE);
        assertThat(ended.err())
                .contains("no class com.acme.Missing on the class path", sources.toString());
    }

    @Test
    void source_withConcurrentMethods_isWovenOnDisk() throws Exception {
        Path file =
                source(
                        "Work.java",
                        "class Work {",
                        "  @io.procession.Concurrent static int work(int n) { return n; }",
                        "  public static void main(String[] a) throws Exception {",
                        "    System.out.println(Work.class.getAnnotations().length);",
                        "    Work.class.getDeclaredMethod(\"work$concurrent\", int.class);",
                        "    java.net.URL file = Work.class.getResource(\"Work.class\");",
                        "    System.out.println(new String(file.openStream().readAllBytes(), \"ISO-8859-1\")",
                        "        .contains(\"io/procession/bridge/Woven\")); } }");

        assertThat(run(file.toString()).out()).isEqualTo("1\ntrue\n");
    }

    @Test
    void source_thatCannotBeWoven_isRefusedWithFileAndLine() throws Exception {
        Path file =
                source(
                        "Taken.java",
                        "class Taken {",
                        "  @io.procession.Concurrent static void work() {",
                        "    System.out.println(); }",
                        "  static void work$concurrent() {}",
                        "  public static void main(String[] a) {} }");

        assertThat(execute("run", file.toString())).isEqualTo(Main.FAILED);
        assertThat(words.toString())
                .contains(
                        "Taken.java:3: error: work$concurrent exists already",
                        "[Taken.work]",
                        "procession: cannot be woven: 1 error");
        assertThat(runDirectory).doesNotExist();
    }

    @Test
    void explain_ofASource_comesFirst() throws Exception {
        Path file =
                source(
                        "Locked.java",
                        "class Locked {",
                        "  @io.procession.Concurrent static synchronized void work() {}",
                        "  public static void main(String[] a) { System.out.println(\"ran\"); } }");

        assertThat(execute("run", "--explain", file.toString())).isZero();
        assertThat(words.toString())
                .contains("  work (Locked.java)", "     2 | @io.procession.Concurrent static sync")
                .contains("worker state", "1 class looked at");
    }

    @Test
    void mainClass_withoutAnAgent_saysThatItsClassesAreNotWoven() {
        assertThat(execute("run", "-cp", sources.toString(), "com.acme.Main")).isZero();
        assertThat(words.toString()).contains("not woven while they are loaded");
    }

    @Test
    void mainClass_isStartedWithTheAgent() throws Exception {
        System.setProperty("procession.agent", "/opt/procession-agent.jar");
        try {
            assertThat(execute("run", "-cp", sources.toString(), "com.acme.Main")).isZero();
        } finally {
            System.clearProperty("procession.agent");
        }
        assertThat(words.toString()).isEmpty();
        assertThat(Files.readString(runDirectory.resolve("command")))
                .contains("'-javaagent:/opt/procession-agent.jar'");
    }

    @Test
    void withoutLauncher_theProgramIsAChildAndItsCodeIsReturned() throws Exception {
        System.clearProperty(RunDirectory.PROPERTY);
        Path file =
                source(
                        "Four.java",
                        "class Four { public static void main(String[] a) { System.exit(4); } }");

        assertThat(Main.commandLine().execute("run", file.toString())).isEqualTo(4);
    }

    private int execute(String... args) {
        CommandLine commands = Main.commandLine();
        commands.setErr(new PrintWriter(words, true));
        return commands.execute(args);
    }

    private Path source(String name, String... lines) throws IOException {
        Path file = sources.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, List.of(lines));
    }

    private Ended run(String... args) throws Exception {
        String[] all = new String[args.length + 1];
        all[0] = "run";
        System.arraycopy(args, 0, all, 1, args.length);
        assertThat(Main.commandLine().execute(all)).isZero();
        Path out = sources.resolve("stdout");
        Path err = sources.resolve("stderr");
        Process program =
                new ProcessBuilder("/bin/sh", runDirectory.resolve("command").toString())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        try {
            assertThat(program.waitFor(60, TimeUnit.SECONDS)).as("program ended").isTrue();
            return new Ended(program.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            program.destroyForcibly();
        }
    }
}
