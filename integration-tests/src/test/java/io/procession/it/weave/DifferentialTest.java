package io.procession.it.weave;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.internal.deferral.Lazy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Random programs do the same woven and not. More of them:
 *
 * <pre>{@code
 * mvn -pl integration-tests -am test -Dtest=DifferentialTest \
 *     -Dsurefire.failIfNoSpecifiedTests=false -Dprocession.programs=10000 -Dtest.seconds=7200
 * }</pre>
 *
 * <p>{@code -Dprocession.seed=4711} runs one again, {@code -Dprocession.first=20000} begins there,
 * {@code -Dprocession.stop=true} ends with the first that differs.
 */
class DifferentialTest {

    private static final int BATCH = 150;
    private static final int TOLD = 3;
    private static final boolean STOP = Boolean.getBoolean("procession.stop");

    private final List<String> differences = new ArrayList<>();
    private int different;
    private int run;
    private int parallel;

    @Test
    void programs_wovenWithLazyCalls_doWhatTheyDoUnwoven() {
        Long seed = Long.getLong("procession.seed");
        long first = seed != null ? seed : Long.getLong("procession.first", 0);
        long last =
                seed != null ? seed : first + Integer.getInteger("procession.programs", 300) - 1;
        for (long from = first; from <= last && !(STOP && different > 0); from += BATCH) {
            run(Batch.of(from, Math.min(last, from + BATCH - 1)));
        }
        System.out.println(
                run
                        + " programs, "
                        + parallel
                        + " with more than one call outstanding, "
                        + different
                        + " different");
        assertThat(differences).as("%s of %s programs differ", different, run).isEmpty();
        if (seed == null) {
            assertThat(parallel).isGreaterThan(run * 6 / 10);
        }
    }

    private void run(Batch batch) {
        ClassLoader plain = Classes.loader(batch.plain());
        ClassLoader woven = Classes.loader(batch.weaving().files());
        try (Lazy lazy = Lazy.install()) {
            for (Program each : batch.programs()) {
                Outcome serial = Outcome.of(plain, each);
                if (serial.isChangedInForEach(each)) {
                    continue;
                }
                lazy.reset();
                String difference = difference(batch, serial, woven, each);
                run++;
                if (lazy.mostOutstanding() > 1) {
                    parallel++;
                }
                if (!difference.isEmpty()) {
                    different++;
                    if (differences.size() < TOLD) {
                        differences.add("\n" + batch.explain(each) + difference);
                    }
                    System.out.println("seed " + each.seed() + "\n" + difference);
                }
            }
        }
    }

    private static String difference(
            Batch batch, Outcome serial, ClassLoader woven, Program program) {
        String problem = batch.weaving().problems().get(program.className());
        if (problem != null) {
            return problem;
        }
        try {
            return serial.differenceTo(Outcome.of(woven, program));
        } catch (LinkageError e) {
            return "  woven: " + e;
        }
    }
}
