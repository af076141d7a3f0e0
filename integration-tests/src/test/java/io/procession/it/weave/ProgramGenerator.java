package io.procession.it.weave;

import io.procession.it.weave.Draft.Place;
import java.util.Random;

/**
 * Writes random programs, the same for the same seed. With an odd seed calls may fail, and the
 * program's own code writes to the heap only results of calls; with an even one nothing fails, and
 * everything is allowed.
 */
final class ProgramGenerator {

    private static final String[] RESULTS = {
        "int", "int", "void", "long", "double", "String", "boolean", "Integer", "Object", "int[]"
    };

    private ProgramGenerator() {}

    /** The program of a seed. */
    static Program of(long seed, boolean modern) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        boolean fails = Math.floorMod(seed, 2) == 1;
        Draft draft = new Draft(random, fails, modern);
        Calls calls = new Calls(draft);
        calls.write();
        Values values = new Values(draft, calls);
        Steps steps = new Steps(draft, values, new Writes(draft, values, calls));
        String name = "P" + seed;
        for (int k = draft.dice(3); k > 0; k--) {
            String helper = draft.fresh("sub");
            method(draft, steps, "static int " + helper + "(State s, int a)", "int", 6);
            values.helpers.add(helper);
        }
        String result = draft.pick(RESULTS);
        method(
                draft,
                steps,
                "static " + result + " run(State s, int a)",
                result,
                10 + draft.dice(14));
        String source =
                wrap(name, fails, calls.text.toString(), draft.out.toString(), result, seed);
        return new Program(
                seed, "gen." + name, source, fails, /* conflicts= */ false, /* isOrdered= */ true);
    }

    private static void method(Draft draft, Steps steps, String header, String result, int budget) {
        draft.indent = 1;
        draft.place = new Place();
        draft.place.result = result;
        draft.budget = budget;
        draft.line("@Synchronized");
        draft.begin(header + " throws Exception {");
        draft.declare("a", Draft.Type.INT, false);
        draft.line("Self me = s.owner == null ? new Self() : (Self) s.owner;");
        draft.line("s.owner = me;");
        steps.local();
        while (draft.budget > 0) {
            steps.some(3, 3);
        }
        if (!result.equals("void")) {
            steps.giveBack();
        }
        draft.end("}");
        draft.line("");
    }

    private static String wrap(
            String name, boolean fails, String calls, String body, String result, long seed) {
        String run = "run(s, " + seed % 7 + ")";
        String main =
                result.equals("void") ? run + ";\n        return null;" : "return " + run + ";";
        return """
        package gen;

        import io.procession.Concurrent;
        import io.procession.Synchronized;
        import io.procession.it.weave.program.*;
        import java.io.Serializable;
        import java.util.*;
        import java.util.function.*;
        import java.util.stream.*;

        public class Self implements Serializable {
            private static final long serialVersionUID = 1;
            static int s0;
            static long s1;
            static String s2;
            static int[] sa;

            int bias = 2;
            volatile int gain = 1;
            boolean on = true;

            public static void reset() {
                s0 = 1;
                s1 = 2;
                s2 = "s";
                sa = new int[8];
            }

            public static Object main(State s) throws Exception {
                MAIN
            }

            @Concurrent
            static int rash(int a) {
                if (FAILS && a % 4 == 1) {
                    throw new Boom("rash " + a);
                }
                return a;
            }

            static void empty(Map<String, Integer> m, int a) {
                if (a > 0) {
                    m.clear();
                }
            }

            static int twice(int a) {
                return a * 2;
            }

            static final class Closing implements AutoCloseable {
                private final State state;

                Closing(State state) {
                    this.state = state;
                }

                @Override
                public void close() {
                    Helpers.log(state, "closed");
                }
            }

        """
                        .replace("MAIN", main)
                        .replace("FAILS", Boolean.toString(fails))
                        .replace("Self", name)
                + (calls + body).replace("Self", name)
                + "}\n";
    }
}
