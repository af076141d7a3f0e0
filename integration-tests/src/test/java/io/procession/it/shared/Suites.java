package io.procession.it.shared;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import junit.framework.Test;
import junit.framework.TestCase;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/** Runs Guava's suites, which are of JUnit 3, here or where there is no JUnit that could. */
final class Suites {

    private Suites() {}

    /** Each test of a suite as one of ours. */
    static Stream<DynamicNode> dynamic(TestSuite suite) {
        return cases(suite).stream().map(each -> DynamicTest.dynamicTest(each.toString(), each::runBare));
    }

    /** The same in a worker: what failed, in words; and how many there were. */
    static List<String> failures(Supplier<TestSuite> suite, int atLeast) {
        List<String> failures = new ArrayList<>();
        List<TestCase> cases = cases(suite.get());
        if (cases.size() < atLeast) {
            failures.add("too few tests: " + cases.size());
        }
        for (TestCase each : cases) {
            try {
                each.runBare();
            } catch (Throwable e) {
                failures.add(each + ": " + e + " at " + List.of(e.getStackTrace()).subList(0, 3));
            }
        }
        return failures;
    }

    private static List<TestCase> cases(TestSuite suite) {
        List<TestCase> cases = new ArrayList<>();
        for (Test each : Collections.list(suite.tests())) {
            if (each instanceof TestSuite inner) {
                cases.addAll(cases(inner));
            } else if (each instanceof TestCase single) {
                cases.add(single);
            }
        }
        return cases;
    }
}
