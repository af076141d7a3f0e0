package io.procession.internal.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.internal.snapshot.Calls;
import io.procession.internal.snapshot.Delta;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Some calls were waited for before others were made: only those that did not see each other clash.
 */
class MergeAfterWaitTest {

    private final Merge merge = new Merge(/* lastCallWins= */ false);
    private int calls;

    /** A call that starts from what there is now; its changes are put in by {@link Merge#apply}. */
    private <T> @Nullable Conflict call(T argument, Calls.Body<T> body, List<Delta> made)
            throws Exception {
        Delta delta = Calls.delta(argument, body);
        made.add(delta);
        String text = "call " + calls++;
        RestoredCall call =
                new RestoredCall(
                        () -> text,
                        List.of("x"),
                        List.of((Object) argument),
                        /* readsWhatItWrites= */ true);
        return merge.add(call, merge.moment(), delta, Calls.PATHS);
    }

    /** One call, waited for; then two that do not see each other. */
    private <T> Conflict expectConflict(
            T argument, Calls.Body<T> first, Calls.Body<T> second, Calls.Body<T> third)
            throws Exception {
        List<Delta> made = new ArrayList<>();
        assertThat(call(argument, first, made)).isNull();
        merge.apply(made.get(0));
        assertThat(call(argument, second, made)).isNull();
        return Objects.requireNonNull(call(argument, third, made), "conflict");
    }

    private static Object increment(int[] a) {
        return a[3]++;
    }

    @Test
    void element_thatAnEarlierCallWroteToo_isComparedWithTheLastThatDid() throws Exception {
        Conflict conflict =
                expectConflict(
                        new int[9],
                        MergeAfterWaitTest::increment,
                        MergeAfterWaitTest::increment,
                        MergeAfterWaitTest::increment);

        assertThat(conflict.path()).isEqualTo("x[3]");
        assertThat(conflict.first().text()).isEqualTo("call 1");
        assertThat(conflict.second().text()).isEqualTo("call 2");
        assertThat(conflict.firstValue()).isEqualTo("2");
    }

    @Test
    void contentAsAWhole_isComparedWithPartsOfCallsThatWereNotSeen() throws Exception {
        Conflict conflict =
                expectConflict(
                        new LinkedHashMap<>(new TreeMap<>(Map.of("a", 1, "b", 2, "c", 3))),
                        MergeAfterWaitTest::turn,
                        m -> m.put("b", 5),
                        MergeAfterWaitTest::turn);

        assertThat(conflict.first().text()).isEqualTo("call 1");
    }

    private static Object turn(Map<String, Integer> map) {
        List<String> keys = new ArrayList<>(map.keySet());
        Collections.reverse(keys);
        Map<String, Integer> before = new LinkedHashMap<>(map);
        map.clear();
        keys.forEach(key -> map.put(key, before.get(key)));
        return keys;
    }

    @Test
    void callsOneAfterTheOther_neverContradict() throws Exception {
        int[] array = new int[9];
        List<Delta> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            assertThat(call(array, MergeAfterWaitTest::increment, made)).isNull();
            merge.apply(made.get(i));
        }
        assertThat(array[3]).isEqualTo(5);
    }

    /** Against an array that notes for each element who wrote to it last. */
    @Test
    void runsOfElements_clashWhereTheLastWriterWasNotSeen() throws Exception {
        Random random = new Random(3);
        int clashes = 0;
        for (int round = 0; round < 300; round++) {
            Merge rounds = new Merge(/* lastCallWins= */ false);
            int[] array = new int[30];
            int[] writers = new int[30];
            List<Delta> made = new ArrayList<>();
            int applied = 0;
            boolean clashed = false;
            for (int call = 1; call < 12 && !clashed; call++) {
                int from = random.nextInt(28);
                int to = from + 1 + random.nextInt(Math.min(5, 30 - from));
                int value = call;
                Delta delta =
                        Calls.delta(
                                array,
                                a -> {
                                    java.util.Arrays.fill(a, from, to, value);
                                    return null;
                                });
                boolean expected = false;
                for (int i = from; i < to; i++) {
                    expected |= writers[i] > applied;
                    writers[i] = call;
                }
                String text = "call " + call;
                Conflict conflict =
                        rounds.add(
                                new RestoredCall(
                                        () -> text,
                                        List.of("x"),
                                        List.of((Object) array),
                                        /* readsWhatItWrites= */ false),
                                applied,
                                delta,
                                Calls.PATHS);
                assertThat(conflict != null)
                        .as("round %s call %s", round, call)
                        .isEqualTo(expected);
                clashed = expected;
                made.add(delta);
                if (!clashed && random.nextInt(3) > 0) {
                    rounds.apply(made.get(applied++));
                }
            }
            clashes += clashed ? 1 : 0;
        }
        assertThat(clashes).isBetween(100, 290);
    }
}
