package io.procession.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code ./procession bench}: measures this machine side by side with Python and a raw pipe, and
 * says which targets are met.
 *
 * <pre>
 * ./procession bench                    all sections, some minutes
 * ./procession bench --quick            fewer rounds, for a first look
 * ./procession bench --only bulk        one section; may be repeated
 * ./procession bench --json out.json    the figures for a program, too
 * ./procession bench --markdown FILE    the tables as they stand in RESULTS.md
 * ./procession bench --list             the sections, and the question that each answers
 * ./procession bench --jmh Codec        the JMH benchmarks whose name contains this; what follows is JMH's own
 * </pre>
 */
/*
 * Bench (this JVM) -> for each section: a child JVM (SectionMain), pinned as the section asks -> Row lines -> Table, Json
 *
 * A JVM of its own gives each section a compiler, a heap and processors that no other section has touched. Whatever a ratio compares
 * was measured in that one JVM, in rounds that take turns, so that a machine that becomes slower is slower for both.
 */
public final class Bench {

    private static final int BROKEN = 1;
    private static final int USAGE = 2;

    private Bench() {}

    /** Runs what the arguments ask for; ends the JVM only if something broke. */
    public static void main(String[] args) throws Exception {
        int code = run(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    private static int run(String[] args) throws Exception {
        BenchOptions options;
        try {
            options = BenchOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("procession bench: " + e.getMessage());
            return USAGE;
        }
        if (options.list()) {
            list();
            return 0;
        }
        if (!options.jmh().isEmpty()) {
            org.openjdk.jmh.Main.main(options.jmh().toArray(String[]::new));
            return 0;
        }
        return measure(options);
    }

    private static void list() {
        for (Section section : Section.values()) {
            System.out.printf("%-20s %s%n", section.title(), section.question());
        }
    }

    private static int measure(BenchOptions options) throws IOException, InterruptedException {
        Machine machine = Machine.now();
        System.out.println(machine.describe());
        List<String> broken = new ArrayList<>();
        Map<Section, SectionProcess.Result> results = new LinkedHashMap<>();
        for (Section section : options.sections()) {
            SectionProcess.Result result = SectionProcess.run(section, options.quick());
            Table.print(System.out, section, result);
            results.put(section, result);
            if (result.failure() != null) {
                broken.add(section.title() + " (" + result.failure() + ")");
            }
        }
        System.out.println(Table.summary(results.values(), broken));
        if (options.markdown() != null) {
            Files.writeString(options.markdown(), Markdown.of(machine, results));
        }
        if (options.json() != null) {
            Files.writeString(options.json(), Json.of(machine, options, results.values(), broken));
        }
        return broken.isEmpty() ? 0 : BROKEN;
    }
}
