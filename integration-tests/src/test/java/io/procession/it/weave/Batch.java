package io.procession.it.weave;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Some programs, compiled together in one of several ways, as they are and woven.
 *
 * @param programs in the order of their seeds
 * @param plain all class files, what programs are made of included
 * @param weaving the same, woven
 */
record Batch(List<Program> programs, Map<String, byte[]> plain, Weaving weaving) {

    /** The ways of compiling, one a batch. */
    private static final String[][] OPTIONS = {
        {"-g"}, {"-g:none"}, {"-g", "--release", "17"}, {"-g"}
    };

    /** Writes the program of a seed, with the latest syntax or not. */
    interface Writer {
        Program of(long seed, boolean modern);
    }

    static Batch of(long first, long last) {
        return of(first, last, ProgramGenerator::of);
    }

    static Batch of(long first, long last, Writer writer) {
        String[] options = OPTIONS[Math.floorMod(first / 7, OPTIONS.length)];
        boolean modern =
                Runtime.version().feature() >= 21 && !List.of(options).contains("--release");
        List<Program> programs = new ArrayList<>();
        Map<String, String> sources = new LinkedHashMap<>();
        for (long seed = first; seed <= last; seed++) {
            Program program = writer.of(seed, modern);
            programs.add(program);
            sources.put(program.className(), program.source());
        }
        Map<String, byte[]> plain = new TreeMap<>(Classes.support());
        plain.putAll(Compiler.compile(sources, options));
        return new Batch(programs, plain, Weaving.of(plain));
    }

    /** All there is to know of a program that went wrong. */
    String explain(Program program) {
        StringBuilder text = new StringBuilder();
        text.append("seed ").append(program.seed());
        text.append(" (again: -Dprocession.seed=").append(program.seed()).append(")\n");
        int line = 1;
        for (String each : program.source().split("\n")) {
            text.append(String.format("%4d %s%n", line++, each));
        }
        weaving.findings().stream()
                .filter(each -> each.className().startsWith(program.className()))
                .forEach(each -> text.append(each).append('\n'));
        return text.toString();
    }
}
