package io.procession.benchmarks;

import java.io.PrintStream;
import java.util.List;

/** Prints rows for people: what, figure, peer, ratio, target, verdict. */
final class Table {

    private static final String LINE = "  %-52s %11s %-6s | %-44s %11s | %8s %-9s %s";

    private Table() {}

    static void print(PrintStream out, Section section, SectionProcess.Result result) {
        out.println();
        out.println(section.title() + ": " + section.question());
        for (Row row : result.rows()) {
            out.println(line(row).stripTrailing());
        }
        for (String note : result.notes()) {
            out.println("  note: " + note);
        }
        if (result.failure() != null) {
            out.println("  BROKEN: " + result.failure());
        }
        out.flush();
    }

    private static String line(Row row) {
        return String.format(
                LINE,
                row.what(),
                Row.number(row.value()),
                row.unit(),
                row.peer(),
                row.isCompared() ? Row.number(row.peerValue()) : "",
                row.isCompared() ? Row.number(row.ratio()) + "x" : "",
                row.target().text(),
                row.verdict());
    }

    static String summary(List<Row> rows, List<String> broken) {
        long asked = rows.stream().filter(Row::hasTarget).count();
        long met = rows.stream().filter(Row::hasTarget).filter(Row::isMet).count();
        StringBuilder text = new StringBuilder();
        text.append(String.format("%ntargets: %d of %d met", met, asked));
        for (Row row : rows) {
            if (!row.isMet()) {
                text.append(
                        String.format(
                                "%n  missed: %s: %sx, target %s",
                                row.what(), Row.number(row.ratio()), row.target().text()));
            }
        }
        for (String each : broken) {
            text.append(String.format("%n  broken: %s", each));
        }
        return text.toString();
    }
}
