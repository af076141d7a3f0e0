package io.procession.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The figures of a run for a program to read. */
final class Json {

    private Json() {}

    static String of(
            Machine machine,
            BenchOptions options,
            Collection<SectionProcess.Result> results,
            List<String> broken) {
        return "{\n"
                + machine.facts().entrySet().stream()
                        .map(fact -> "  " + quoted(fact.getKey()) + ": " + quoted(fact.getValue()))
                        .collect(Collectors.joining(",\n"))
                + ",\n  \"quick\": "
                + options.quick()
                + ",\n  \"broken\": ["
                + broken.stream().map(Json::quoted).collect(Collectors.joining(", "))
                + "],\n  \"rows\": [\n"
                + results.stream()
                        .flatMap(result ->
                                result.rows().stream().map(row -> "    " + row(row, result)))
                        .collect(Collectors.joining(",\n"))
                + "\n  ]\n}\n";
    }

    private static String row(Row row, SectionProcess.Result result) {
        String text =
                "{\"what\": "
                        + quoted(row.what())
                        + ", \"value\": "
                        + number(row.value())
                        + ", \"unit\": "
                        + quoted(row.unit());
        if (row.isCompared()) {
            text +=
                    ", \"peer\": "
                            + quoted(row.peer())
                            + ", \"peerValue\": "
                            + number(row.peerValue())
                            + ", \"ratio\": "
                            + number(row.ratio());
        }
        if (row.hasTarget()) {
            text +=
                    ", \"target\": "
                            + quoted(row.target().text())
                            + ", \"met\": "
                            + (result.isDecisive() ? row.isMet() : "null")
                            + ", \"others\": "
                            + number(result.others());
        }
        return text + "}";
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.6g", value) : "null";
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char each : text.toCharArray()) {
            if (each == '"' || each == '\\') {
                out.append('\\').append(each);
            } else if (each < ' ') {
                out.append(String.format("\\u%04x", (int) each));
            } else {
                out.append(each);
            }
        }
        return out.append('"').toString();
    }
}
