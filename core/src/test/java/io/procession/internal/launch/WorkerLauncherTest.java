package io.procession.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerLauncherTest {

    private final Guest.SpecBuilder spec = Guest.spec();

    @Test
    void launch_onOwnClassPath_runsTheSameClasses() throws Exception {
        try (Guest guest = Guest.start(spec)) {
            assertThat(guest.ask('e', "echo")).isEqualTo("echo");
            assertThat(guest.ask('c', WorkerLauncherTest.class.getName()))
                    .startsWith(WorkerLauncherTest.class.getName());
            assertThat(guest.ask('c', "org.assertj.core.api.Assertions")).startsWith("org.assertj");
        }
    }

    @Test
    void launch_withSettingsOfPool_workerHasThem(@TempDir Path directory) throws Exception {
        spec.properties = Map.of("colour", "red wine");
        spec.environment = Map.of("FRUIT", "plum");
        spec.workingDirectory = directory;
        spec.maxHeap = "40m";
        try (Guest guest = Guest.start(spec)) {
            assertThat(guest.ask('p', "colour")).isEqualTo("red wine");
            assertThat(guest.ask('v', "FRUIT")).isEqualTo("plum");
            assertThat(guest.ask('p', "user.dir")).isEqualTo(directory.toRealPath().toString());
            assertThat(Long.parseLong(guest.ask('h', ""))).isBetween(30L << 20, 40L << 20);
        }
    }

    @Test
    void launch_withUsersCollectorAndHeap_theyWin() throws Exception {
        spec.jvmArgs = List.of("-XX:+UseG1GC", "-Xmx8m", "-XX:ActiveProcessorCount=3");
        spec.maxHeap = "64m";
        try (Guest guest = Guest.start(spec)) {
            assertThat(Long.parseLong(guest.ask('h', ""))).isLessThanOrEqualTo(8L << 20);
            assertThat(guest.ask('n', "")).isEqualTo("3");
        }
    }

    @Test
    void launch_withCollectorInEnvironment_doesNotClash() throws Exception {
        spec.environment = Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseParallelGC");
        try (Guest guest = Guest.start(spec)) {
            guest.ask('o', "hello\n");
            guest.tell('x', "0");
            guest.awaitExit();
            assertThat(guest.lines)
                    .containsExactly("hello"); // and not "Picked up JAVA_TOOL_OPTIONS"
        }
    }

    @Test
    void launch_overSocket_servesTheSame() throws Exception {
        System.setProperty("procession.transport", "socket");
        try (Guest guest = Guest.start(spec)) {
            assertThat(guest.ask('e', "by socket")).isEqualTo("by socket");
            guest.ask('o', "printed\n");
            guest.tell('x', "3");
            assertThat(guest.awaitExit()).isEqualTo(3);
            assertThat(guest.lines).containsExactly("printed");
        } finally {
            System.clearProperty("procession.transport");
        }
    }

    @Test
    void launch_withoutTemporaryDirectory_startsAllTheSame() throws Exception {
        String before = System.setProperty("java.io.tmpdir", "/nonexistent/tmp");
        TempDirectory.remove();
        try (Guest guest = Guest.start(spec)) {
            assertThat(guest.ask('e', "x")).isEqualTo("x");
        } finally {
            System.setProperty("java.io.tmpdir", before);
        }
    }

    @Test
    void launch_withVeryLongArguments_passesThemByFile() throws Exception {
        String value = "x".repeat(200_000);
        spec.properties = Map.of("long", value, "quoted", "a \"b\" \\c # d");
        try (Guest guest = Guest.start(spec)) {
            assertThat(guest.ask('p', "quoted")).isEqualTo("a \"b\" \\c # d");
            assertThat(guest.ask('p', "long").length()).isEqualTo(65_000);
        }
    }

    @Test
    void launch_withWrongJavaHome_saysWhatIsWrong(@TempDir Path directory) throws Exception {
        spec.javaHome = directory.resolve("nowhere");
        assertThatThrownBy(() -> Guest.start(spec))
                .hasMessage("javaHome does not exist: javaHome=" + directory.resolve("nowhere"));
        spec.javaHome = directory;
        assertThatThrownBy(() -> Guest.start(spec))
                .hasMessage(
                        "javaHome has no bin/java: javaHome="
                                + directory
                                + "; give the directory of a JDK or JRE, not that of its bin");
        Files.createDirectories(directory.resolve("bin"));
        Files.writeString(directory.resolve("bin/java"), "no program");
        assertThatThrownBy(() -> Guest.start(spec))
                .hasMessage(
                        "java cannot be executed: "
                                + directory.resolve("bin/java")
                                + "; check its permissions");
    }

    @Test
    void launch_withJavaThatIsTooOld_isRefused(@TempDir Path directory) throws Exception {
        Files.createDirectories(directory.resolve("bin"));
        Path java = Files.writeString(directory.resolve("bin/java"), "#!/bin/sh");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(directory.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
        spec.javaHome = directory;
        assertThatThrownBy(() -> Guest.start(spec))
                .hasMessage(
                        "javaHome is too old: javaHome="
                                + directory
                                + ", version=11; workers need Java 17 or later");
    }

    @Test
    void launch_inMissingDirectory_saysSo() {
        spec.workingDirectory = Path.of("/nonexistent/work");
        assertThatThrownBy(() -> Guest.start(spec))
                .hasMessage(
                        "workingDirectory does not exist, or is no directory: /nonexistent/work");
    }

    @Test
    void exit_afterBadFlag_isExplained() throws Exception {
        spec.jvmArgs = List.of("-XX:+NoSuchFlag");
        try (Guest guest = Guest.launch(spec)) {
            int code = guest.awaitExit();
            assertThat(DeathCauses.explain(code, guest.process.lastLines(), null, spec.jvmArgs))
                    .isEqualTo("java did not accept a flag: -XX:+NoSuchFlag");
        }
    }
}
