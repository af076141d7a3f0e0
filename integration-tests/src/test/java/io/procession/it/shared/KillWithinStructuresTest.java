package io.procession.it.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.procession.ProcessPool;
import io.procession.actor.Actor;
import io.procession.shared.SharedList;
import io.procession.shared.SharedLongs;
import io.procession.shared.SharedMap;
import io.procession.space.TupleSpace;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The same as {@link KillAtEveryStepTest} for what holds many things: maps, lists, a tuple space,
 * an actor.
 */
@ExtendWith(ProcessCensus.class)
class KillWithinStructuresTest {

    private static final int MOST_STEPS = 200;

    /** What the actor of this test is. */
    private static final class Tally {

        private int count;

        int increment() {
            return ++count;
        }

        int count() {
            return count;
        }
    }

    private interface Adding extends BiFunction<Integer, Integer, Integer>, Serializable {}

    /** One of each, and marks of the worker's progress, in memory that it shares. */
    private record Things(
            SharedMap<String, Integer> map,
            SharedList<Integer> list,
            TupleSpace space,
            Actor<Tally> tally,
            SharedLongs marks)
            implements Serializable {

        static Things create(ProcessPool pool) {
            Things made =
                    new Things(
                            SharedMap.create(Map.of("removed", 1, "merged", 1)),
                            SharedList.create(),
                            TupleSpace.create(),
                            Actor.spawn(pool, Tally::new),
                            SharedLongs.create(8));
            made.list.addAll(List.of(1, 2, 3));
            made.space.write("job", 1);
            return made;
        }

        private void mark(int operation) {
            marks.set(operation, 1);
        }

        boolean isMarked(int operation) {
            return marks.get(operation) == 1;
        }
    }

    private static final int PUT = 0;
    private static final int MERGED = 1;
    private static final int REMOVED = 2;
    private static final int ADDED = 3;
    private static final int DROPPED = 4;
    private static final int WRITTEN = 5;
    private static final int ASKED = 6;
    private static final int ENDED = 7;

    // In the worker.

    private static @Nullable Object useEach(Things things) throws InterruptedException {
        things.map.put("put", 1);
        things.mark(PUT);
        Adding add = Integer::sum;
        things.map.merge("merged", 1, add);
        things.mark(MERGED);
        things.map.remove("removed");
        things.mark(REMOVED);
        things.list.add(4);
        things.mark(ADDED);
        things.list.remove((Object) 1);
        things.mark(DROPPED);
        things.space.write("done", 1);
        things.mark(WRITTEN);
        assertThat(things.space.take("job", Integer.class).get(1)).isEqualTo(1);
        assertThat(things.tally.ask(tally -> tally.increment()).result(Timeouts.LONG)).isOne();
        things.mark(ASKED);
        things.mark(ENDED);
        return null;
    }

    // Here.

    @Test
    void workerKilledAtEachStepOfEachOperation_leavesAllAsPromised() throws Exception {
        try (ProcessPool pool = ProcessPool.create(1)) {
            int step = 0;
            boolean died = true;
            FaultyWorker next = FaultyWorker.start(1);
            try {
                while (died) {
                    FaultyWorker worker = next;
                    step++;
                    next = FaultyWorker.start(step + 1); // starts while this one dies
                    Things things = Things.create(pool);
                    died = worker.run(() -> useEach(things));
                    checkPromises(things, died);
                    things.tally.stop().result(Timeouts.LONG);
                    things.marks.close();
                    assertThat(step).as("steps").isLessThan(MOST_STEPS);
                }
            } finally {
                next.kill();
            }
            assertThat(step).as("steps").isGreaterThan(18); // each operation is two, at least
        }
    }

    private static void checkPromises(Things things, boolean died) {
        assertThat(died || things.isMarked(ENDED)).isTrue();
        assertThat(things.map.get("put")).isIn(expected(things, PUT, null, 1));
        assertThat(things.map.get("merged")).isIn(expected(things, MERGED, 1, 2));
        assertThat(things.map.get("removed")).isIn(expected(things, REMOVED, 1, null));
        List<Integer> list = List.copyOf(things.list);
        assertThat(list).containsSubsequence(2, 3).doesNotHaveDuplicates();
        assertThat(list.contains(4)).isIn(expected(things, ADDED, false, true));
        assertThat(list.contains(1)).isIn(expected(things, DROPPED, true, false));
        boolean written = things.space.readIfExists("done", Integer.class) != null;
        assertThat(written).isIn(expected(things, WRITTEN, false, true));
        if (died) { // so whatever it took is offered again, when its end is known here
            await().atMost(Timeouts.SHORT)
                    .until(() -> things.space.takeIfExists("job", Integer.class) != null);
        }
        assertThat(things.space.readIfExists("job", Integer.class)).isNull();
        assertThat(things.space.getWaiting()).isZero();
        int count = things.tally.ask(tally -> tally.count()).result(Timeouts.LONG);
        assertThat(count).isIn(expected(things, ASKED, 0, 1));
    }

    /** What may be: only what the operation makes, once it has said that it is done. */
    private static List<@Nullable Object> expected(
            Things things, int operation, @Nullable Object before, @Nullable Object after) {
        return things.isMarked(operation)
                ? Collections.singletonList(after)
                : Arrays.asList(before, after);
    }
}
