package io.procession.it.weave;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.testkit.ProcessCensus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The patterns of deco, in one process and in several, are the plain serial programs. */
@ExtendWith(ProcessCensus.class)
class DecoTest {

    @TempDir static Path folder;
    private static final Map<String, Sample> SAMPLES = new LinkedHashMap<>();

    @BeforeAll
    static void compile() throws IOException {
        for (DecoCases.Case each : DecoCases.all()) {
            Sample sample = Sample.of(each.name(), each.body());
            SAMPLES.put(each.name(), sample);
            Samples.write(folder, sample);
        }
    }

    static Stream<DecoCases.Case> cases() {
        return DecoCases.all().stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void pattern_withLazyCalls_isTheSerialProgram(DecoCases.Case pattern) {
        Sample.Run run = SAMPLES.get(pattern.name()).same();
        assertThat(run.most()).isGreaterThanOrEqualTo(pattern.least());
    }

    @Test
    void patterns_withRealProcesses_areTheSerialPrograms() throws Exception {
        Map<String, String> results =
                Samples.run(folder, "processes", List.copyOf(SAMPLES.keySet()));
        SAMPLES.forEach((name, sample) ->
                assertThat(results.get(name)).as(name).isEqualTo(Sample.text(sample.serial())));
    }
}
