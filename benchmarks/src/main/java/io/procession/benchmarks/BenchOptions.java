package io.procession.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code procession bench} was asked for.
 *
 * @param quick fewer rounds
 * @param list name the sections, and measure nothing
 * @param json where the figures go as well, or null
 * @param markdown where the tables go as well, or null
 * @param sections what to measure, in this order
 * @param jmh arguments for JMH, which is run in place of the sections unless this is empty
 */
record BenchOptions(
        boolean quick,
        boolean list,
        Path json,
        Path markdown,
        List<Section> sections,
        List<String> jmh) {

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException in words for the user
     */
    static BenchOptions parse(String[] args) {
        boolean quick = false;
        boolean list = false;
        Path json = null;
        Path markdown = null;
        List<Section> only = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--quick" -> quick = true;
                case "--list" -> list = true;
                case "--json" -> json = Path.of(value(args, ++i));
                case "--markdown" -> markdown = Path.of(value(args, ++i));
                case "--only" -> only.add(section(value(args, ++i)));
                case "--jmh" -> {
                    value(args, i + 1);
                    List<String> rest = List.of(args).subList(i + 1, args.length);
                    return new BenchOptions(quick, list, json, markdown, only, rest);
                }
                default ->
                        throw new IllegalArgumentException(
                                "unknown argument: "
                                        + args[i]
                                        + "; known are --quick, --json FILE, --markdown FILE, --only"
                                        + " NAME, --list, --jmh NAME ...");
            }
        }
        List<Section> sections = only.isEmpty() ? List.of(Section.values()) : only;
        return new BenchOptions(quick, list, json, markdown, sections, List.of());
    }

    private static String value(String[] args, int index) {
        if (index >= args.length) {
            throw new IllegalArgumentException("value missing after " + args[index - 1]);
        }
        return args[index];
    }

    private static Section section(String title) {
        return Arrays.stream(Section.values())
                .filter(section -> section.title().equals(title))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no such section: " + title + "; there are " + titles()));
    }

    private static String titles() {
        return Arrays.stream(Section.values())
                .map(Section::title)
                .collect(Collectors.joining(", "));
    }
}
