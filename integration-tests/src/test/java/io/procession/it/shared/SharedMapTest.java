package io.procession.it.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.procession.Backend;
import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.Procession;
import io.procession.TaskNotSerializableException;
import io.procession.Worker;
import io.procession.shared.SharedMap;
import io.procession.shared.SharedQueue;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A map between processes. Numbers in comments are lines of the behaviours to hold. */
@ExtendWith(ProcessCensus.class)
class SharedMapTest {

    record Point(int x, int y) {}

    interface Adding extends BiFunction<Integer, Integer, Integer>, Serializable {}

    interface Filter<T> extends Predicate<T>, Serializable {}

    @ParameterizedTest
    @EnumSource(names = {"PROCESSES", "THREADS", "INLINE"})
    void put_inAWorker_isSeenHere_andTheOtherWay(Backend backend) {
        try (ProcessPool pool = ProcessPool.builder().workers(1).backend(backend).build()) {
            SharedMap<Object, Object> map = SharedMap.create(Map.of("here", 1));
            Object before =
                    pool.submit(
                                    () -> {
                                        map.put(TimeUnit.DAYS, List.of(1, 2));
                                        map.put(new Point(1, 2), new Point(3, 4));
                                        return map.put("here", 2);
                                    })
                            .result(Timeouts.LONG);
            assertThat(before).isEqualTo(1);
            assertThat(map)
                    .isEqualTo(
                            Map.of(
                                    "here",
                                    2,
                                    TimeUnit.DAYS,
                                    List.of(1, 2),
                                    new Point(1, 2),
                                    new Point(3, 4)));
            assertThat(pool.submit(() -> new HashMap<>(map)).result(Timeouts.LONG)).isEqualTo(map);
            assertThat(pool.submit(() -> Map.copyOf(map)).result(Timeouts.LONG)).isEqualTo(map);
            assertThat(pool.submit(() -> map.get(new Point(1, 2))).result(Timeouts.LONG))
                    .isEqualTo(new Point(3, 4));
            assertThat(pool.submit(() -> map.get(TimeUnit.HOURS)).result(Timeouts.LONG)).isNull();
        }
    }

    @Test // 100
    void nestedMap_isLiveInBothDirections_andAPlainListIsACopy() {
        SharedMap<String, Object> outer = SharedMap.create();
        SharedMap<String, Integer> inner = SharedMap.create();
        outer.put("inner", inner);
        List<Integer> list = new ArrayList<>(List.of(1));
        outer.put("list", list);
        list.add(2);
        try (Worker worker = Procession.fork()) {
            worker.call(
                            () -> {
                                nested(outer).put("there", 1);
                                list(outer).add(3);
                            })
                    .result(Timeouts.LONG);
            assertThat(inner).containsEntry("there", 1);
            assertThat(outer.get("inner")).isSameAs(inner);
            assertThat(outer.get("list")).isEqualTo(List.of(1));
            inner.put("here", 2);
            assertThat(worker.call(() -> nested(outer).get("here")).result(Timeouts.LONG))
                    .isEqualTo(2);
            worker.call(() -> outer.put("made there", SharedMap.create(Map.of("a", 1))))
                    .result(Timeouts.LONG);
            SharedMap<String, Integer> there = map(outer.get("made there"));
            there.put("b", 2);
            assertThat(
                            worker.call(() -> new TreeMap<>(map(outer.get("made there"))))
                                    .result(Timeouts.LONG))
                    .hasToString("{a=1, b=2}");
        }
    }

    private static SharedMap<String, Integer> nested(SharedMap<String, Object> outer) {
        return map(outer.get("inner"));
    }

    @SuppressWarnings("unchecked")
    private static SharedMap<String, Integer> map(Object value) {
        return (SharedMap<String, Integer>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Integer> list(SharedMap<String, Object> outer) {
        return (List<Integer>) outer.get("list");
    }

    @Test
    void updates_ofOneKeyByManyProcesses_areAllCounted() {
        SharedMap<String, Integer> map = SharedMap.create();
        SharedMap<Point, Integer> points = SharedMap.create();
        try (ProcessPool pool = ProcessPool.create(2)) {
            List<ProcessFuture<?>> futures = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                futures.add(pool.submit(() -> count(map, points)));
            }
            count(map, points);
            futures.forEach(each -> each.result(Timeouts.LONG));
        }
        assertThat(map).isEqualTo(Map.of("merged", 300, "computed", 300, "replaced", 300));
        assertThat(points).isEqualTo(Map.of(new Point(0, 0), 300));
    }

    private static void count(SharedMap<String, Integer> map, SharedMap<Point, Integer> points) {
        Adding add = Integer::sum;
        AtomicInteger calls = new AtomicInteger(); // so this one stays in the caller
        for (int i = 0; i < 100; i++) {
            map.merge("merged", 1, add);
            map.compute(
                    "computed",
                    (key, value) -> {
                        calls.incrementAndGet();
                        return value == null ? 1 : value + 1;
                    });
            points.merge(new Point(0, 0), 1, add);
            map.putIfAbsent("replaced", 0);
            for (boolean done = false; !done; ) {
                int seen = map.get("replaced");
                done = map.replace("replaced", seen, seen + 1);
            }
        }
        assertThat(calls.get()).isGreaterThanOrEqualTo(100);
    }

    @Test
    void function_thatCanTravel_runsInTheOwner() {
        SharedMap<String, Long> map = SharedMap.create();
        long here = ProcessHandle.current().pid();
        try (Worker worker = Procession.fork()) {
            worker.call(
                            () -> {
                                map.compute("sent", pidByTravelling());
                                map.compute("kept", (key, value) -> pid());
                                map.putAll(Map.of("a", 1L, "b", 2L));
                            })
                    .result(Timeouts.LONG);
            assertThat(map).containsEntry("sent", here).containsEntry("kept", worker.pid());
            boolean removed =
                    worker.call(
                                    () -> {
                                        Filter<Long> isSmall = value -> value < 3 && inOwner(here);
                                        return map.values().removeIf(isSmall);
                                    })
                            .result(Timeouts.LONG);
            assertThat(removed).isTrue();
            assertThat(map).containsOnlyKeys("sent", "kept");
            assertThatThrownBy(() ->
                            worker.call(() -> map.compute("sent", throwing()))
                                    .result(Timeouts.LONG))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("of the function");
            assertThat(map).containsEntry("sent", here);
        }
    }

    private static boolean inOwner(long pid) {
        return pid() == pid;
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    private interface Function2 extends BiFunction<String, Long, Long>, Serializable {}

    private static Function2 pidByTravelling() {
        return (key, value) -> pid();
    }

    private static Function2 throwing() {
        return (key, value) -> {
            throw new UnsupportedOperationException("of the function");
        };
    }

    @Test
    void views_areLive() {
        SharedMap<String, Integer> map = SharedMap.create();
        var keys = map.keySet();
        var entries = map.entrySet();
        map.putAll(Map.of("a", 1, "b", 2, "c", 3));
        assertThat(keys).containsExactlyInAnyOrder("a", "b", "c");
        try (Worker worker = Procession.fork()) {
            worker.call(
                            () -> {
                                for (Map.Entry<String, Integer> each : map.entrySet()) {
                                    each.setValue(each.getValue() * 10);
                                }
                                map.keySet().remove("a");
                                map.values().remove(20);
                            })
                    .result(Timeouts.LONG);
        }
        assertThat(entries).containsExactly(Map.entry("c", 30));
        Iterator<String> one = keys.iterator();
        map.put("later", 1);
        one.next();
        one.remove();
        assertThat(one.hasNext()).as("of its moment").isFalse();
        assertThat(map).isEqualTo(Map.of("later", 1));
        assertThat(map).hasToString("{later=1}").hasSameHashCodeAs(Map.of("later", 1));
    }

    @Test
    void put_ofACopy_isNotChangedByItsGiver() {
        SharedMap<List<String>, List<String>> map = SharedMap.create();
        List<String> key = new ArrayList<>(List.of("k"));
        List<String> value = new ArrayList<>(List.of("v"));
        map.put(key, value);
        key.add("more");
        value.add("more");
        assertThat(map.get(List.of("k"))).containsExactly("v");
        map.get(List.of("k")).clear();
        map.keySet().iterator().next().clear();
        assertThat(map).isEqualTo(Map.of(List.of("k"), List.of("v")));
    }

    @Test
    void whatCannotBe_isRefused() {
        SharedMap<Object, Object> map = SharedMap.create();
        assertThatThrownBy(() -> map.put("a", Thread.currentThread()))
                .isInstanceOf(TaskNotSerializableException.class)
                .hasMessageContaining("value of SharedMap cannot be sent");
        assertThatThrownBy(() -> map.put(null, 1)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> map.put(1, null)).isInstanceOf(NullPointerException.class);
        try (Worker worker = Procession.fork()) {
            assertThatThrownBy(() -> worker.call(() -> map.put(1, null)).result(Timeouts.LONG))
                    .isInstanceOf(NullPointerException.class);
            map.close();
            assertThatThrownBy(() -> map.get("a"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("was closed");
            assertThatThrownBy(() -> worker.call(() -> map.size()).result(Timeouts.LONG))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("was closed");
        }
    }

    /** In the owner, is compared for as long as a latch says. */
    record SlowKey(SharedQueue<String> entered, SharedQueue<String> mayLeave, long slowIn) {
        @Override
        public boolean equals(Object other) {
            return other instanceof SlowKey && holdUp();
        }

        private boolean holdUp() {
            if (pid() == slowIn) {
                try {
                    entered.put("in equals");
                    mayLeave.take();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return true;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    @Test
    void keyWhoseEqualsBlocks_keepsNobodyElseWaiting() throws Exception {
        SharedMap<Object, String> map = SharedMap.create();
        SharedQueue<String> entered = SharedQueue.create();
        SharedQueue<String> mayLeave = SharedQueue.create();
        SlowKey key = new SlowKey(entered, mayLeave, pid());
        map.put(key, "slow");
        try (Worker worker = Procession.fork()) {
            ProcessFuture<String> slow =
                    worker.call(() -> {
                        Thread other = new Thread(() -> map.put("other thread", "done"));
                        other.start();
                        String found = map.get(key);
                        other.join();
                        return found;
                    });
            assertThat(entered.poll(Timeouts.LONG)).isEqualTo("in equals");
            map.put("here", "done");
            await().atMost(Timeouts.MEDIUM).until(() -> map.containsKey("other thread"));
            assertThat(slow).isNotDone();
            mayLeave.put("go");
            assertThat(slow.result(Timeouts.LONG)).isEqualTo("slow");
        }
    }

    /** Cannot be rebuilt where it is not wanted. */
    record Foreign(long unknownIn) {
        Foreign {
            if (pid() == unknownIn) {
                throw new IllegalArgumentException("not here");
            }
        }
    }

    @Test
    void keyThatTheOwnerCannotRebuild_isRefused_aValueIsNot() {
        SharedMap<Object, Object> map = SharedMap.create();
        long here = pid();
        try (Worker worker = Procession.fork()) {
            assertThatThrownBy(() ->
                            worker.call(() -> map.put(new Foreign(here), 1)).result(Timeouts.LONG))
                    .hasStackTraceContaining("key of SharedMap cannot be rebuilt");
            assertThat(map).isEmpty();
            assertThat(
                            worker.call(
                                            () -> {
                                                map.put("a", new Foreign(here));
                                                return String.valueOf(map.get("a"));
                                            })
                                    .result(Timeouts.LONG))
                    .startsWith("Foreign");
            assertThat(map.keySet()).containsExactly("a");
        }
    }

    @Test
    void mapOfAWorker_isUsedHereAndByAnother_andEndsWithIt() {
        Worker owner = Procession.fork();
        try (Worker other = Procession.fork()) {
            SharedMap<String, SharedQueue<String>> map =
                    owner.call(() -> SharedMap.<String, SharedQueue<String>>create())
                            .result(Timeouts.LONG);
            map.put("queue", SharedQueue.create());
            other.call(() -> map.get("queue").add("there")).result(Timeouts.LONG);
            assertThat(map.get("queue").poll()).isEqualTo("there");
            owner.kill();
            owner.join();
            assertThatThrownBy(() -> map.get("queue"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has ended");
        }
    }
}
