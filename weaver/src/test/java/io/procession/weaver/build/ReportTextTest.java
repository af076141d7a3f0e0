package io.procession.weaver.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.weaver.Finding;
import io.procession.weaver.Finding.Kind;
import io.procession.weaver.Finding.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Findings as people read them. */
class ReportTextTest {

    private static Finding finding(
            Severity severity, Kind kind, String type, String method, int line, String text) {
        return new Finding(severity, kind, type, method, "Climate.java", line, text);
    }

    private static final List<Finding> FINDINGS =
            List.of(
                    finding(
                            Severity.INFO,
                            Kind.DEFERRED,
                            "b.Two",
                            "go",
                            0,
                            "call of work: deferred: x"),
                    finding(Severity.WAIT, Kind.WAITS, "a.One", "serial", 3, "waits: return"),
                    finding(Severity.INFO, Kind.GUARD, "a.One", "serial", 2, "checked at run time"),
                    finding(
                            Severity.INFO,
                            Kind.DEFERRED,
                            "a.One",
                            "serial",
                            2,
                            "call of f: deferred: y"),
                    finding(
                            Severity.WARNING,
                            Kind.SERIAL_LOOP,
                            "a.One",
                            "other",
                            9,
                            "waits inside the loop of the call at line 8, so that loop runs the calls of one"
                                    + " round at a time: call of One.log: may read or write anything"));

    @Test
    void findings_areGroupedByClassMethodAndLine() {
        List<String> source = List.of("class One {", "   m.put(k, f(k));  ", "   return m;");

        String text = new ReportText(finding -> source).of(FINDINGS);

        assertThat(text)
                .isEqualTo(
                        """
                        a.One
                          serial (Climate.java)
                             2 | m.put(k, f(k));
                                 guard         checked at run time
                                 deferred      call of f: y
                             3 | return m;
                                 waits         return
                          other (Climate.java)
                             9 |
                                 serial loop   warning: waits inside the loop of the call at line 8, so that loop runs the calls of
                                               one round at a time: call of One.log: may read or write anything

                        b.Two
                          go (Climate.java)
                                 deferred      call of work: x
                        """);
    }

    @Test
    void noFindings_areNoText() {
        assertThat(new ReportText(finding -> null).of(List.of())).isEmpty();
    }

    @Test
    void line_isThatOfACompiler() {
        assertThat(ReportText.line(FINDINGS.get(1)))
                .isEqualTo("Climate.java:3: waits: return [a.One.serial]");
        assertThat(ReportText.line(FINDINGS.get(0)))
                .isEqualTo("Climate.java: call of work: deferred: x [b.Two.go]");
        assertThat(ReportText.line(FINDINGS.get(4)))
                .startsWith("Climate.java:9: warning: waits inside");
    }
}
