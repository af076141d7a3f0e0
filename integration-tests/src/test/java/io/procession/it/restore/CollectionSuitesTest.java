package io.procession.it.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.testing.ListTestSuiteBuilder;
import com.google.common.collect.testing.MapTestSuiteBuilder;
import com.google.common.collect.testing.NavigableMapTestSuiteBuilder;
import com.google.common.collect.testing.NavigableSetTestSuiteBuilder;
import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.SetTestSuiteBuilder;
import com.google.common.collect.testing.TestStringListGenerator;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.TestStringSetGenerator;
import com.google.common.collect.testing.TestStringSortedMapGenerator;
import com.google.common.collect.testing.TestStringSortedSetGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.Feature;
import com.google.common.collect.testing.features.ListFeature;
import com.google.common.collect.testing.features.MapFeature;
import com.google.common.collect.testing.features.SetFeature;
import io.procession.internal.deferral.Lazy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import junit.framework.TestFailure;
import junit.framework.TestResult;
import junit.framework.TestSuite;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Collections that went to a call and came back pass Guava's suites: the caller's own that a call
 * filled, the caller's own that a call emptied and filled again, and copies.
 */
class CollectionSuitesTest {

    private static final int TOLD = 5;
    private static final int MOST_FAILING = 4; // one test in so many, or nothing was tested

    /** How a collection travels. */
    enum Trip {
        NONE,
        FILLED,
        STIRRED,
        COPIED;

        /** All sizes once; then the suites take long enough. */
        Feature<?> sizes() {
            return ordinal() <= FILLED.ordinal() ? CollectionSize.ANY : CollectionSize.SEVERAL;
        }

        Object apply(Object empty, Object[] elements, Object spare) {
            return switch (this) {
                case NONE -> Trips.filledHere(empty, elements);
                case FILLED -> Trips.filled(empty, elements);
                case STIRRED -> Trips.stirred(Trips.filledHere(empty, elements), spare);
                case COPIED -> Trips.copied(Trips.filledHere(empty, elements));
            };
        }
    }

    /** A class of collections, and what it can do. */
    private record Tried<C>(Supplier<C> empty, Feature<?>... features) {
        String name() {
            return empty.get().getClass().getSimpleName();
        }
    }

    private static final List<Tried<List<String>>> LISTS =
            List.of(
                    new Tried<>(
                            ArrayList::new,
                            ListFeature.GENERAL_PURPOSE,
                            CollectionFeature.ALLOWS_NULL_VALUES,
                            CollectionFeature.FAILS_FAST_ON_CONCURRENT_MODIFICATION),
                    new Tried<>(
                            LinkedList::new,
                            ListFeature.GENERAL_PURPOSE,
                            CollectionFeature.ALLOWS_NULL_VALUES,
                            CollectionFeature.FAILS_FAST_ON_CONCURRENT_MODIFICATION),
                    new Tried<>(
                            Vector::new,
                            ListFeature.GENERAL_PURPOSE,
                            CollectionFeature.ALLOWS_NULL_VALUES,
                            CollectionFeature.FAILS_FAST_ON_CONCURRENT_MODIFICATION),
                    new Tried<>(
                            CopyOnWriteArrayList::new,
                            ListFeature.SUPPORTS_ADD_WITH_INDEX,
                            ListFeature.SUPPORTS_REMOVE_WITH_INDEX,
                            ListFeature.SUPPORTS_SET,
                            CollectionFeature.SUPPORTS_ADD,
                            CollectionFeature.SUPPORTS_REMOVE,
                            CollectionFeature.ALLOWS_NULL_VALUES),
                    new Tried<>(
                            () -> Collections.synchronizedList(new ArrayList<>()),
                            ListFeature.GENERAL_PURPOSE,
                            CollectionFeature.ALLOWS_NULL_VALUES));

    private static final List<Tried<Set<String>>> SETS =
            List.of(
                    new Tried<>(
                            HashSet::new,
                            SetFeature.GENERAL_PURPOSE,
                            CollectionFeature.ALLOWS_NULL_VALUES,
                            CollectionFeature.FAILS_FAST_ON_CONCURRENT_MODIFICATION),
                    new Tried<>(
                            LinkedHashSet::new,
                            SetFeature.GENERAL_PURPOSE,
                            CollectionFeature.ALLOWS_NULL_VALUES,
                            CollectionFeature.FAILS_FAST_ON_CONCURRENT_MODIFICATION,
                            CollectionFeature.KNOWN_ORDER),
                    new Tried<>(
                            CopyOnWriteArraySet::new,
                            CollectionFeature.SUPPORTS_ADD,
                            CollectionFeature.SUPPORTS_REMOVE,
                            CollectionFeature.ALLOWS_NULL_VALUES,
                            CollectionFeature.KNOWN_ORDER),
                    new Tried<>(
                            () -> Collections.newSetFromMap(new HashMap<>()),
                            SetFeature.GENERAL_PURPOSE,
                            CollectionFeature.ALLOWS_NULL_VALUES,
                            CollectionFeature.FAILS_FAST_ON_CONCURRENT_MODIFICATION),
                    new Tried<>(ConcurrentHashMap::newKeySet, SetFeature.GENERAL_PURPOSE));

    private static final List<Tried<SortedSet<String>>> SORTED_SETS =
            List.of(
                    new Tried<>(
                            TreeSet::new,
                            SetFeature.GENERAL_PURPOSE,
                            CollectionFeature.KNOWN_ORDER,
                            CollectionFeature.FAILS_FAST_ON_CONCURRENT_MODIFICATION),
                    new Tried<>(
                            ConcurrentSkipListSet::new,
                            SetFeature.GENERAL_PURPOSE,
                            CollectionFeature.KNOWN_ORDER));

    private static final List<Tried<Map<String, String>>> MAPS =
            List.of(
                    new Tried<>(
                            HashMap::new,
                            MapFeature.GENERAL_PURPOSE,
                            MapFeature.ALLOWS_NULL_KEYS,
                            MapFeature.ALLOWS_NULL_VALUES,
                            MapFeature.ALLOWS_ANY_NULL_QUERIES,
                            MapFeature.FAILS_FAST_ON_CONCURRENT_MODIFICATION,
                            CollectionFeature.SUPPORTS_ITERATOR_REMOVE),
                    new Tried<>(
                            LinkedHashMap::new,
                            MapFeature.GENERAL_PURPOSE,
                            MapFeature.ALLOWS_NULL_KEYS,
                            MapFeature.ALLOWS_NULL_VALUES,
                            MapFeature.ALLOWS_ANY_NULL_QUERIES,
                            MapFeature.FAILS_FAST_ON_CONCURRENT_MODIFICATION,
                            CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                            CollectionFeature.KNOWN_ORDER),
                    new Tried<>(
                            ConcurrentHashMap::new,
                            MapFeature.GENERAL_PURPOSE,
                            CollectionFeature.SUPPORTS_ITERATOR_REMOVE));

    private static final List<Tried<SortedMap<String, String>>> SORTED_MAPS =
            List.of(
                    new Tried<>(
                            TreeMap::new,
                            MapFeature.GENERAL_PURPOSE,
                            MapFeature.ALLOWS_NULL_VALUES,
                            MapFeature.FAILS_FAST_ON_CONCURRENT_MODIFICATION,
                            CollectionFeature.KNOWN_ORDER,
                            CollectionFeature.SUPPORTS_ITERATOR_REMOVE),
                    new Tried<>(
                            ConcurrentSkipListMap::new,
                            MapFeature.GENERAL_PURPOSE,
                            CollectionFeature.KNOWN_ORDER,
                            CollectionFeature.SUPPORTS_ITERATOR_REMOVE));

    private static final List<Tried<Queue<String>>> QUEUES =
            List.of(
                    new Tried<>(
                            LinkedList::new,
                            CollectionFeature.GENERAL_PURPOSE,
                            CollectionFeature.ALLOWS_NULL_VALUES,
                            CollectionFeature.KNOWN_ORDER),
                    new Tried<>(
                            ArrayDeque::new,
                            CollectionFeature.GENERAL_PURPOSE,
                            CollectionFeature.KNOWN_ORDER),
                    new Tried<>(
                            () -> new ArrayBlockingQueue<>(100),
                            CollectionFeature.GENERAL_PURPOSE,
                            CollectionFeature.KNOWN_ORDER),
                    new Tried<>(
                            ConcurrentLinkedQueue::new,
                            CollectionFeature.GENERAL_PURPOSE,
                            CollectionFeature.KNOWN_ORDER),
                    new Tried<>(
                            ConcurrentLinkedDeque::new,
                            CollectionFeature.GENERAL_PURPOSE,
                            CollectionFeature.KNOWN_ORDER),
                    new Tried<>(
                            LinkedBlockingQueue::new,
                            CollectionFeature.GENERAL_PURPOSE,
                            CollectionFeature.KNOWN_ORDER),
                    new Tried<>(
                            LinkedBlockingDeque::new,
                            CollectionFeature.GENERAL_PURPOSE,
                            CollectionFeature.KNOWN_ORDER),
                    new Tried<>(PriorityQueue::new, CollectionFeature.GENERAL_PURPOSE),
                    new Tried<>(PriorityBlockingQueue::new, CollectionFeature.GENERAL_PURPOSE));

    static Stream<Arguments> suites() {
        Stream.Builder<Arguments> suites = Stream.builder();
        LISTS.forEach(each -> suites.add(named(each, trip -> list(each, trip))));
        SETS.forEach(each -> suites.add(named(each, trip -> set(each, trip))));
        SORTED_SETS.forEach(each -> suites.add(named(each, trip -> sortedSet(each, trip))));
        MAPS.forEach(each -> suites.add(named(each, trip -> map(each, trip))));
        SORTED_MAPS.forEach(each -> suites.add(named(each, trip -> sortedMap(each, trip))));
        QUEUES.forEach(each -> suites.add(named(each, trip -> queue(each, trip))));
        return suites.build();
    }

    private static Arguments named(Tried<?> tried, Function<Trip, TestSuite> suites) {
        return Arguments.of(tried.name(), suites);
    }

    /** What fails with a collection that never travelled, such as a copy-on-write one, may fail. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("suites")
    void collection_thatCameBack_passesWhatItPassedBefore(
            String name, Function<Trip, TestSuite> suites) {
        Map<String, String> before = failures(suites, Trip.NONE);
        for (Trip trip : List.of(Trip.FILLED, Trip.STIRRED, Trip.COPIED)) {
            Map<String, String> now = failures(suites, trip);
            now.keySet().removeAll(before.keySet());
            assertThat(now.values().stream().limit(TOLD))
                    .as("%s %s: %s", name, trip, now.keySet())
                    .isEmpty();
        }
    }

    /** By the names of tests, what became of them. */
    private static Map<String, String> failures(Function<Trip, TestSuite> suites, Trip trip) {
        TestResult result = new TestResult();
        try (Lazy lazy = Lazy.install()) {
            suites.apply(trip).run(result);
            assertThat(lazy.calls() > 0).isEqualTo(trip != Trip.NONE);
        }
        Map<String, String> failures = new TreeMap<>();
        for (TestFailure each : Collections.list(result.failures())) {
            failures.put(each.failedTest().toString(), each.trace());
        }
        for (TestFailure each : Collections.list(result.errors())) {
            failures.put(each.failedTest().toString(), each.trace());
        }
        assertThat(result.runCount()).isGreaterThan(MOST_FAILING * failures.size());
        return failures;
    }

    // ---- suites

    @SuppressWarnings("unchecked") // what comes back is what went
    private static <C> C trip(Trip trip, Tried<C> tried, Object[] elements, Object spare) {
        return (C) trip.apply(tried.empty().get(), elements, spare);
    }

    private static TestSuite list(Tried<List<String>> tried, Trip trip) {
        return ListTestSuiteBuilder.using(
                        new TestStringListGenerator() {
                            @Override
                            protected List<String> create(String[] elements) {
                                return trip(trip, tried, elements, "spare");
                            }
                        })
                .named(tried.name())
                .withFeatures(trip.sizes())
                .withFeatures(tried.features())
                .createTestSuite();
    }

    private static TestSuite set(Tried<Set<String>> tried, Trip trip) {
        return SetTestSuiteBuilder.using(
                        new TestStringSetGenerator() {
                            @Override
                            protected Set<String> create(String[] elements) {
                                return trip(trip, tried, elements, "spare");
                            }
                        })
                .named(tried.name())
                .withFeatures(trip.sizes())
                .withFeatures(tried.features())
                .createTestSuite();
    }

    private static TestSuite sortedSet(Tried<SortedSet<String>> tried, Trip trip) {
        return NavigableSetTestSuiteBuilder.using(
                        new TestStringSortedSetGenerator() {
                            @Override
                            protected SortedSet<String> create(String[] elements) {
                                return trip(trip, tried, elements, "spare");
                            }
                        })
                .named(tried.name())
                .withFeatures(trip.sizes())
                .withFeatures(tried.features())
                .createTestSuite();
    }

    private static TestSuite map(Tried<Map<String, String>> tried, Trip trip) {
        return MapTestSuiteBuilder.using(
                        new TestStringMapGenerator() {
                            @Override
                            protected Map<String, String> create(Entry<String, String>[] entries) {
                                return trip(trip, tried, entries, "spare");
                            }
                        })
                .named(tried.name())
                .withFeatures(trip.sizes())
                .withFeatures(tried.features())
                .createTestSuite();
    }

    private static TestSuite sortedMap(Tried<SortedMap<String, String>> tried, Trip trip) {
        return NavigableMapTestSuiteBuilder.using(
                        new TestStringSortedMapGenerator() {
                            @Override
                            protected SortedMap<String, String> create(
                                    Entry<String, String>[] entries) {
                                return trip(trip, tried, entries, "spare");
                            }
                        })
                .named(tried.name())
                .withFeatures(trip.sizes())
                .withFeatures(tried.features())
                .createTestSuite();
    }

    private static TestSuite queue(Tried<Queue<String>> tried, Trip trip) {
        return QueueTestSuiteBuilder.using(
                        new TestStringQueueGenerator() {
                            @Override
                            protected Queue<String> create(String[] elements) {
                                return trip(trip, tried, elements, "spare");
                            }
                        })
                .named(tried.name())
                .withFeatures(trip.sizes())
                .withFeatures(tried.features())
                .createTestSuite();
    }
}
