package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.Backend;
import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a pool promises of many calls at once, wherever they run: map, starmap, imap. Numbers in
 * comments are lines of the behaviours to hold.
 */
@ExtendWith(ProcessCensus.class)
abstract class ManyCallsContract {

    static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().toList();
    static final List<Integer> SQUARES = HUNDRED.stream().map(Numbers::square).toList();

    ProcessPool pool;

    abstract Backend backend();

    @BeforeEach
    void openPool() {
        pool = builder().workers(2).build();
    }

    ProcessPool.Builder builder() {
        return ProcessPool.builder().backend(backend());
    }

    @AfterEach
    void closePool() {
        pool.close();
        assertThat(pool.isTerminated()).isTrue();
    }

    @Test // 17
    void map_hundredInputs_equalsTheSerialListInOrder() {
        assertThat(pool.map(Numbers::square, HUNDRED)).isEqualTo(SQUARES);
    }

    @ParameterizedTest // 17
    @ValueSource(ints = {1, 7, 20, 100, 1000})
    void map_withChunkSize_equalsTheSerialListInOrder(int chunkSize) {
        assertThat(pool.map(Numbers::square, HUNDRED, chunkSize)).isEqualTo(SQUARES);
    }

    @ParameterizedTest // 17
    @ValueSource(ints = {0, -1})
    void map_withChunkSizeBelowOne_isRefused(int chunkSize) {
        assertThatThrownBy(() -> pool.map(Numbers::square, HUNDRED, chunkSize))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("chunkSize must be at least 1: chunkSize=" + chunkSize);
    }

    @Test
    void map_functionThatCaptures_usesWhatItCaptured() {
        int offset = 10;
        assertThat(pool.map(x -> x + offset, List.of(1, 2, 3))).containsExactly(11, 12, 13);
    }

    @Test
    void map_nullsAmongInputsAndResults_keepTheirPlaces() {
        List<Integer> inputs = new ArrayList<>(HUNDRED);
        inputs.set(50, null);
        List<String> results = pool.map(x -> x == null ? "none" : x == 51 ? null : "some", inputs);
        assertThat(results).hasSize(100).startsWith("some").endsWith("some");
        assertThat(results.get(50)).isEqualTo("none");
        assertThat(results.get(51)).isNull();
    }

    @Test
    void map_severalFailures_throwsTheFirstInTheOrderOfTheInputs() {
        assertThatThrownBy(() -> pool.map(FailingInputs::failFrom30, HUNDRED, 10))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("input 30");
        assertThat(pool.submit(() -> 1).result()).isEqualTo(1);
    }

    @Test // 18
    void starmap_pairs_equalsTheSerialResult() {
        List<Map.Entry<Integer, Integer>> pairs =
                HUNDRED.stream().map(x -> Map.entry(x, 2 * x)).toList();
        assertThat(pool.starmap(Integer::sum, pairs))
                .isEqualTo(HUNDRED.stream().map(x -> 3 * x).toList());
    }

    @Test // 19
    void manyCalls_ofNoInputs_returnEmptyWithoutStalling() throws Exception {
        List<Integer> none = List.of();
        assertThat(pool.map(Numbers::square, none)).isEmpty();
        assertThat(pool.map(Numbers::square, none, 5)).isEmpty();
        assertThat(pool.imap(Numbers::square, none).toList()).isEmpty();
        assertThat(pool.imapUnordered(Numbers::square, none).toList()).isEmpty();
        assertThat(pool.mapAsync(Numbers::square, none).get(1, TimeUnit.SECONDS)).isEmpty();
        assertThat(pool.invokeAll(List.<Callable<Integer>>of())).isEmpty();
    }

    @Test
    void mapAsync_hundredInputs_completesWithTheSerialList() throws Exception {
        assertThat(
                        pool.mapAsync(Numbers::square, HUNDRED)
                                .get(Timeouts.MEDIUM.toMillis(), TimeUnit.MILLISECONDS))
                .isEqualTo(SQUARES);
    }

    @Test
    void mapAsync_functionThatFails_failsWithTheFirstInOrder() {
        ProcessFuture<List<Integer>> future = pool.mapAsync(FailingInputs::failFrom30, HUNDRED);
        assertThatThrownBy(future::result)
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("input 30");
    }

    @Test // 20
    void imap_hundredInputs_givesResultsInOrderThenEnds() {
        try (Stream<Integer> results = pool.imap(Numbers::square, HUNDRED)) {
            Iterator<Integer> each = results.iterator();
            for (int expected : SQUARES) {
                assertThat(each.next()).isEqualTo(expected);
            }
            assertThat(each.hasNext()).isFalse();
            assertThatThrownBy(each::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test // 20
    void imapUnordered_hundredInputs_givesTheSameMultiset() {
        try (Stream<Integer> results = pool.imapUnordered(Numbers::square, HUNDRED)) {
            assertThat(results.toList()).containsExactlyInAnyOrderElementsOf(SQUARES);
        }
    }

    @Test
    void imap_failureAmongInputs_isThrownAtItsPlaceAndTheIterationGoesOn() {
        try (Stream<Integer> results = pool.imap(FailingInputs::fail1, List.of(0, 1, 2))) {
            Iterator<Integer> each = results.iterator();
            assertThat(each.next()).isEqualTo(0);
            assertThatThrownBy(each::next)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("input 1");
            assertThat(each.next()).isEqualTo(2);
            assertThat(each.hasNext()).isFalse();
        }
    }

    @Test
    void imap_infiniteInputsWithLimit_ends() {
        Iterable<Integer> naturals = () -> IntStream.iterate(0, i -> i + 1).iterator();
        try (Stream<Integer> results = pool.imap(Numbers::square, naturals)) {
            assertThat(results.limit(10).toList()).isEqualTo(SQUARES.subList(0, 10));
        }
        try (Stream<Integer> results = pool.imapUnordered(Numbers::square, naturals)) {
            assertThat(results.limit(10).toList()).hasSize(10);
        }
        assertThat(pool.submit(() -> 1).result()).isEqualTo(1);
    }

    @Test
    void imap_inputsThatThrow_passesThatOn() {
        Iterable<Integer> broken =
                () ->
                        IntStream.range(0, 5)
                                .map(i -> {
                                    if (i == 3) {
                                        throw new IllegalStateException("input 3 cannot be drawn");
                                    }
                                    return i;
                                })
                                .iterator();
        try (Stream<Integer> results = pool.imap(Numbers::square, broken)) {
            assertThatThrownBy(results::toList).hasMessage("input 3 cannot be drawn");
        }
        assertThatThrownBy(() -> pool.map(Numbers::square, broken))
                .hasMessage("input 3 cannot be drawn");
        assertThat(pool.submit(() -> 1).result()).isEqualTo(1);
    }

    // ---- what the calls use
    // -----------------------------------------------------------------------------------------

    static final class Numbers {
        static int square(int x) {
            return x * x;
        }

        static int answer() {
            return 42;
        }
    }

    static final class FailingInputs {
        static int failFrom30(int x) {
            if (x >= 30) {
                throw new IllegalArgumentException("input " + x);
            }
            return x;
        }

        static int fail1(int x) {
            if (x == 1) {
                throw new IllegalArgumentException("input " + x);
            }
            return x;
        }
    }
}
