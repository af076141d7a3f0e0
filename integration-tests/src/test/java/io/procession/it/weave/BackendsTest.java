package io.procession.it.weave;

import io.procession.testkit.ProcessCensus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random programs do the same on every backend, that of processes with real ones; each backend has
 * a JVM of its own, and one pool for all programs. {@code -Dprocession.backend.programs=1000} runs
 * more.
 */
@ExtendWith(ProcessCensus.class)
class BackendsTest {

    private static final long FIRST = Long.getLong("procession.first", 5000);
    private static final long LAST =
            FIRST + Integer.getInteger("procession.backend.programs", 60) - 1;

    @TempDir static Path folder;
    private static OnBackends programs;
    private static OnBackends changing;

    @BeforeAll
    static void compile() throws IOException {
        programs =
                OnBackends.of(
                        Files.createDirectory(folder.resolve("programs")), Batch.of(FIRST, LAST));
        changing =
                OnBackends.of(
                        Files.createDirectory(folder.resolve("changing")),
                        Batch.of(FIRST, LAST, ChangesGenerator::of));
    }

    @ParameterizedTest
    @ValueSource(strings = {"inline", "threads", "processes"})
    void programs_woven_doWhatTheyDoUnwoven(String backend) throws Exception {
        programs.check(backend);
    }

    @ParameterizedTest
    @ValueSource(strings = {"inline", "threads", "processes"})
    void programs_whoseCallsChangeTheirArguments_doWhatTheyDoUnwoven_orConflictAlike(String backend)
            throws Exception {
        changing.check(backend);
    }
}
