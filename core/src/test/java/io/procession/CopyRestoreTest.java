package io.procession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Changes that tasks of a pool make to what they captured. */
class CopyRestoreTest {

    private static final ProcessPool PLAIN =
            ProcessPool.builder().name("plain").backend(Backend.THREADS).workers(2).build();
    private static final ProcessPool RESTORING =
            ProcessPool.builder()
                    .name("restoring")
                    .backend(Backend.THREADS)
                    .workers(2)
                    .argumentChanges(true)
                    .build();

    @AfterAll
    static void close() {
        PLAIN.close();
        RESTORING.close();
    }

    @Test
    void submit_copies() {
        List<Integer> list = new ArrayList<>();
        assertThat(PLAIN.submit(() -> list.add(1)).result()).isTrue();
        assertThat(list).isEmpty();
    }

    @Test
    void copyRestore_bringsBackOneObject_andNoOther() {
        List<Integer> list = new ArrayList<>(List.of(1));
        CopyRestore<List<Integer>> restored = CopyRestore.of(list);
        List<Integer> other = new ArrayList<>();
        int size =
                PLAIN.submit(
                                () -> {
                                    restored.get().add(2);
                                    other.add(3);
                                    return restored.get().size();
                                })
                        .result();
        assertThat(size).isEqualTo(2);
        assertThat(list).containsExactly(1, 2);
        assertThat(restored.get()).isSameAs(list);
        assertThat(other).isEmpty();
        assertThat(PLAIN.submit(() -> other.size()).result()).isZero();
    }

    /**
     * Counts how often it is captured; the worker, a thread of this JVM, writes it for its own
     * ends.
     */
    private static final class Counted implements Serializable {

        private static final long serialVersionUID = 1L;
        private static final AtomicInteger CAPTURED = new AtomicInteger();
        private static volatile @Nullable Thread caller;
        private int value;

        private void writeObject(ObjectOutputStream out) throws IOException {
            if (Thread.currentThread() == caller) {
                CAPTURED.incrementAndGet();
            }
            out.defaultWriteObject();
        }
    }

    @Test
    void copyRestore_isCapturedOnce() {
        Counted.caller = Thread.currentThread();
        CopyRestore<Counted[]> restored = CopyRestore.of(new Counted[] {new Counted()});
        ProcessFuture<Integer> future = PLAIN.submit(() -> ++restored.get()[0].value);
        assertThat(Counted.CAPTURED).hasValue(1);
        assertThat(future.result()).isEqualTo(1);
        assertThat(restored.get()[0].value).isEqualTo(1);
    }

    @Test
    void copyRestore_withinAnother_comesBackWithIt() {
        List<Integer> inner = new ArrayList<>();
        CopyRestore<List<CopyRestore<List<Integer>>>> outer =
                CopyRestore.of(new ArrayList<>(List.of(CopyRestore.of(inner))));
        assertThat(PLAIN.submit(() -> outer.get().get(0).get().add(7)).result()).isTrue();
        assertThat(inner).containsExactly(7);
    }

    @Test
    void copyRestore_ofWhatCannotTravel_isRefusedWithItsPath() {
        CopyRestore<Object[]> thread = CopyRestore.of(new Object[] {Thread.currentThread()});
        assertThatThrownBy(() -> PLAIN.submit(() -> thread.get().length))
                .isInstanceOf(TaskNotSerializableException.class)
                .hasMessageContaining("java.lang.Thread");
        List<Integer> list = new ArrayList<>();
        assertThat(PLAIN.submit(() -> list.add(1)).result()).isTrue(); // the next as ever
        assertThat(list).isEmpty();
    }

    @Test
    void changes_areMade_whenTheFutureIsRead_inTheOrderOfReading() throws Exception {
        List<String> list = new ArrayList<>();
        ProcessFuture<Boolean> first = RESTORING.submit(() -> list.add("first"));
        ProcessFuture<Boolean> second = RESTORING.submit(() -> list.add("second"));
        while (!first.isDone() || !second.isDone()) {
            Thread.onSpinWait();
        }
        assertThat(list).isEmpty();
        second.get();
        assertThat(list).containsExactly("second");
        first.join();
        first.get();
        assertThat(list).containsExactly("second", "first");
    }

    @Test
    void changes_areMade_beforeAStageRuns() {
        Map<String, Integer> map = new TreeMap<>();
        Job job = () -> map.put("a", 1);
        CompletableFuture<Integer> size = RESTORING.submit(job).thenApply(nothing -> map.size());
        assertThat(size.join()).isEqualTo(1);
        Job another = () -> map.put("b", 2);
        ProcessFuture<Void> done = RESTORING.submit(another);
        while (!done.isDone()) {
            Thread.onSpinWait();
        }
        assertThat(done.thenApply(nothing -> map.size()).join()).isEqualTo(2);
    }

    @Test
    void changes_ofATaskThatThrows_comeBack() {
        int[] array = {0};
        ProcessFuture<Object> failing =
                RESTORING.submit(() -> {
                    array[0] = 7;
                    throw new IllegalStateException("after");
                });
        assertThatThrownBy(failing::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("after");
        assertThat(array).containsExactly(7);
    }

    @Test
    void result_thatIsACapturedObject_isTheCallersOwn() {
        List<Integer> list = new ArrayList<>();
        List<Integer> result =
                RESTORING
                        .submit(() -> {
                            list.add(1);
                            return list;
                        })
                        .result();
        assertThat(result).isSameAs(list).containsExactly(1);
    }

    @Test
    void submit_withAResult_givesIt_andBringsChangesBack() throws Exception {
        int[] array = {0};
        Object token = new Object();
        Runnable task = (Runnable & java.io.Serializable) () -> array[0] = 3;
        assertThat(RESTORING.submit(task, token).get()).isSameAs(token);
        assertThat(array).containsExactly(3);
    }

    @Test
    void map_leavesItsInputsAlone() {
        List<int[]> inputs = List.of(new int[1], new int[1]);
        assertThat(RESTORING.map(a -> a[0] = 5, inputs)).containsExactly(5, 5);
        assertThat(inputs).allSatisfy(a -> assertThat(a[0]).isZero());
    }
}
