package org.example.woven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What system properties do to a program that is woven. */
class SettingsTest {

    @TempDir Path directory;

    private String output(String... flags) throws IOException, InterruptedException {
        return output(List.of(), flags);
    }

    private String output(List<String> arguments, String... flags)
            throws IOException, InterruptedException {
        Path file = directory.resolve("output");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dprocession.workers=1");
        command.addAll(List.of(flags));
        command.addAll(
                List.of(
                        "-cp",
                        String.join(
                                java.io.File.pathSeparator,
                                place("io.procession.Procession"),
                                place(ChildMain.class.getName())),
                        ChildMain.class.getName()));
        command.addAll(arguments);
        Process child =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(file.toFile())
                        .start();
        try {
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).as("it ends by itself").isTrue();
        } finally {
            child.destroyForcibly();
        }
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    private static String place(String className) {
        try {
            return Path.of(
                            Class.forName(className)
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI())
                    .toString();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String caller(String output) {
        return output.strip().replaceFirst("(?s).*?([0-9]+) called .*", "$1");
    }

    private static String callee(String output) {
        return output.strip().replaceFirst("(?s).* called ", "");
    }

    @Test
    void program_withoutSettings_callsAnotherProcess() throws Exception {
        String output = output();

        assertThat(callee(output)).doesNotStartWith(caller(output) + " ");
        assertThat(output.lines()).as("nothing but what it prints").hasSize(1);
    }

    @Test
    void program_onThreads_callsAThread() throws Exception {
        String output = output("-Dprocession.backend=threads");

        assertThat(callee(output)).startsWith(caller(output) + " ").doesNotContain(" main");
    }

    @Test
    void method_thatAsksForThreads_hasThemWhateverThePoolHas() throws Exception {
        String output = output(List.of("onThreads"));

        assertThat(callee(output)).startsWith(caller(output) + " shared-threads-worker-");
    }

    @Test
    void program_inline_callsItself() throws Exception {
        String output = output("-Dprocession.backend=inline");

        assertThat(callee(output)).isEqualTo(caller(output) + " main");
    }

    @Test
    void program_thatIsTraced_tellsOfEachWait() throws Exception {
        String output = output("-Dprocession.trace=true");

        assertThat(output.lines().filter(line -> line.startsWith("procession: ")).toList())
                .hasSizeBetween(1, 2) // the second call may have ended by then
                .first()
                .asString()
                .matches(
                        "procession: org\\.example\\.woven\\.ChildMain\\.main\\(ChildMain\\.java:[0-9]+\\)"
                                + " waits for 1 call: a pending place is read: java\\.util\\.HashMap");
    }
}
