package io.procession.it.weave;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.internal.deferral.Lazy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Random programs whose calls change their arguments do the same woven and not, or end in a
 * ConflictException where their calls do disturb each other. More of them, or one again:
 *
 * <pre>{@code
 * mvn -pl integration-tests -am test -Dtest=ChangesTest \
 *     -Dsurefire.failIfNoSpecifiedTests=false -Dprocession.programs=10000 -Dtest.seconds=7200
 * }</pre>
 *
 * <p>with {@code -Dprocession.seed}, {@code -Dprocession.first} and {@code -Dprocession.stop} as
 * for {@link DifferentialTest}.
 */
class ChangesTest {

    private static final int BATCH = 150;
    private static final int TOLD = 3;
    private static final boolean STOP = Boolean.getBoolean("procession.stop");

    private final List<String> differences = new ArrayList<>();
    private int different;
    private int run;
    private int parallel;
    private int disturbing;
    private int conflicts;
    private int failures;

    @Test
    void programs_whoseCallsChangeTheirArguments_doWhatTheyDoUnwoven_orConflict() {
        runAll(ChangesGenerator::of, Integer.getInteger("procession.programs", 300));
    }

    /** However calls depend on each other: with verify there is no other way to end. */
    @Test
    void programs_thatAreVerified_doWhatTheyDoUnwoven_orConflict() {
        runAll(ChangesGenerator::verified, Integer.getInteger("procession.programs", 100));
    }

    private void runAll(Batch.Writer writer, int count) {
        Long seed = Long.getLong("procession.seed");
        long first = seed != null ? seed : Long.getLong("procession.first", 0);
        long last = seed != null ? seed : first + count - 1;
        for (long from = first; from <= last && !(STOP && different > 0); from += BATCH) {
            run(Batch.of(from, Math.min(last, from + BATCH - 1), writer));
        }
        System.out.printf(
                "%d programs, %d with more than one call outstanding, %d failed, %d of %d that"
                        + " disturb conflict, %d different%n",
                run, parallel, failures, conflicts, disturbing, different);
        assertThat(differences).as("%s of %s programs differ", different, run).isEmpty();
        if (seed == null) {
            assertThat(parallel).isGreaterThan(run * 6 / 10);
            assertThat(conflicts).isBetween(disturbing / 20, disturbing * 9 / 10);
            assertThat(failures).isGreaterThan(run / 20);
        }
    }

    private void run(Batch batch) {
        ClassLoader plain = Classes.loader(batch.plain());
        ClassLoader woven = Classes.loader(batch.weaving().files());
        try (Lazy lazy = Lazy.install()) {
            for (Program each : batch.programs()) {
                Outcome serial = Outcome.of(plain, each);
                lazy.reset();
                String difference = difference(batch, serial, woven, each);
                run++;
                parallel += lazy.mostOutstanding() > 1 ? 1 : 0;
                disturbing += each.conflicts() ? 1 : 0;
                failures += serial.failure().equals("none") ? 0 : 1;
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

    private String difference(Batch batch, Outcome serial, ClassLoader woven, Program program) {
        String problem = batch.weaving().problems().get(program.className());
        if (problem != null) {
            return problem;
        }
        try {
            Outcome outcome = Outcome.of(woven, program);
            if (program.conflicts() && outcome.isConflict()) {
                conflicts++;
                return "";
            }
            return serial.differenceTo(outcome);
        } catch (LinkageError e) {
            return "  woven: " + e;
        }
    }
}
