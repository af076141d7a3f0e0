package io.procession.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

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
}
