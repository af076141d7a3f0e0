package io.procession.it.shared;

import com.google.common.collect.testing.ListTestSuiteBuilder;
import com.google.common.collect.testing.TestStringListGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.ListFeature;
import io.procession.shared.SharedList;
import io.procession.testkit.ProcessCensus;
import java.util.List;
import java.util.function.Supplier;
import junit.framework.TestSuite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Guava's tests of what a List does, over a shared list. */
@ExtendWith(ProcessCensus.class)
class ListContractTest {

    @Test
    void contract_inTheOwner_holds() {
        Contracts.holdsInTheOwner(SharedList::<String>create, 400, ListContractTest::suite);
    }

    @Test
    void contract_inAWorker_holds() throws Exception {
        Contracts.holdsInAWorker(SharedList::<String>create, 400, ListContractTest::suite);
    }

    private static TestSuite suite(Supplier<SharedList<String>> maker) {
        return ListTestSuiteBuilder.using(
                        new TestStringListGenerator() {
                            @Override
                            protected List<String> create(String[] elements) {
                                SharedList<String> list = maker.get();
                                for (String each : elements) {
                                    list.add(each);
                                }
                                return list;
                            }
                        })
                .named("SharedList")
                .withFeatures(
                        ListFeature.GENERAL_PURPOSE,
                        CollectionFeature.ALLOWS_NULL_VALUES,
                        CollectionSize.ANY)
                .createTestSuite();
    }
}
