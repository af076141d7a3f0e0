package io.procession.it.shared;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.MapFeature;
import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.shared.SharedMap;
import io.procession.shared.SharedQueue;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Guava's suite says of a ConcurrentMap, in the owner and from a worker. */
@ExtendWith(ProcessCensus.class)
class SharedMapSuiteTest {

    @TestFactory
    Stream<DynamicNode> map_inItsOwner_isAConcurrentMap() {
        return Suites.dynamic(suite(SharedMap::create));
    }

    @Test
    void map_fromAWorker_isAConcurrentMap() throws Exception {
        SharedQueue<SharedMap<String, String>> supply = SharedQueue.create(16);
        try (ProcessPool pool = ProcessPool.create(1)) {
            ProcessFuture<List<String>> failures =
                    pool.submit(() -> Suites.failures(() -> suite(supply::poll), 500));
            while (!failures.isDone()) {
                supply.offer(SharedMap.create(), Timeouts.millis(100));
            }
            assertThat(failures.result(Timeouts.LONG)).isEmpty();
        }
    }

    private static TestSuite suite(Supplier<SharedMap<String, String>> supply) {
        return ConcurrentMapTestSuiteBuilder.using(new Generator(supply))
                .named("SharedMap")
                .withFeatures(
                        MapFeature.GENERAL_PURPOSE,
                        CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                        CollectionSize.ANY)
                .createTestSuite();
    }

    private static final class Generator extends TestStringMapGenerator {

        private final Supplier<SharedMap<String, String>> supply;

        Generator(Supplier<SharedMap<String, String>> supply) {
            this.supply = supply;
        }

        @Override
        protected Map<String, String> create(Map.Entry<String, String>[] entries) {
            SharedMap<String, String> map = null;
            while (map == null) {
                map = supply.get();
            }
            for (Map.Entry<String, String> each : entries) {
                map.put(each.getKey(), each.getValue());
            }
            return map;
        }
    }
}
