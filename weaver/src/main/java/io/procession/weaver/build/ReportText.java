package io.procession.weaver.build;

import io.procession.weaver.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Findings for people: by class, method and line, with the source's line where it is known.
 *
 * <pre>
 * com.acme.Climate
 *   serial (Climate.java)
 *      35 | results.get(lat).put(lon, work(lat, lon, data));
 *         deferred     call of work: written to by put() at a wait, in program order
 *      47 | return results;
 *         waits        for everything: its value is needed by return at line 47
 * </pre>
 */
public final class ReportText {

    private static final int WIDTH = 110;
    private static final String INDENT = " ".repeat(9);
    private static final int LABEL = 14;

    private final Function<Finding, @Nullable List<String>> sources;
    private final StringBuilder text = new StringBuilder();

    /**
     * A text for findings whose source may be at hand.
     *
     * @param sources the lines of the source file that a finding is about, or null
     */
    public ReportText(Function<Finding, @Nullable List<String>> sources) {
        this.sources = sources;
    }

    /** The kind of a finding as people and tools read it: {@code serial-loop}. */
    public static String name(Finding.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** One line, as a compiler tells: {@code Climate.java:35: error: ...}. */
    public static String line(Finding finding) {
        return finding.file()
                + (finding.line() > 0 ? ":" + finding.line() : "")
                + ": "
                + severity(finding)
                + finding.text()
                + " ["
                + finding.className()
                + "."
                + finding.method()
                + "]";
    }

    /** All of the findings. */
    public String of(List<Finding> findings) {
        text.setLength(0);
        byClass(findings).forEach(this::addClass);
        return text.toString();
    }

    private static Map<String, List<Finding>> byClass(List<Finding> findings) {
        return findings.stream()
                .collect(
                        Collectors.groupingBy(
                                Finding::className, TreeMap::new, Collectors.toList()));
    }

    private void addClass(String name, List<Finding> findings) {
        text.append(text.isEmpty() ? "" : "\n").append(name).append('\n');
        List<Finding> inOrder = new ArrayList<>(findings);
        inOrder.sort(Comparator.comparingInt(Finding::line));
        Map<String, List<Finding>> byMethod = new LinkedHashMap<>();
        for (Finding each : inOrder) {
            byMethod.computeIfAbsent(each.method(), m -> new ArrayList<>()).add(each);
        }
        byMethod.forEach(this::addMethod);
    }

    private void addMethod(String name, List<Finding> findings) {
        text.append("  ").append(name).append(" (").append(findings.get(0).file()).append(")\n");
        int line = -1;
        for (Finding each : findings) {
            if (each.line() != line) {
                line = each.line();
                addLine(each);
            }
            addFinding(each);
        }
    }

    private void addLine(Finding finding) {
        if (finding.line() <= 0) {
            return; // compiled without line numbers
        }
        List<String> source = sources.apply(finding);
        String shown = String.format(Locale.ROOT, "%6d |", finding.line());
        if (source != null && finding.line() <= source.size()) {
            shown += " " + source.get(finding.line() - 1).strip();
        }
        text.append(shown).append('\n');
    }

    private void addFinding(Finding finding) {
        String label = name(finding.kind()).replace('-', ' ');
        text.append(INDENT).append(label).append(" ".repeat(Math.max(1, LABEL - label.length())));
        int column = INDENT.length() + LABEL;
        int used = column;
        for (String word : (severity(finding) + textBehind(label, finding)).split(" ")) {
            if (used > column && used + 1 + word.length() > WIDTH) {
                text.append('\n').append(" ".repeat(column));
                used = column;
            } else if (used > column) {
                text.append(' ');
                used++;
            }
            text.append(word);
            used += word.length();
        }
        text.append('\n');
    }

    /** What the label says already is not said again. */
    private static String textBehind(String label, Finding finding) {
        Pattern again = Pattern.compile("^(call of \\S+: )?" + label + ": ");
        Matcher found = again.matcher(finding.text());
        if (!found.find()) {
            return finding.text();
        }
        String call = found.group(1) == null ? "" : found.group(1);
        return call + finding.text().substring(found.end());
    }

    private static String severity(Finding finding) {
        return switch (finding.severity()) {
            case ERROR -> "error: ";
            case WARNING -> "warning: ";
            case INFO, WAIT -> "";
        };
    }
}
