package io.procession.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
        ProcessHandle worker = killParent();
        worker.onExit().orTimeout(2, TimeUnit.SECONDS).join();
    }

    @Test
    void killOfTheParent_whenSomebodyElseHoldsThePipeOpen_endsTheWorkerAllTheSame() throws Exception {
        ProcessHandle worker = killParent("leak");
        worker.onExit().orTimeout(15, TimeUnit.SECONDS).join();
    }

    private static ProcessHandle killParent(String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                testClassPath(),
                ParentProcess.class.getName()));
        command.addAll(List.of(arguments));
        Process parent =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader lines = parent.inputReader()) {
            long pid = Long.parseLong(lines.readLine());
            ProcessHandle worker = ProcessHandle.of(pid).orElseThrow();
            parent.toHandle().destroyForcibly();
            assertThat(parent.waitFor()).isEqualTo(137);
            return worker;
        }
    }

    /** With the libraries that ParentEnd needs. */
    private static String testClassPath() {
        String libraries = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return "target/classes" + File.pathSeparator + "target/test-classes" + File.pathSeparator + libraries;
    }
}
