package io.procession.benchmarks;

import java.io.PrintStream;
import java.util.Collection;
import java.util.List;

/** Prints rows for people: what, figure, peer, ratio, target, verdict. */
final class Table {

    private static final String LINE = "  %-52s %11s %-6s | %-44s %11s | %8s %-9s %s";

    private Table() {}

    static void print(PrintStream out, Section section, SectionProcess.Result result) {
        out.println();
        out.println(section.title() + ": " + section.question());
        for (Row row : result.rows()) {
            out.println(line(row, result.verdict(row)).stripTrailing());
        }
        for (String note : result.notes()) {
            out.println("  note: " + note);
        }
        if (result.failure() != null) {
            out.println("  BROKEN: " + result.failure());
        }
        out.flush();
    }

    private static String line(Row row, String verdict) {
        return String.format(
                LINE,
                row.what(),
                Row.number(row.value()),
                row.unit(),
                row.peer(),
                row.isCompared() ? Row.number(row.peerValue()) : "",
                row.isCompared() ? Row.number(row.ratio()) + "x" : "",
                row.target().text(),
                verdict);
    }

    static String summary(Collection<SectionProcess.Result> results, List<String> broken) {
        StringBuilder lists = new StringBuilder();
        int asked = 0;
        int met = 0;
        int undecided = 0;
        for (SectionProcess.Result result : results) {
            for (Row row : result.rows()) {
                asked += row.hasTarget() ? 1 : 0;
                undecided += row.hasTarget() && !result.isDecisive() ? 1 : 0;
                met += row.hasTarget() && result.isDecisive() && row.isMet() ? 1 : 0;
                if (result.isDecisive() && !row.isMet()) {
                    lists.append(
                            String.format(
                                    "%n  missed: %s: %sx, target %s",
                                    row.what(), Row.number(row.ratio()), row.target().text()));
                }
            }
        }
        broken.forEach(each -> lists.append(String.format("%n  broken: %s", each)));
        String waiting =
                undecided == 0
                        ? ""
                        : ", "
                                + undecided
                                + " undecided: the machine was busy, run again when it is quiet";
        return String.format("%ntargets: %d of %d met%s", met, asked, waiting) + lists;
    }
}
