package io.procession.it.weave;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The generator itself: its programs compile, end, are worth running, and are the same each time.
 */
class GeneratorTest {

    @Test
    void generate_sameSeed_givesSameProgram() {
        for (long seed = 0; seed < 50; seed++) {
            assertThat(ProgramGenerator.of(seed, false))
                    .isEqualTo(ProgramGenerator.of(seed, false));
        }
    }

    @Test
    void run_unwovenTwice_givesTheSame() {
        int count = Integer.getInteger("procession.programs", 100);
        Map<String, Integer> failures = new TreeMap<>();
        for (long from = 0; from < count; from += 200) {
            batch(from, Math.min(count, from + 200), failures);
        }
        System.out.println(failures);
    }

    private static void batch(long from, long to, Map<String, Integer> failures) {
        Map<String, String> sources = new LinkedHashMap<>();
        List<Program> programs = new ArrayList<>();
        for (long seed = from; seed < to; seed++) {
            Program program = ProgramGenerator.of(seed, Runtime.version().feature() >= 21);
            programs.add(program);
            sources.put(program.className(), program.source());
        }
        Map<String, byte[]> files = new TreeMap<>(Classes.support());
        files.putAll(Compiler.compile(sources, "-g"));
        ClassLoader one = Classes.loader(files);
        ClassLoader two = Classes.loader(files);
        for (Program each : programs) {
            Outcome first = Outcome.of(one, each);
            assertThat(first.differenceTo(Outcome.of(two, each))).isEmpty();
            failures.merge(
                    each.fails() + " " + first.failure().replaceAll(":.*", ""), 1, Integer::sum);
        }
    }
}
