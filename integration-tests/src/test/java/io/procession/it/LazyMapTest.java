package io.procession.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.procession.ProcessPool;
import io.procession.testkit.Flag;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Tally;
import io.procession.testkit.Timeouts;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lazy maps draw only a little ahead; eager ones stop early. Numbers in comments are lines of the
 * behaviours to hold.
 */
@ExtendWith(ProcessCensus.class)
class LazyMapTest {

    private static final int FAR = 600; // further ahead than any map may draw

    @TempDir Path directory;

    private final ProcessPool pool = ProcessPool.create(2);
    private final AtomicInteger drawn = new AtomicInteger();

    @AfterEach
    void closePool() {
        pool.shutdownNow();
        pool.close();
    }

    /** Numbers from 0 on, of which each is counted when it is drawn. */
    private Iterable<Integer> counted(int end) {
        return () -> IntStream.range(0, end).peek(i -> drawn.incrementAndGet()).boxed().iterator();
    }

    @Test
    void imap_millionInputs_neverDrawsFarAhead() {
        int consumed = 0;
        int furthest = 0;
        try (Stream<Integer> results = pool.imap(x -> x + 1, counted(1_000_000))) {
            for (Iterator<Integer> each = results.iterator();
                    consumed < 20_000 && each.hasNext();
                    consumed++) {
                assertThat(each.next()).isEqualTo(consumed + 1);
                furthest = Math.max(furthest, drawn.get() - consumed);
            }
        }
        assertThat(furthest).isLessThan(FAR);
        assertThat(drawn.get()).isLessThan(20_000 + FAR);
    }

    @Test
    void imapUnordered_millionInputs_neverDrawsFarAhead() {
        int consumed = 0;
        int furthest = 0;
        try (Stream<Integer> results = pool.imapUnordered(x -> x + 1, counted(1_000_000))) {
            for (Iterator<Integer> each = results.iterator();
                    consumed < 20_000 && each.hasNext();
                    consumed++) {
                each.next();
                furthest = Math.max(furthest, drawn.get() - consumed);
            }
        }
        assertThat(furthest).isLessThan(FAR);
    }

    @Test
    void imap_notYetConsumed_drawsNothing() {
        try (Stream<Integer> results = pool.imap(x -> x, counted(10))) {
            assertThat(drawn.get()).isZero();
            assertThat(results.toList()).hasSize(10);
        }
    }

    @Test
    void imap_longCalls_drawsAFewAWorkerAhead() {
        try (Stream<Integer> results =
                pool.imap(
                        x -> {
                            Thread.sleep(20);
                            return x;
                        },
                        counted(1000))) {
            Iterator<Integer> each = results.iterator();
            for (int i = 0; i < 20; i++) {
                each.next();
            }
            assertThat(drawn.get()).isLessThan(40);
        }
    }

    @Test
    void close_ofAStreamWithCallsUnderWay_cancelsThem() {
        Tally started = Tally.in(directory, "started");
        Flag never = Flag.in(directory, "never");
        Stream<Integer> results =
                pool.imap(
                        x -> {
                            started.add(x);
                            if (x > 0) {
                                never.await();
                            }
                            return x;
                        },
                        counted(1000));
        Iterator<Integer> each = results.iterator();
        assertThat(each.next()).isZero();
        await().atMost(Timeouts.MEDIUM).until(() -> started.count() >= 3);
        results.close();
        assertThat(pool.submit(() -> 7).result(Timeouts.MEDIUM)).isEqualTo(7);
        assertThat(started.count()).isLessThanOrEqualTo(4);
        assertThat(each.hasNext()).isFalse();
    }

    @Test
    void map_failureEarlyOfAMillionInputs_throwsBeforeTheyAreAllDrawn() {
        assertThatThrownBy(() ->
                        pool.map(
                                x -> {
                                    if (x == 10) {
                                        throw new IllegalStateException("input 10");
                                    }
                                    return x;
                                },
                                counted(100_000_000)))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("input 10");
        assertThat(drawn.get()).isLessThan(10_000_000);
    }

    @Test
    void map_millionInputs_equalsTheSerialList() {
        List<Integer> doubled = pool.map(x -> 2 * x, counted(1_000_000));
        assertThat(doubled).hasSize(1_000_000);
        assertThat(IntStream.range(0, 1_000_000).allMatch(i -> doubled.get(i) == 2 * i)).isTrue();
    }

    @Test
    void imap_parallelOperationsOnTheStream_areHarmless() {
        try (Stream<Integer> results = pool.imap(x -> x + 1, counted(1000))) {
            assertThat(results.parallel().mapToInt(Integer::intValue).sum()).isEqualTo(500_500);
        }
    }
}
