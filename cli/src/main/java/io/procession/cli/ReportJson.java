package io.procession.cli;

import io.procession.weaver.Finding;
import io.procession.weaver.build.Report;
import io.procession.weaver.build.ReportText;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report as JSON. Fields are added to it, never renamed or taken away. */
final class ReportJson {

    private static final int VERSION = 1;

    private ReportJson() {}

    static String of(String target, Report report) {
        String findings =
                report.findings().stream()
                        .map(ReportJson::finding)
                        .collect(Collectors.joining(",\n", "[\n", "\n  ]"));
        return "{\n  \"version\": "
                + VERSION
                + ",\n  \"target\": "
                + text(target)
                + ",\n  \"classes\": "
                + report.seen()
                + ",\n  \"wovenBefore\": "
                + report.before()
                + ",\n  \"errors\": "
                + report.errors().size()
                + ",\n  \"warnings\": "
                + report.warnings().size()
                + ",\n  \"findings\": "
                + (report.findings().isEmpty() ? "[]" : findings)
                + "\n}\n";
    }

    private static String finding(Finding finding) {
        return "    {\"severity\": "
                + text(finding.severity().name().toLowerCase(Locale.ROOT))
                + ", \"kind\": "
                + text(ReportText.name(finding.kind()))
                + ", \"class\": "
                + text(finding.className())
                + ", \"method\": "
                + text(finding.method())
                + ", \"file\": "
                + text(finding.file())
                + ", \"line\": "
                + finding.line()
                + ", \"text\": "
                + text(finding.text())
                + "}";
    }

    private static String text(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : value.toCharArray()) {
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < ' ') {
                        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
