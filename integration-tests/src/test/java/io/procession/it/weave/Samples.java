package io.procession.it.weave;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.testkit.ChildJvm;
import io.procession.testkit.Timeouts;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Samples in a folder, run in a JVM of their own with real workers. */
public final class Samples {

    private Samples() {}

    /** Writes the woven classes of a sample. */
    public static void write(Path folder, Sample sample) throws IOException {
        assertThat(sample.weaving().problems()).as(sample.source()).isEmpty();
        for (Map.Entry<String, byte[]> each : sample.woven().entrySet()) {
            Path file = folder.resolve(each.getKey().replace('.', '/') + ".class");
            Files.createDirectories(file.getParent());
            Files.write(file, each.getValue());
        }
    }

    /** What becomes of each, as text. */
    static Map<String, String> run(Path folder, String backend, List<String> names)
            throws IOException, ClassNotFoundException {
        Path list = folder.resolve("names");
        Path results = folder.resolve("results");
        ProgramRunner.write(list, names);
        try (ChildJvm child =
                ChildJvm.of(SampleRunner.class, list.toString(), results.toString())
                        .classPath(
                                folder + File.pathSeparator + System.getProperty("java.class.path"))
                        .flags("-Dprocession.backend=" + backend, "-Dprocession.workers=2")
                        .start()) {
            assertThat(child.awaitExit(Timeouts.LONG)).as("%s", child).isZero();
            assertThat(child.await("children").equals("0")).isEqualTo(!backend.equals("processes"));
        }
        return ProgramRunner.read(results);
    }
}
