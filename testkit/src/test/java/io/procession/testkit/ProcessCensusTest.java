package io.procession.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessCensusTest {

    @Test
    void count_withAChildProcess_namesItUntilItHasGone() throws IOException {
        Set<String> before = ProcessCensus.count();
        Process sleeper = new ProcessBuilder("sleep", "1000").start();
        Set<String> during = ProcessCensus.count();
        during.removeAll(before);
        assertThat(during).hasSize(1).first().asString().startsWith("process " + sleeper.pid());
        sleeper.destroyForcibly();
        assertThat(ProcessCensus.awaitNothingBut(before)).isEmpty();
    }

    @Test
    void count_withAPrivateDirectoryOfAnother_namesIt() throws IOException {
        Set<String> before = ProcessCensus.count();
        Path left = Files.createTempDirectory("procession-1-2-");
        Set<String> now = ProcessCensus.count();
        now.removeAll(before);
        assertThat(now).containsExactly("file " + left);
        Files.delete(left);
        assertThat(ProcessCensus.awaitNothingBut(before)).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void count_withASegmentOfThisProcess_namesIt() throws IOException {
        Set<String> before = ProcessCensus.count();
        long pid = ProcessHandle.current().pid();
        Path own = Files.createTempDirectory(Path.of("/dev/shm"), "procession-" + pid + "-");
        Path left = Files.createFile(own.resolve("1.seg"));
        Files.createFile(own.resolve("owner.lock")); // belongs there until the end
        Set<String> now = ProcessCensus.count();
        now.removeAll(before);
        assertThat(now).containsExactly("file " + left);
        Files.delete(left);
        assertThat(ProcessCensus.awaitNothingBut(before)).isEmpty();
        Files.delete(own.resolve("owner.lock"));
        Files.delete(own);
    }
}
