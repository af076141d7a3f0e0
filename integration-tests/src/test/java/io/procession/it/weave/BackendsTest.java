package io.procession.it.weave;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.testkit.ChildJvm;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    private static final int TOLD = 3;

    @TempDir static Path folder;
    private static Batch batch;
    private static List<Outcome> serial;

    @BeforeAll
    static void compile() throws IOException {
        long first = Long.getLong("procession.first", 5000);
        batch = Batch.of(first, first + Integer.getInteger("procession.backend.programs", 60) - 1);
        ClassLoader plain = Classes.loader(batch.plain());
        serial = batch.programs().stream().map(each -> Outcome.of(plain, each)).toList();
        for (Map.Entry<String, byte[]> each : batch.weaving().files().entrySet()) {
            Path file = folder.resolve(each.getKey().replace('.', '/') + ".class");
            Files.createDirectories(file.getParent());
            Files.write(file, each.getValue());
        }
        ProgramRunner.write(folder.resolve("programs"), batch.programs());
    }

    @ParameterizedTest
    @ValueSource(strings = {"inline", "threads", "processes"})
    void programs_woven_doWhatTheyDoUnwoven(String backend) throws Exception {
        Path results = folder.resolve(backend);
        Duration limit = Timeouts.LONG.plusMillis(200L * batch.programs().size());
        try (ChildJvm child =
                ChildJvm.of(
                                ProgramRunner.class,
                                folder.resolve("programs").toString(),
                                results.toString())
                        .classPath(
                                folder + File.pathSeparator + System.getProperty("java.class.path"))
                        .flags(
                                "-Dprocession.backend=" + backend,
                                "-Dprocession.workers=2",
                                "-XX:-OmitStackTraceInFastThrow")
                        .start()) {
            assertThat(child.awaitExit(limit)).as("%s", child).isZero();
            // it was there that they ran
            assertThat(Long.parseLong(child.await("calls"))).isGreaterThan(serial.size());
            assertThat(child.await("children").equals("0")).isEqualTo(!backend.equals("processes"));
        }
        Map<Long, Outcome> outcomes = ProgramRunner.read(results);
        List<String> differences = new ArrayList<>();
        int different = 0;
        for (int k = 0; k < serial.size(); k++) {
            Program program = batch.programs().get(k);
            if (serial.get(k).isChangedInForEach(program)) {
                continue;
            }
            String difference = serial.get(k).differenceTo(outcomes.get(program.seed()));
            if (!difference.isEmpty() && different++ < TOLD) {
                differences.add("\n" + batch.explain(program) + difference);
            }
        }
        assertThat(differences).as("%s of %s programs differ", different, serial.size()).isEmpty();
    }
}
