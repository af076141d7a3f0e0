package io.procession.it.shared;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import io.procession.ProcessFuture;
import io.procession.Procession;
import io.procession.Worker;
import io.procession.shared.SharedQueue;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import junit.framework.TestFailure;
import junit.framework.TestResult;
import junit.framework.TestSuite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Guava's tests of what a Queue does, over a shared queue: in the process that made it, and in
 * another.
 */
@ExtendWith(ProcessCensus.class)
class QueueContractTest {

    @Test
    void contract_inTheOwner_holds() {
        Findings found = run(SharedQueue::create);

        assertThat(found.failures).isEmpty();
        assertThat(found.count).isGreaterThan(200);
    }

    @Test
    void contract_inAWorker_holds() throws Exception {
        SharedQueue<SharedQueue<String>> fresh = SharedQueue.create(8);
        try (Worker worker = Procession.fork()) {
            ProcessFuture<Findings> run = worker.call(() -> run(() -> taken(fresh)));
            while (!run.isDone()) {
                fresh.offer(SharedQueue.create(), Timeouts.millis(20));
            }
            Findings found = run.result(Timeouts.LONG);

            assertThat(found.failures).isEmpty();
            assertThat(found.count).isGreaterThan(200);
        }
    }

    private static SharedQueue<String> taken(BlockingQueue<SharedQueue<String>> fresh) {
        try {
            return fresh.take();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private record Findings(int count, List<String> failures) {}

    private static Findings run(Supplier<SharedQueue<String>> maker) {
        TestSuite suite =
                QueueTestSuiteBuilder.using(
                                new TestStringQueueGenerator() {
                                    @Override
                                    protected Queue<String> create(String[] elements) {
                                        SharedQueue<String> queue = maker.get();
                                        for (String each : elements) {
                                            queue.add(each);
                                        }
                                        return queue;
                                    }
                                })
                        .named("SharedQueue")
                        .withFeatures(
                                CollectionSize.ANY,
                                CollectionFeature.GENERAL_PURPOSE,
                                CollectionFeature.KNOWN_ORDER)
                        .createTestSuite();
        return run(suite);
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
