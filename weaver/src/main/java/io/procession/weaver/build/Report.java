package io.procession.weaver.build;

import io.procession.weaver.Finding;
import java.util.List;

/**
 * What weaving many classes came to.
 *
 * @param seen how many classes were looked at
 * @param woven how many of them were woven
 * @param before how many of them had been woven before
 * @param findings what there is to say, class by class
 */
public record Report(int seen, int woven, int before, List<Finding> findings) {

    /** A report that does not change when the list does. */
    public Report {
        findings = List.copyOf(findings);
    }

    /** What stopped methods from being woven. */
    public List<Finding> errors() {
        return of(Finding.Severity.ERROR);
    }

    /** What is right, but slower than it looks, or surprising in a worker. */
    public List<Finding> warnings() {
        return of(Finding.Severity.WARNING);
    }

    private List<Finding> of(Finding.Severity severity) {
        return findings.stream().filter(each -> each.severity() == severity).toList();
    }

    /** How many findings are of this kind. */
    public int count(Finding.Kind kind) {
        return (int) findings.stream().filter(each -> each.kind() == kind).count();
    }
}
