package io.procession.it.shared;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.shared.SharedList;
import io.procession.shared.SharedMap;
import io.procession.shared.SharedQueue;
import io.procession.space.Tuple;
import io.procession.space.TupleSpace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Predicate;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Whether what several threads of the owner do to shared objects at once looks as if it were done
 * one after the other. Lincheck makes the threads, and the search for such an order.
 */
class LinearizabilityTest {

    static void check(Class<?> operations, Class<?> sequential) {
        check(operations, sequential, 10);
    }

    private static void check(Class<?> operations, Class<?> sequential, int iterations) {
        new StressOptions()
                .iterations(iterations)
                .invocationsPerIteration(400)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(2)
                .actorsAfter(2)
                .minimizeFailedScenario(false)
                .sequentialSpecification(sequential)
                .check(operations);
    }

    @Test
    void map_underStress_isLinearizable() {
        check(MapOperations.class, SequentialMap.class);
    }

    @Test
    void list_underStress_isLinearizable() {
        check(ListOperations.class, SequentialList.class);
    }

    @Test
    void queue_underStress_isLinearizable() {
        check(QueueOperations.class, SequentialQueue.class);
    }

    @Test
    void space_underStress_isLinearizable() {
        check(SpaceOperations.class, SequentialSpace.class);
    }

    @Test
    void updateInTwoSteps_isFoundNotToBe() {
        assertThatThrownBy(() -> check(CarelessOperations.class, SequentialMap.class, 200))
                .isInstanceOf(LincheckAssertionError.class);
    }

    // Map

    @Param(name = "key", gen = IntGen.class, conf = "1:2")
    @Param(name = "value", gen = IntGen.class, conf = "1:3")
    public static class MapOperations {

        final Map<Integer, Integer> map = map();

        Map<Integer, Integer> map() {
            return SharedMap.create();
        }

        @Operation
        public @Nullable Integer put(
                @Param(name = "key") int key, @Param(name = "value") int value) {
            return map.put(key, value);
        }

        @Operation
        public @Nullable Integer get(@Param(name = "key") int key) {
            return map.get(key);
        }

        @Operation
        public @Nullable Integer remove(@Param(name = "key") int key) {
            return map.remove(key);
        }

        @Operation
        public @Nullable Integer putIfAbsent(
                @Param(name = "key") int key, @Param(name = "value") int value) {
            return map.putIfAbsent(key, value);
        }

        @Operation
        public boolean replace(
                @Param(name = "key") int key,
                @Param(name = "value") int seen,
                @Param(name = "value") int value) {
            return map.replace(key, seen, value);
        }

        @Operation
        public boolean removeValue(@Param(name = "key") int key, @Param(name = "value") int value) {
            return map.remove(key, (Object) value);
        }

        @Operation
        public @Nullable Integer merge(
                @Param(name = "key") int key, @Param(name = "value") int value) {
            return map.merge(key, value, (a, b) -> a + b > 5 ? null : a + b);
        }

        @Operation
        public Integer computeIfAbsent(
                @Param(name = "key") int key, @Param(name = "value") int value) {
            return map.computeIfAbsent(key, absent -> value);
        }
    }

    /** Proves that the search finds something. */
    public static class CarelessOperations extends MapOperations {
        @Override
        @Operation
        public @Nullable Integer put(
                @Param(name = "key") int key, @Param(name = "value") int value) {
            Integer before = map.get(key);
            long end = System.nanoTime() + 50_000; // room for another, on a busy machine, too
            while (System.nanoTime() < end) {
                Thread.yield();
            }
            map.put(key, value);
            return before;
        }
    }

    public static class SequentialMap extends MapOperations {
        @Override
        Map<Integer, Integer> map() {
            return new HashMap<>();
        }
    }

    // List

    @Param(name = "index", gen = IntGen.class, conf = "0:2")
    @Param(name = "value", gen = IntGen.class, conf = "1:3")
    public static class ListOperations {

        final List<Integer> list = list();

        List<Integer> list() {
            return SharedList.create();
        }

        @Operation
        public boolean add(@Param(name = "value") int value) {
            return list.add(value);
        }

        @Operation
        public boolean addTwo(@Param(name = "value") int value) {
            return list.addAll(List.of(value, value));
        }

        @Operation // an exception is a result, too
        public Integer get(@Param(name = "index") int index) {
            return list.get(index);
        }

        @Operation // an exception is a result, too
        public Integer set(@Param(name = "index") int index, @Param(name = "value") int value) {
            return list.set(index, value);
        }

        @Operation // an exception is a result, too
        public Integer removeAt(@Param(name = "index") int index) {
            return list.remove(index);
        }

        @Operation
        public boolean remove(@Param(name = "value") int value) {
            return list.remove((Object) value);
        }

        @Operation
        public boolean removeAll(@Param(name = "value") int value) {
            return list.removeIf(each -> each == value);
        }

        @Operation
        public int indexOf(@Param(name = "value") int value) {
            return list.indexOf(value);
        }

        @Operation
        public String all() {
            return List.of(list.toArray()).toString();
        }
    }

    public static class SequentialList extends ListOperations {
        @Override
        List<Integer> list() {
            return new ArrayList<>();
        }
    }

    // Queue

    @Param(name = "value", gen = IntGen.class, conf = "1:3")
    public static class QueueOperations {

        final Queue<Integer> queue = queue();

        Queue<Integer> queue() {
            return SharedQueue.create();
        }

        @Operation
        public boolean offer(@Param(name = "value") int value) {
            return queue.offer(value);
        }

        @Operation
        public @Nullable Integer poll() {
            return queue.poll();
        }

        @Operation
        public @Nullable Integer peek() {
            return queue.peek();
        }

        @Operation
        public boolean remove(@Param(name = "value") int value) {
            return queue.remove(value);
        }

        @Operation
        public int size() {
            return queue.size();
        }
    }

    public static class SequentialQueue extends QueueOperations {
        @Override
        Queue<Integer> queue() {
            return new ArrayDeque<>();
        }
    }

    // Space

    @Param(name = "name", gen = IntGen.class, conf = "1:2")
    @Param(name = "value", gen = IntGen.class, conf = "1:3")
    public static class SpaceOperations {

        private final TupleSpace space = TupleSpace.create();

        @Operation
        public void write(@Param(name = "name") int name, @Param(name = "value") int value) {
            space.write(name, value);
        }

        @Operation
        public String take(@Param(name = "name") int name) {
            return text(space.takeIfExists(name, Integer.class));
        }

        @Operation
        public String takeAny() {
            return text(space.takeIfExists(TupleSpace.ANY, TupleSpace.ANY));
        }

        @Operation
        public String takeOdd() {
            return text(
                    space.takeIfExists(
                            TupleSpace.ANY, TupleSpace.where(Integer.class, n -> n % 2 == 1)));
        }

        @Operation
        public String read(@Param(name = "name") int name) {
            return text(space.readIfExists(name, TupleSpace.ANY));
        }

        @Operation
        public int size() {
            return space.size();
        }

        private static String text(@Nullable Tuple tuple) {
            return tuple == null ? "none" : tuple.get(0) + " " + tuple.get(1);
        }
    }

    /** What a space is to one thread: the oldest that fits. */
    public static class SequentialSpace {

        private record Pair(int name, int value) {}

        private final List<Pair> pairs = new ArrayList<>();

        public void write(int name, int value) {
            pairs.add(new Pair(name, value));
        }

        public String take(int name) {
            return first(each -> each.name == name, /* takes= */ true);
        }

        public String takeAny() {
            return first(each -> true, /* takes= */ true);
        }

        public String takeOdd() {
            return first(each -> each.value % 2 == 1, /* takes= */ true);
        }

        public String read(int name) {
            return first(each -> each.name == name, /* takes= */ false);
        }

        public int size() {
            return pairs.size();
        }

        private String first(Predicate<Pair> wanted, boolean takes) {
            for (Iterator<Pair> each = pairs.iterator(); each.hasNext(); ) {
                Pair pair = each.next();
                if (wanted.test(pair)) {
                    if (takes) {
                        each.remove();
                    }
                    return pair.name + " " + pair.value;
                }
            }
            return "none";
        }
    }
}
