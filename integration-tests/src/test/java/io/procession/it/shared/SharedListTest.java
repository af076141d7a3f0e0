package io.procession.it.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.Backend;
import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.Procession;
import io.procession.TaskNotSerializableException;
import io.procession.Worker;
import io.procession.shared.SharedList;
import io.procession.shared.SharedMap;
import io.procession.testkit.ProcessCensus;
import io.procession.testkit.Timeouts;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.ListIterator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A list between processes. Numbers in comments are lines of the behaviours to hold. */
@ExtendWith(ProcessCensus.class)
class SharedListTest {

    record Point(int x, int y) {}

    interface Travelling<T> extends UnaryOperator<T>, Serializable {}

    interface Order<T> extends Comparator<T>, Serializable {}

    @ParameterizedTest
    @EnumSource(names = {"PROCESSES", "THREADS", "INLINE"})
    void changes_inAWorker_areSeenHere(Backend backend) {
        try (ProcessPool pool = ProcessPool.builder().workers(1).backend(backend).build()) {
            SharedList<Object> list = SharedList.create(Arrays.asList("a", null, 3));
            pool.submit(
                            () -> {
                                list.add(new Point(1, 2));
                                list.set(1, "b");
                                list.addAll(0, List.of("x", "y"));
                                list.remove("y");
                                list.subList(0, 2).replaceAll(each -> each + "!");
                            })
                    .result(Timeouts.LONG);
            assertThat(list).containsExactly("x!", "a!", "b", 3, new Point(1, 2));
            assertThat(pool.submit(() -> List.copyOf(list)).result(Timeouts.LONG)).isEqualTo(list);
            assertThat(pool.submit(() -> list.indexOf(new Point(1, 2))).result(Timeouts.LONG))
                    .isEqualTo(4);
        }
    }

    @Test // 100
    void nestedList_isLive_andAPlainOneIsACopy() {
        SharedList<List<Integer>> outer = SharedList.create();
        SharedList<Integer> inner = SharedList.create();
        outer.add(inner);
        outer.add(new ArrayList<>(List.of(1)));
        SharedMap<String, SharedList<List<Integer>>> map = SharedMap.create();
        map.put("list", outer);
        try (Worker worker = Procession.fork()) {
            worker.call(
                            () -> {
                                map.get("list").get(0).add(7);
                                map.get("list").get(1).add(7);
                            })
                    .result(Timeouts.LONG);
            inner.add(8);
            assertThat(worker.call(() -> outer.get(0).size()).result(Timeouts.LONG)).isEqualTo(2);
        }
        assertThat(inner).containsExactly(7, 8);
        assertThat(outer.get(1)).containsExactly(1);
        assertThat(outer.get(0)).isSameAs(inner);
    }

    @Test
    void additions_ofManyProcesses_areAllThere_eachCollectionTogether() {
        SharedList<Integer> list = SharedList.create();
        try (ProcessPool pool = ProcessPool.create(2)) {
            List<ProcessFuture<?>> futures = new ArrayList<>();
            for (int i = 1; i <= 2; i++) {
                int id = i;
                futures.add(pool.submit(() -> addMany(list, id)));
            }
            addMany(list, 3);
            futures.forEach(each -> each.result(Timeouts.LONG));
        }
        assertThat(list).hasSize(3 * 50 * 4);
        for (int i = 0; i < list.size(); i += 2) {
            assertThat(list.get(i)).as("index %d", i).isEqualTo(list.get(i + 1));
        }
    }

    private static void addMany(SharedList<Integer> list, int id) {
        for (int i = 0; i < 50; i++) {
            list.addAll(List.of(id, id, id, id));
        }
    }

    @Test
    void functions_thatCanTravel_runInTheOwner_othersInTheCaller() {
        SharedList<Long> list = SharedList.create(List.of(3L, 1L, 2L));
        long here = pid();
        try (Worker worker = Procession.fork()) {
            worker.call(
                            () -> {
                                Order<Long> reversed = (a, b) -> pid() == here ? b.compareTo(a) : 0;
                                list.sort(reversed);
                            })
                    .result(Timeouts.LONG);
            assertThat(list).containsExactly(3L, 2L, 1L);
            worker.call(() -> list.replaceAll(each -> each == 3 ? pid() : each))
                    .result(Timeouts.LONG);
            assertThat(list).containsExactly(worker.pid(), 2L, 1L);
            worker.call(
                            () -> {
                                Travelling<Long> owner = each -> each == 2 ? pid() : each;
                                list.replaceAll(owner);
                                list.sort(null);
                                list.removeIf(each -> each == 1);
                            })
                    .result(Timeouts.LONG);
            assertThat(list).containsExactlyInAnyOrder(worker.pid(), here).isSorted();
            assertThatThrownBy(() ->
                            worker.call(() -> list.replaceAll(throwing())).result(Timeouts.LONG))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("of the function");
            assertThat(list).hasSize(2);
        }
    }

    private static Travelling<Long> throwing() {
        return each -> {
            throw new UnsupportedOperationException("of the function");
        };
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    @Test
    void cursor_writesThrough_toTheElementThatItHasShown() {
        SharedList<String> list = SharedList.create(List.of("a", "b", "c"));
        ListIterator<String> cursor = list.listIterator();
        cursor.next();
        cursor.next();
        try (Worker worker = Procession.fork()) {
            worker.call(() -> list.add(0, "new")).result(Timeouts.LONG);
        }
        cursor.set("B");
        cursor.add("after B");
        assertThat(list).containsExactly("new", "a", "B", "after B", "c");
        assertThat(cursor.next()).isEqualTo("c");
        list.remove("c");
        cursor.set("nobody");
        cursor.remove();
        assertThat(list).containsExactly("new", "a", "B", "after B");
        Collections.reverse(list);
        assertThat(list).containsExactly("after B", "B", "a", "new");
    }

    @Test
    void whatCannotBe_isRefused() {
        SharedList<Object> list = SharedList.create();
        assertThatThrownBy(() -> list.add(Thread.currentThread()))
                .isInstanceOf(TaskNotSerializableException.class)
                .hasMessageContaining("element of SharedList cannot be sent");
        assertThatThrownBy(() -> list.addAll(List.of(1, Thread.currentThread())))
                .isInstanceOf(TaskNotSerializableException.class);
        assertThat(list).as("all or nothing").isEmpty();
        try (Worker worker = Procession.fork()) {
            assertThatThrownBy(() -> worker.call(() -> list.get(3)).result(Timeouts.LONG))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining("index=3, size=0");
            list.close();
            assertThatThrownBy(() -> worker.call(() -> list.add(1)).result(Timeouts.LONG))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("was closed");
        }
        assertThatThrownBy(list::size)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was closed");
    }
}
