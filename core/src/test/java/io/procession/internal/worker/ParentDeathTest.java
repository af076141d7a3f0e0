package io.procession.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A parent that is killed leaves no worker, not even a busy one. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ParentDeathTest {

    @Test
    void killOfTheParent_whileATaskSpins_endsTheWorker() throws Exception {
        awaitDeath(killParent(), /* seconds= */ 2);
    }

    @Test
    void killOfTheParent_whenSomebodyElseHoldsThePipeOpen_endsTheWorkerAllTheSame()
            throws Exception {
        awaitDeath(killParent("leak"), /* seconds= */ 10);
    }

    private static long killParent(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new java.util.ArrayList<>(
                        List.of(
                                System.getProperty("java.home") + "/bin/java",
                                "-cp",
                                testClassPath(),
                                ParentProcess.class.getName()));
        command.addAll(List.of(arguments));
        Process parent =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader lines = parent.inputReader()) {
            long pid = Long.parseLong(lines.readLine());
            assertThat(ProcessHandle.of(pid)).as("busy worker").isPresent();
            parent.toHandle().destroyForcibly();
            assertThat(parent.waitFor()).isEqualTo(137);
            return pid;
        }
    }

    /**
     * An orphan that has ended may stay a zombie until the system's first process looks after it.
     */
    static void awaitDeath(long pid, int seconds) {
        Awaitility.await()
                .atMost(seconds, TimeUnit.SECONDS)
                .until(() -> {
                    Path stat = Path.of("/proc/" + pid + "/stat");
                    try {
                        return Files.readString(stat).contains(") Z ");
                    } catch (IOException e) {
                        return true; // there is no such process any more
                    }
                });
    }

    /** With the libraries that ParentEnd needs. */
    private static String testClassPath() {
        String libraries =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        return "target/classes"
                + File.pathSeparator
                + "target/test-classes"
                + File.pathSeparator
                + libraries;
    }
}
