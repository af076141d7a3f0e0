package io.procession.it.shared;

import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.MapFeature;
import io.procession.shared.SharedMap;
import io.procession.testkit.ProcessCensus;
import java.util.Map;
import java.util.function.Supplier;
import junit.framework.TestSuite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Guava's tests of what a ConcurrentMap does, over a shared map. */
@ExtendWith(ProcessCensus.class)
class MapContractTest {

    @Test
    void contract_inTheOwner_holds() {
        Contracts.holdsInTheOwner(SharedMap::<String, String>create, 800, MapContractTest::suite);
    }

    @Test
    void contract_inAWorker_holds() throws Exception {
        Contracts.holdsInAWorker(SharedMap::<String, String>create, 800, MapContractTest::suite);
    }

    private static TestSuite suite(Supplier<SharedMap<String, String>> maker) {
        return ConcurrentMapTestSuiteBuilder.using(
                        new TestStringMapGenerator() {
                            @Override
                            protected Map<String, String> create(
                                    Map.Entry<String, String>[] entries) {
                                SharedMap<String, String> map = maker.get();
                                for (Map.Entry<String, String> each : entries) {
                                    map.put(each.getKey(), each.getValue());
                                }
                                return map;
                            }
                        })
                .named("SharedMap")
                .withFeatures(
                        MapFeature.GENERAL_PURPOSE,
                        CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                        CollectionSize.ANY)
                .createTestSuite();
    }
}
