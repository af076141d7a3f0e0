package io.procession.internal.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.internal.snapshot.Calls;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What several calls of one wait changed in the same objects. */
class MergeTest {

    static final class Band {
        double mean;
        int count;
    }

    private final Merging merge = new Merging();
    private int added;

    private <T> void call(T argument, Calls.Body<T> body) throws Exception {
        call(argument, /* readsWhatItWrites= */ false, body);
    }

    private <T> void call(T argument, boolean readsWhatItWrites, Calls.Body<T> body)
            throws Exception {
        RestoredCall call =
                new RestoredCall(
                        text("work(results, " + added++ + ") at Climate.java:17"),
                        List.of("results"),
                        List.of((Object) argument),
                        readsWhatItWrites);
        merge.add(call, Calls.delta(argument, body));
    }

    private static Supplier<String> text(String text) {
        return () -> text;
    }

    private Conflict expectConflict() {
        return Objects.requireNonNull(merge.conflict(), "conflict");
    }

    @Test
    void distinctKeys_andAppends_mergeInProgramOrder() throws Exception {
        Map<String, Integer> map = new LinkedHashMap<>(Map.of("x", 0));
        List<Object> list = new ArrayList<>(List.of("first"));
        StringBuilder builder = new StringBuilder();
        Object[] all = {map, list, builder, new BitSet(), new LongAdder()};
        for (int i = 0; i < 20; i++) {
            int number = i;
            call(
                    all,
                    a -> {
                        @SuppressWarnings("unchecked")
                        Map<String, Integer> m = (Map<String, Integer>) a[0];
                        m.put("k" + number, number);
                        @SuppressWarnings("unchecked")
                        List<Object> l = (List<Object>) a[1];
                        l.add(number);
                        ((StringBuilder) a[2]).append(number).append(',');
                        ((BitSet) a[3]).set(number * 3);
                        ((LongAdder) a[4]).increment();
                        return null;
                    });
        }
        assertThat(merge.conflict()).isNull();
        merge.apply();
        assertThat(list).hasSize(21).startsWith("first", 0, 1, 2).endsWith(18, 19);
        assertThat(map).hasSize(21).containsEntry("k19", 19);
        assertThat(new ArrayList<>(map.keySet())).endsWith("k18", "k19");
        assertThat(builder.toString()).startsWith("0,1,2,").endsWith("18,19,");
        assertThat(((BitSet) all[3]).cardinality()).isEqualTo(20);
        assertThat(((LongAdder) all[4]).sum()).isEqualTo(20);
    }

    @Test
    void distinctIndices_andFields_merge() throws Exception {
        double[] array = new double[100];
        Band band = new Band();
        for (int i = 0; i < 10; i++) {
            int from = i * 10;
            call(
                    new Object[] {array, band},
                    a -> {
                        Arrays.fill((double[]) a[0], from, from + 10, from + 1);
                        if (from == 0) {
                            ((Band) a[1]).mean = 5;
                        } else if (from == 10) {
                            ((Band) a[1]).count = 6;
                        }
                        return null;
                    });
        }
        assertThat(merge.conflict()).isNull();
        merge.apply();
        assertThat(array).contains(1, 11, 91).doesNotContain(0);
        assertThat(band.mean).isEqualTo(5);
        assertThat(band.count).isEqualTo(6);
    }

    @Test
    void equalValues_areNoConflict() throws Exception {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < 3; i++) {
            call(
                    new Object[] {map, new int[1]},
                    a -> {
                        @SuppressWarnings("unchecked")
                        Map<String, Object> m = (Map<String, Object>) a[0];
                        m.put("cache", new ArrayList<>(List.of(1)));
                        ((int[]) a[1])[0] = 7;
                        return null;
                    });
        }
        assertThat(merge.conflict()).isNull();
        merge.apply();
        assertThat(map).containsEntry("cache", List.of(1));
    }

    @Test
    void differentValues_inOnePlace_conflict() throws Exception {
        Map<String, Object> results = new HashMap<>();
        Band band = new Band();
        results.put("Oslo", new Object[] {0, 1, 2, band});
        for (int i = 0; i < 3; i++) {
            double mean = i + 0.5;
            call(
                    results,
                    r -> {
                        Object[] bands = (Object[]) Objects.requireNonNull(r.get("Oslo"));
                        ((Band) Objects.requireNonNull(bands[3])).mean = mean;
                        return null;
                    });
        }
        Conflict conflict = expectConflict();
        assertThat(conflict.path()).isEqualTo("results[\"Oslo\"][3].mean");
        assertThat(conflict.message())
                .contains("place=results[\"Oslo\"][3].mean, first=0.5, second=1.5")
                .contains("first call: work(results, 0) at Climate.java:17")
                .contains("second call: work(results, 1) at Climate.java:17");
        assertThat(band.mean).isZero();
        merge.apply();
        assertThat(band.mean).isEqualTo(2.5);
    }

    @Test
    void increments_ofOneElement_conflictWhereTheCallReadsWhatItWrites() throws Exception {
        int[] counts = new int[1];
        for (int i = 0; i < 20; i++) {
            call(counts, /* readsWhatItWrites= */ true, c -> c[0]++);
        }
        assertThat(expectConflict().message())
                .contains("each started from what it was before both")
                .contains("place=results[0], value of both=1");
    }

    @Test
    void keyRemovedByOne_andPutByTheOther_conflict() throws Exception {
        Map<Object, Object> map = new HashMap<>(Map.of("a", 1));
        Set<Object> set = new HashSet<>(Set.of("a"));
        call(new Object[] {map, set}, a -> ((Set<?>) a[1]).remove("a"));
        call(new Object[] {map, set}, a -> ((Map<?, ?>) a[0]).remove("a"));
        call(
                new Object[] {map, set},
                a -> {
                    @SuppressWarnings("unchecked")
                    Map<Object, Object> m = (Map<Object, Object>) a[0];
                    return m.put("a", 2);
                });
        Conflict conflict = expectConflict();
        assertThat(conflict.path()).isEqualTo("results[0][\"a\"]");
        assertThat(conflict.firstValue()).isEqualTo("(removed)");
        assertThat(conflict.secondValue()).isEqualTo("2");
    }

    @Test
    void structureOfAList_changedByTwo_conflicts_andTheLastWinsWhole() throws Exception {
        List<Object> list = new ArrayList<>(List.of(3, 1, 2));
        call(list, l -> l.remove(0));
        call(
                list,
                l -> {
                    l.add(0, "x");
                    return null;
                });
        assertThat(expectConflict().path()).isEqualTo("results");
        merge.apply();
        assertThat(list).containsExactly("x", 3, 1, 2);
    }

    @Test
    void headTakenByTwo_conflicts() throws Exception {
        List<Object> list = new ArrayList<>(List.of(3, 1, 2));
        call(list, l -> l.remove(0));
        call(list, l -> l.remove(0));
        assertThat(merge.conflict()).isNotNull();
    }

    @Test
    void clearedByOne_andAddedToByTheOther_conflict() throws Exception {
        List<Object> list = new ArrayList<>(List.of(3, 1, 2));
        call(list, l -> l.add(4));
        call(
                list,
                l -> {
                    l.clear();
                    return null;
                });
        assertThat(merge.conflict()).isNotNull();
    }

    @Test
    void elementsThatOverlapInPart_conflictThere() throws Exception {
        int[] array = new int[100];
        int[][] bands = {{0, 10}, {20, 40}, {60, 90}, {5, 65}};
        for (int[] each : bands) {
            call(
                    array,
                    a -> {
                        for (int i = each[0]; i < each[1]; i++) {
                            a[i] = i < 60 ? 7 : each[0];
                        }
                        return null;
                    });
        }
        Conflict conflict = expectConflict();
        assertThat(conflict.path()).isEqualTo("results[60]");
        assertThat(conflict.firstValue()).isEqualTo("60");
        assertThat(conflict.secondValue()).isEqualTo("5");
    }

    @Test
    void elementsOfALinkedList_andItsEnd_merge() throws Exception {
        List<@Nullable Object> list = new java.util.LinkedList<>(List.of(0, 1, 2, 3));
        call(list, l -> l.set(1, "x"));
        call(list, l -> l.add("end"));
        call(list, l -> l.set(3, "y"));
        assertThat(merge.conflict()).isNull();
        merge.apply();
        assertThat(list).containsExactly(0, "x", 2, "y", "end");
    }

    @Test
    void bandsOfOneList_sortedByOneCallEach_merge() throws Exception {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            list.add("e" + (99 - i));
        }
        List<Object> expected = new ArrayList<>(list);
        for (int i = 0; i < 3; i++) {
            int from = i * 10;
            expected.subList(from, from + 10).sort(null);
            call(
                    list,
                    l -> {
                        l.subList(from, from + 10).sort(null);
                        return null;
                    });
        }
        assertThat(merge.conflict()).isNull();
        merge.apply();
        assertThat(list).isEqualTo(expected);
    }

    @Test
    void elementsAdded_beforeAnotherCallSorts_conflict() throws Exception {
        List<Object> list = new ArrayList<>(List.of("b", "a"));
        call(list, l -> l.add("aa"));
        call(
                list,
                l -> {
                    l.sort(null);
                    return null;
                });
        assertThat(expectConflict().path()).isEqualTo("results");
    }

    @Test
    void elementsAdded_afterAnotherCallClears_areWhatIsLeft() throws Exception {
        List<Object> list = new ArrayList<>(List.of("b", "a"));
        call(
                list,
                l -> {
                    l.clear();
                    return null;
                });
        call(list, l -> l.add("aa"));
        assertThat(merge.conflict()).isNull();
        merge.apply();
        assertThat(list).containsExactly("aa");
    }

    @Test
    void numbersCountedUp_inBandsOfOneList_merge() throws Exception {
        List<Integer> list = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5));
        for (int i = 0; i < 2; i++) {
            int from = 3 * i;
            call(
                    list,
                    l -> {
                        for (int j = from; j < from + 3; j++) {
                            l.set(j, l.get(j) + 1);
                        }
                        return null;
                    });
        }
        assertThat(merge.conflict()).isNull();
        merge.apply();
        assertThat(list).containsExactly(1, 2, 3, 4, 5, 6);
    }
}
