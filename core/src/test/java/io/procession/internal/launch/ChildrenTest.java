package io.procession.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.procession.internal.util.PrivateDirectory;
import java.io.File;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildrenTest {

    @TempDir Path directory;

    @Test
    void exit_byInterrupt_leavesNothingAndSaysSoInOneLine() throws Exception {
        try (ParentJvm parent = start("hang")) {
            assumeFalse(
                    ignoresInterrupts(parent.pid()), "this run was started with SIGINT ignored");
            ProcessTreeTest.signal("INT", parent.pid());
            assertThat(parent.awaitExit(2)).isEqualTo(130);
            assertThat(parent.stderr())
                    .isEqualTo("procession: interrupted; 1 worker stopped, 3 calls abandoned\n");
            assertNothingLeft(parent);
        }
    }

    @Test
    void exit_byTermination_leavesNothingAndSaysSoInOneLine() throws Exception {
        try (ParentJvm parent = start("hang")) {
            ProcessTreeTest.signal("TERM", parent.pid());
            assertThat(parent.awaitExit(2)).isEqualTo(143);
            assertThat(parent.stderr())
                    .isEqualTo("procession: terminated; 1 worker stopped, 3 calls abandoned\n");
            assertNothingLeft(parent);
        }
    }

    @Test
    void exit_bySystemExit_keepsItsCodeAndLeavesNothing() throws Exception {
        try (ParentJvm parent = start("exit")) {
            assertThat(parent.awaitExit(2)).isEqualTo(4);
            assertThat(parent.stderr())
                    .isEqualTo("procession: exiting; 1 worker stopped, 3 calls abandoned\n");
            assertNothingLeft(parent);
        }
    }

    @Test
    void start_afterParentWasKilled_removesWhatItLeft() throws Exception {
        Path left;
        try (ParentJvm parent = start("hang")) {
            left = Path.of(parent.fact("temporary"));
            ProcessTreeTest.signal("KILL", parent.pid());
            parent.awaitExit(2);
            ProcessTreeTest.awaitDeath(parent.pidOf("worker"));
            ProcessHandle.of(parent.pidOf("child"))
                    .ifPresent(ProcessHandle::destroyForcibly); // the guest watches no parent
            assertThat(left).exists();
        }
        try (ParentJvm alive = start("hang")) {
            PrivateDirectory.removeStale(directory);
            assertThat(left).doesNotExist();
            assertThat(Path.of(alive.fact("temporary"))).exists();
        }
    }

    private ParentJvm start(String end) throws Exception {
        String classPath =
                Path.of("target/classes").toAbsolutePath()
                        + File.pathSeparator
                        + Path.of("target/test-classes").toAbsolutePath();
        return ParentJvm.start(
                directory,
                List.of(
                        "-Djava.io.tmpdir=" + directory,
                        "-cp",
                        classPath,
                        ParentMain.class.getName(),
                        "java.lang.String",
                        end));
    }

    private static void assertNothingLeft(ParentJvm parent) {
        ProcessTreeTest.awaitDeath(parent.pidOf("worker"), parent.pidOf("child"));
        assertThat(Path.of(parent.fact("temporary"))).doesNotExist();
    }

    private static boolean ignoresInterrupts(long pid) throws Exception {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> new BigInteger(line.substring(7).trim(), 16).testBit(1));
    }
}
