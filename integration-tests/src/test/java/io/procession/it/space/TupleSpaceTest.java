package io.procession.it.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.procession.Backend;
import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.Procession;
import io.procession.TaskNotSerializableException;
import io.procession.Worker;
import io.procession.shared.SharedQueue;
import io.procession.space.Lease;
import io.procession.space.Tuple;
import io.procession.space.TupleSpace;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Stopwatch;
import io.procession.testkit.Timeouts;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A space of tuples: the behaviours of "Tuple space", in one process and between several. */
@ExtendWith(ProcessCensus.class)
class TupleSpaceTest {

    enum Suit {
        HEARTS,
        SPADES {
            @Override
            public String toString() {
                return "black";
            }
        }
    }

    record Point(int x, int y) {}

    interface Shape extends Serializable {}

    record Circle(int radius) implements Shape {}

    // Templates

    @Test
    void take_removesAndReadCopies() throws Exception {
        TupleSpace space = TupleSpace.create();
        space.write("job", 42, new double[] {1, 2});
        assertThat(space.read("job", 42, TupleSpace.ANY).get(1)).isEqualTo(42);
        assertThat(space.size()).isEqualTo(1);
        Tuple taken = space.take("job", Integer.class, TupleSpace.ANY);
        assertThat(taken).isEqualTo(Tuple.of("job", 42, new double[] {1, 2}));
        assertThat(space.takeIfExists("job", Integer.class, TupleSpace.ANY)).isNull();
        assertThat(space.size()).isZero();
    }

    @Test
    void template_ofValuesAndTypes_matchesAsEqualsAndInstanceofDo() throws Exception {
        TupleSpace space = TupleSpace.create();
        space.write("a", 1L, null);
        space.write("a", 1, "x");
        space.write(Suit.SPADES, new Circle(3));
        space.write(new Point(1, 2), List.of(7));
        space.write(null, "null first");
        space.write((Object) new String[][] {{"s"}});
        assertThat(space.readIfExists("a", 1)).as("arity").isNull();
        assertThat(space.readIfExists("a", 1, null)).as("1 is not 1L").isNull();
        assertThat(space.readIfExists("a", 1L, null)).isNotNull();
        assertThat(space.readIfExists("a", Long.class, String.class))
                .as("null is of no type")
                .isNull();
        assertThat(space.readIfExists("a", Number.class, TupleSpace.ANY)).isNotNull();
        assertThat(space.readIfExists("a", int.class, "x")).isNotNull();
        assertThat(space.readIfExists(TupleSpace.ANY, Comparable.class, "x")).isNotNull();
        assertThat(space.readIfExists(Suit.HEARTS, Shape.class)).isNull();
        assertThat(space.readIfExists(Suit.SPADES, Shape.class)).isNotNull();
        assertThat(space.readIfExists(Suit.class, Circle.class)).isNotNull();
        assertThat(space.readIfExists(Enum.class, Record.class)).isNotNull();
        assertThat(space.readIfExists(new Point(1, 2), new ArrayList<>(List.of(7)))).isNotNull();
        assertThat(space.readIfExists(new Point(1, 3), List.of(7))).isNull();
        assertThat(space.readIfExists(Point.class, List.class)).isNotNull();
        assertThat(space.readIfExists(null, "null first")).isNotNull();
        assertThat(space.read(null, "null first")).isNotNull();
        assertThat(space.readIfExists(TupleSpace.ANY, "null first")).isNotNull();
        assertThat(space.readIfExists(Object.class, "null first")).isNull();
        assertThat(space.readIfExists((Object) Object[][].class)).isNotNull();
        assertThat(space.readIfExists((Object) Object[].class)).isNotNull();
        assertThat(space.readIfExists((Object) String[].class)).isNull();
        assertThat(space.readIfExists((Object) new String[][] {{"s"}})).isNotNull();
    }

    @Test
    void template_withCondition_isLookedAtByTheTaker() throws Exception {
        TupleSpace space = TupleSpace.create();
        for (int i = 0; i < 100; i++) {
            space.write("n", i);
        }
        List<Integer> seen = new ArrayList<>();
        Tuple found =
                space.take(
                        "n",
                        TupleSpace.where(
                                Integer.class,
                                n -> {
                                    seen.add(n);
                                    return n == 77;
                                }));
        assertThat(found.intAt(1)).isEqualTo(77);
        assertThat(seen).hasSize(78).isSorted();
        assertThat(space.takeIfExists("n", TupleSpace.where(Integer.class, n -> n == 77))).isNull();
        Stopwatch watch = Stopwatch.start();
        assertThat(
                        space.take(
                                Duration.ofMillis(200),
                                "n",
                                TupleSpace.where(Integer.class, n -> n < 0)))
                .isNull();
        assertThat(watch.elapsed()).isGreaterThan(Duration.ofMillis(180));
        assertThat(space.size()).isEqualTo(99);
        try (Worker worker = Procession.fork()) {
            ProcessFuture<Integer> late =
                    worker.call(() ->
                            space.take("n", TupleSpace.where(Integer.class, n -> n > 99)).intAt(1));
            awaitWaiting(space, 1);
            space.write("n", 5);
            space.write("n", 100);
            assertThat(late.result(Timeouts.LONG)).isEqualTo(100);
        }
    }

    @Test
    void condition_thatThrows_leavesTheTuple() {
        TupleSpace space = TupleSpace.create();
        space.write("n", 1);
        assertThatThrownBy(() ->
                        space.take("n", TupleSpace.where(Integer.class, n -> 1 / (n - 1) > 0)))
                .isInstanceOf(ArithmeticException.class);
        assertThat(space.takeIfExists("n", 1)).isNotNull();
    }

    @Test
    void write_ofWhatCannotBe_isRefused() {
        TupleSpace space = TupleSpace.create();
        assertThatThrownBy(space::write).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(space::readIfExists).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> space.write("a", TupleSpace.ANY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("only a template can have this field: field=1, value=ANY");
        assertThatThrownBy(() -> space.write("a", Thread.currentThread()))
                .isInstanceOf(TaskNotSerializableException.class)
                .hasMessageContaining("tuple cannot be sent: field 1 is a java.lang.Thread");
        assertThat(space.size()).isZero();
    }

    @Test
    void tuple_givesItsFieldsByType() {
        Tuple tuple = Tuple.of("a", 1, 2L, 2.5, true, null);
        assertThat(tuple.stringAt(0)).isEqualTo("a");
        assertThat(tuple.intAt(1)).isEqualTo(1);
        assertThat(tuple.longAt(1)).isEqualTo(1);
        assertThat(tuple.doubleAt(1)).isEqualTo(1.0);
        assertThat(tuple.longAt(2)).isEqualTo(2);
        assertThat(tuple.doubleAt(3)).isEqualTo(2.5);
        assertThat(tuple.booleanAt(4)).isTrue();
        assertThat(tuple.get(5)).isNull();
        assertThat(tuple.fields()).hasSize(6);
        assertThat(tuple).hasToString("(a, 1, 2, 2.5, true, null)");
        assertThatThrownBy(() -> tuple.intAt(2))
                .isInstanceOf(ClassCastException.class)
                .hasMessageContaining("index=2, wanted=int, found=java.lang.Long");
        assertThatThrownBy(() -> tuple.get(6)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    // Between processes

    @ParameterizedTest
    @EnumSource(names = {"PROCESSES", "THREADS", "INLINE"})
    void write_inAWorker_isTakenHere(Backend backend) throws Exception {
        try (ProcessPool pool = ProcessPool.builder().workers(1).backend(backend).build()) {
            TupleSpace space = TupleSpace.create();
            pool.submit(() -> space.write("p", new Point(1, 2))).result(Timeouts.LONG);
            assertThat(space.take("p", Point.class).get(1)).isEqualTo(new Point(1, 2));
        }
    }

    @Test
    void manyTakers_haveEachTupleOnce() throws Exception {
        TupleSpace space = TupleSpace.create();
        try (ProcessPool pool = ProcessPool.create(3)) {
            List<ProcessFuture<List<Integer>>> takers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                takers.add(pool.submit(() -> takeUntilStop(space)));
            }
            for (int i = 0; i < 300; i++) {
                space.write("job", i);
            }
            List<Integer> own = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                own.add(space.take("job", Integer.class).intAt(1));
            }
            for (int i = 0; i < 3; i++) {
                space.write("job", "stop");
            }
            Set<Integer> all = new TreeSet<>(own);
            int count = own.size();
            for (ProcessFuture<List<Integer>> each : takers) {
                all.addAll(each.result(Timeouts.LONG));
                count += each.result().size();
            }
            assertThat(all).hasSize(300);
            assertThat(count).isEqualTo(300);
        }
    }

    private static List<Integer> takeUntilStop(TupleSpace space) throws InterruptedException {
        List<Integer> taken = new ArrayList<>();
        for (; ; ) {
            Tuple job = space.take("job", TupleSpace.ANY);
            if (!(job.get(1) instanceof Integer)) {
                return taken;
            }
            taken.add(job.intAt(1));
        }
    }

    @Test
    void waitingTakers_areServedInOrder_afterAllReaders() throws Exception {
        TupleSpace space = TupleSpace.create();
        CompletableFuture<Tuple> first = waiting(space, () -> space.take("x", TupleSpace.ANY));
        CompletableFuture<Tuple> other = waiting(space, () -> space.take("y", TupleSpace.ANY));
        CompletableFuture<Tuple> second =
                waiting(space, () -> space.take(TupleSpace.ANY, Integer.class));
        CompletableFuture<Tuple> read = waiting(space, () -> space.read("x", 1));
        space.write("x", 1);
        assertThat(first.get(5, TimeUnit.SECONDS)).isEqualTo(Tuple.of("x", 1));
        assertThat(read.get(5, TimeUnit.SECONDS)).isEqualTo(Tuple.of("x", 1));
        assertThat(second).isNotDone();
        space.write("x", 2);
        assertThat(second.get(5, TimeUnit.SECONDS)).isEqualTo(Tuple.of("x", 2));
        space.close();
        assertThatThrownBy(() -> other.get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasStackTraceContaining("was closed");
    }

    private interface Finding {
        Tuple find() throws InterruptedException;
    }

    /** One who waits already when this returns. */
    private static CompletableFuture<Tuple> waiting(TupleSpace space, Finding finding) {
        int before = space.getWaiting();
        CompletableFuture<Tuple> found = new CompletableFuture<>();
        Thread thread =
                new Thread(() -> {
                    try {
                        found.complete(finding.find());
                    } catch (InterruptedException | RuntimeException e) {
                        found.completeExceptionally(e);
                    }
                });
        thread.start();
        awaitWaiting(space, before + 1);
        return found;
    }

    private static void awaitWaiting(TupleSpace space, int count) {
        await().atMost(Timeouts.MEDIUM).until(() -> space.getWaiting() == count);
    }

    // Leases, eval, the end

    @Test
    void lease_thatIsOver_takesTheTupleAway() throws Exception {
        TupleSpace space = TupleSpace.create();
        Lease shortLease = space.write(Duration.ofMillis(100), "a");
        Lease longLease = space.write(Duration.ofDays(1), "b");
        assertThat(space.readIfExists("b")).isNotNull();
        await().atMost(Timeouts.SHORT).until(() -> space.readIfExists("a") == null);
        assertThat(space.size()).isEqualTo(1);
        assertThat(shortLease.renew(Duration.ofSeconds(1))).isFalse();
        assertThat(shortLease.cancel()).isFalse();
        try (Worker worker = Procession.fork()) {
            assertThat(
                            worker.call(() -> longLease.renew(Duration.ofMillis(50)))
                                    .result(Timeouts.LONG))
                    .isTrue();
        }
        await().atMost(Timeouts.SHORT).until(() -> space.size() == 0);
        Lease cancelled = space.write(Duration.ofDays(1), "c");
        assertThat(cancelled.cancel()).isTrue();
        assertThat(space.takeIfExists("c")).isNull();
        assertThatThrownBy(() -> space.write(Duration.ZERO, "d"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void eval_addsTheTupleWhenItsFieldsAreKnown() throws Exception {
        TupleSpace space = TupleSpace.create();
        try (ProcessPool pool = ProcessPool.create(1)) {
            space.eval(pool, "sum", () -> 41 + 1);
            assertThat(space.take(Timeouts.LONG, "sum", Integer.class).intAt(1)).isEqualTo(42);
            CompletableFuture<Tuple> failing =
                    space.eval(
                            pool,
                            "fails",
                            () -> {
                                throw new IllegalStateException("no result");
                            });
            assertThatThrownBy(() -> failing.get(60, TimeUnit.SECONDS))
                    .hasStackTraceContaining("no result");
            assertThat(space.size()).isZero();
        }
    }

    @Test
    void take_thatTimesOutOrIsInterrupted_leavesNothing() throws Exception {
        TupleSpace space = TupleSpace.create();
        assertThat(space.take(Duration.ofMillis(50), "a")).isNull();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> space.take("a")).isInstanceOf(InterruptedException.class);
        try (Worker worker = Procession.fork()) {
            assertThat(
                            worker.call(() -> space.take(Duration.ofMillis(50), "a") == null)
                                    .result(Timeouts.LONG))
                    .isTrue();
        }
        assertThat(space.getWaiting()).isZero();
        space.write("a");
        assertThat(space.takeIfExists("a")).isNotNull();
    }

    @Test
    void sharedObjects_inATuple_areTheSameForTheTaker() throws Exception {
        TupleSpace space = TupleSpace.create();
        try (Worker worker = Procession.fork()) {
            worker.call(() -> space.write("q", SharedQueue.create())).result(Timeouts.LONG);
            Tuple taken = space.take("q", SharedQueue.class);
            @SuppressWarnings("unchecked")
            SharedQueue<String> queue = (SharedQueue<String>) taken.get(1);
            worker.call(() -> queue.add("alive")).result(Timeouts.LONG);
            assertThat(queue.take()).isEqualTo("alive");
        }
    }
}
