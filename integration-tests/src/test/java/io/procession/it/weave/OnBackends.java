package io.procession.it.weave;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.internal.deferral.Lazy;
import io.procession.testkit.ChildJvm;
import io.procession.testkit.Timeouts;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Woven programs in a folder, run in a JVM of their own with one backend and one pool for all.
 *
 * @param expected the outcome of each: that of the program as it is, or the conflict that it ends
 *     in
 */
record OnBackends(Path folder, Batch batch, List<Outcome> expected) {

    private static final int TOLD = 3;

    /** Writes the programs into the folder. */
    static OnBackends of(Path folder, Batch batch) throws IOException {
        List<Outcome> expected = expected(batch);
        for (Map.Entry<String, byte[]> each : batch.weaving().files().entrySet()) {
            Path file = folder.resolve(each.getKey().replace('.', '/') + ".class");
            Files.createDirectories(file.getParent());
            Files.write(file, each.getValue());
        }
        ProgramRunner.write(folder.resolve("programs"), batch.programs());
        return new OnBackends(folder, batch, expected);
    }

    private static List<Outcome> expected(Batch batch) {
        ClassLoader plain = Classes.loader(batch.plain());
        ClassLoader woven = Classes.loader(batch.weaving().files());
        List<Outcome> expected = new ArrayList<>();
        Lazy lazy = Lazy.install();
        try {
            for (Program each : batch.programs()) {
                Outcome conflict = each.conflicts() ? Outcome.of(woven, each) : null;
                boolean isOne = conflict != null && conflict.isConflict();
                expected.add(isOne ? conflict : Outcome.of(plain, each));
            }
        } finally {
            lazy.close();
        }
        return expected;
    }

    /** Runs all; their outcomes are the expected ones. */
    void check(String backend) throws Exception {
        Map<Long, Outcome> outcomes = run(backend);
        List<String> differences = new ArrayList<>();
        int different = 0;
        for (int k = 0; k < expected.size(); k++) {
            Program program = batch.programs().get(k);
            Outcome serial = expected.get(k);
            if (serial.isChangedInForEach(program)) {
                continue;
            }
            Outcome outcome = Objects.requireNonNull(outcomes.get(program.seed()), "outcome");
            String difference = serial.differenceTo(outcome);
            if (!difference.isEmpty() && different++ < TOLD) {
                differences.add("\n" + batch.explain(program) + difference);
            }
        }
        assertThat(differences)
                .as("%s of %s programs differ", different, expected.size())
                .isEmpty();
    }

    private Map<Long, Outcome> run(String backend) throws Exception {
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
            assertThat(Long.parseLong(child.await("calls"))).isGreaterThan(expected.size());
            assertThat(child.await("children").equals("0")).isEqualTo(!backend.equals("processes"));
        }
        return ProgramRunner.read(results);
    }
}
