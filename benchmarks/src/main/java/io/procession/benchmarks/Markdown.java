package io.procession.benchmarks;

import java.util.Map;

/** The figures of a run as {@code RESULTS.md} holds them: one table, ratios first. */
final class Markdown {

    private Markdown() {}

    static String of(Machine machine, Map<Section, SectionProcess.Result> results) {
        StringBuilder text = new StringBuilder();
        machine.facts()
                .forEach((name, value) ->
                        text.append("- ").append(name).append(": ").append(value).append('\n'));
        text.append(
                "\n| what | ratio | target | | figure | beside | its figure |\n|---|---|---|---|---|---|---|\n");
        results.values()
                .forEach(result ->
                        result.rows().forEach(row -> text.append(line(row, result.verdict(row)))));
        results.values()
                .forEach(result ->
                        result.notes()
                                .forEach(
                                        note -> text.append("\nNote: ").append(note).append('\n')));
        return text.toString();
    }

    private static String line(Row row, String verdict) {
        return String.format(
                "| %s | %s | %s | %s | %s | %s | %s |%n",
                row.what(),
                row.isCompared() ? "**" + Row.number(row.ratio()) + "x**" : "",
                row.target().text(),
                verdict,
                figure(row.value(), row.unit()),
                row.peer(),
                row.isCompared() ? figure(row.peerValue(), row.unit()) : "");
    }

    private static String figure(double value, String unit) {
        return Row.number(value) + (unit.startsWith("/") ? unit : " " + unit);
    }
}
