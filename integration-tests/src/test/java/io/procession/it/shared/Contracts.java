package io.procession.it.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.ProcessFuture;
import io.procession.Procession;
import io.procession.Worker;
import io.procession.shared.SharedQueue;
import io.procession.testkit.Timeouts;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import junit.framework.TestFailure;
import junit.framework.TestResult;
import junit.framework.TestSuite;

/**
 * Runs Guava's tests of what a collection does over shared ones: in the process that made them, and
 * in another.
 */
final class Contracts {

    /** Makes the suite from what gives empty collections; runs in a worker, too. */
    interface SuiteOf<C> extends Function<Supplier<C>, TestSuite>, Serializable {}

    record Findings(int count, List<String> failures) {}

    private Contracts() {}

    static <C> void holdsInTheOwner(Supplier<C> maker, int atLeast, SuiteOf<C> suite) {
        check(run(suite.apply(maker)), atLeast);
    }

    /** The worker has each empty collection from here. */
    static <C> void holdsInAWorker(Supplier<C> maker, int atLeast, SuiteOf<C> suite)
            throws InterruptedException {
        SharedQueue<C> fresh = SharedQueue.create(8);
        try (Worker worker = Procession.fork()) {
            ProcessFuture<Findings> run = worker.call(() -> run(suite.apply(() -> taken(fresh))));
            while (!run.isDone()) {
                fresh.offer(maker.get(), Timeouts.millis(20));
            }
            check(run.result(Timeouts.LONG), atLeast);
        }
    }

    private static <C> C taken(SharedQueue<C> fresh) {
        try {
            return fresh.take();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void check(Findings found, int atLeast) {
        assertThat(found.failures).isEmpty();
        assertThat(found.count).isGreaterThan(atLeast);
    }

    private static Findings run(TestSuite suite) {
        TestResult result = new TestResult();
        suite.run(result);
        List<String> failures = new ArrayList<>();
        result.errors().asIterator().forEachRemaining(each -> failures.add(text(each)));
        result.failures().asIterator().forEachRemaining(each -> failures.add(text(each)));
        return new Findings(result.runCount(), failures);
    }

    private static String text(TestFailure failure) {
        return failure + "\n" + failure.trace();
    }
}
