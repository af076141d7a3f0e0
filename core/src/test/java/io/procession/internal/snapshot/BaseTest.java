package io.procession.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.internal.wire.ByteSource;
import io.procession.spi.Payload;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What travels once for several calls. */
class BaseTest {

    private static final RestoringCodec CODEC = Calls.CODEC;

    /** One worker's copy of a base, and calls on it. */
    private static final class Worker {
        final EncodedBase base;
        BaseCopy copy;

        Worker(@Nullable Object mayChange, @Nullable Object fixed) throws Exception {
            base = CODEC.encodeBase(mayChange, fixed, "base");
            copy = CODEC.decodeBase(base.payload());
        }

        /** Runs a call with one argument, and tells whether the copy was clean again. */
        @SuppressWarnings("unchecked")
        <T> boolean call(T argument, Consumer<T> body) throws Exception {
            return call(argument, body, /* isApplied= */ false);
        }

        @SuppressWarnings("unchecked")
        <T> boolean call(T argument, Consumer<T> body, boolean isApplied) throws Exception {
            EncodedCall call =
                    Objects.requireNonNull(CODEC.encodeCall(base.base(), argument, null, "call"));
            CallCopy callCopy = CODEC.decodeCall(call.payload(), copy);
            Shadow shadow = CODEC.shadow(callCopy);
            body.accept((T) Objects.requireNonNull(callCopy.mayChange()));
            Payload outcome = CODEC.encodeReturned(shadow, null);
            boolean isClean = shadow.undo();
            if (isApplied) {
                CODEC.decodeOutcome(new ByteSource(outcome), call.originals()).apply();
            }
            return isClean;
        }

        /** What a call on the copy is given now. */
        <T> T now(T argument) throws Exception {
            List<T> seen = new ArrayList<>();
            call(argument, seen::add);
            return seen.get(0);
        }
    }

    @Test
    void argument_inTheBase_travelsAsANumber() throws Exception {
        double[] doubles = new double[100_000];
        EncodedBase base = CODEC.encodeBase(doubles, null, "base");
        EncodedCall call =
                Objects.requireNonNull(
                        CODEC.encodeCall(base.base(), new Object[] {doubles, "x"}, null, "call"));
        assertThat(base.payload().length()).isGreaterThan(800_000);
        assertThat(call.payload().length()).isLessThan(100);
        assertThat(call.originals().size()).isEqualTo(3);
        assertThat(call.originals().tracked()).isEqualTo(3);
        assertThat(call.originals().get(0)).isSameAs(doubles);
        assertThat(call.originals().trackedAt(0)).isSameAs(doubles);
        assertThat(base.base().contains(doubles)).isTrue();
        assertThat(base.base().contains("x")).isFalse();
    }

    @Test
    void change_inTheBase_comesBack_andIsUndone() throws Exception {
        double[] doubles = new Random(1).doubles(300_000).toArray();
        double[] before = doubles.clone();
        List<Object> list = new ArrayList<>(List.of(doubles, "b"));
        Worker worker = new Worker(list, null);
        assertThat(worker.copy.keepsPayload()).isTrue();
        for (int i = 0; i < 3; i++) {
            int chosen = i;
            boolean isClean =
                    worker.call(
                            list,
                            l -> {
                                double[] array = (double[]) l.get(0);
                                assertThat(array).isEqualTo(before);
                                array[chosen] = 7;
                                array[5000] = chosen;
                                array[array.length - 1] = chosen;
                                l.add("call " + chosen);
                            },
                            /* isApplied= */ true);
            assertThat(isClean).isTrue();
        }
        assertThat(worker.now(list)).hasSize(2);
        assertThat(list).hasSize(5).endsWith("call 0", "call 1", "call 2");
        assertThat(doubles).startsWith(7, 7, 7).endsWith(2);
        assertThat(doubles[5000]).isEqualTo(2);
    }

    @Test
    void largeArrays_thatAreLittleOfABase_doNotKeepItsPayload() throws Exception {
        double[] some = new double[2_000];
        Worker changed = new Worker(some, new double[20_000]);
        assertThat(changed.copy.keepsPayload()).isFalse();
        assertThat(changed.call(some, array -> array[1999] = 1)).isTrue();
        assertThat(changed.now(some)).containsOnly(0);
        assertThat(new Worker(null, new double[20_000]).copy.keepsPayload()).isFalse();
    }

    @Test
    void call_thatMayChangeWhatIsFixed_isRefused() throws Exception {
        List<String> fixed = new ArrayList<>(List.of("a"));
        List<String> changing = new ArrayList<>(List.of("b"));
        EncodedBase base = CODEC.encodeBase(changing, fixed, "base");
        Object both = new Object[] {changing, fixed};
        assertThat(CODEC.encodeCall(base.base(), both, null, "call")).isNull();
        assertThat(CODEC.encodeCall(base.base(), changing, both, "call")).isNotNull();
        assertThat(CODEC.encodeCall(base.base(), fixed.get(0), fixed, "call")).isNotNull();
    }

    @Test
    void call_thatMayChangeNothingOfTheBase_isNotWatchedForThat() throws Exception {
        List<String> changing = new ArrayList<>(List.of("b"));
        EncodedBase base = CODEC.encodeBase(changing, null, "base");
        EncodedCall call =
                Objects.requireNonNull(CODEC.encodeCall(base.base(), new int[1], changing, "call"));
        assertThat(call.originals().tracked()).isEqualTo(1);
        CallCopy copy = CODEC.decodeCall(call.payload(), CODEC.decodeBase(base.payload()));
        assertThat(copy.reachesBase()).isFalse();
        assertThat(copy.fixed()).isEqualTo(changing);
    }

    @Test
    void probe_isAskedAboutTheCallsOwnObjects() throws Exception {
        List<String> known = new ArrayList<>(List.of("b"));
        Object own = new int[1];
        EncodedBase base = CODEC.encodeBase(known, null, "base");
        Object both = new Object[] {known, own};
        assertThat(CODEC.encodeCall(base.base(), both, null, "call", (o, b) -> o == own)).isNull();
        assertThat(CODEC.encodeCall(base.base(), both, null, "call", (o, b) -> o == known))
                .isNotNull();
        assertThat(CODEC.encodeBase(known, null, "base", (o, b) -> o == known)).isNull();
        assertThat(base.base().isUnchanged((o, b) -> o == known)).isFalse();
        assertThat(base.base().isUnchanged((o, b) -> o == own)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 11, 12, 13, 47, 48, 49, 100})
    void hashTable_thatGrew_hasItsOldOrderAgain_andItsOldSize(int size) throws Exception {
        Map<String, Integer> map = new HashMap<>();
        Set<String> set = new HashSet<>();
        for (int i = 0; i < size; i++) {
            map.put("key " + i * 7919, i);
            set.add("key " + i * 7919);
        }
        Object both = new Object[] {map, set};
        Worker worker = new Worker(both, null);
        Object fresh =
                Objects.requireNonNull(CODEC.decodeBase(worker.base.payload()).known().get(0));
        assertThat(worker.call(both, BaseTest::growAndShrink)).isTrue();
        assertThat(texts(worker.now(both))).isEqualTo(texts(fresh));
        assertThat(worker.call(both, BaseTest::grow)).isTrue();
        Object undone = worker.now(both);
        for (int more = 0; more < 40; more++) {
            assertThat(texts(undone)).isEqualTo(texts(fresh));
            add(undone, "more " + more);
            add(fresh, "more " + more);
        }
    }

    private static List<String> texts(Object both) {
        Object[] tables = (Object[]) both;
        return List.of(tables[0].toString(), tables[1].toString());
    }

    private static void grow(Object both) {
        for (int i = 0; i < 1000; i++) {
            add(both, "new " + i);
        }
    }

    private static void growAndShrink(Object both) {
        grow(both);
        Object[] tables = (Object[]) both;
        ((Map<?, ?>) tables[0]).keySet().removeIf(key -> key.toString().startsWith("new"));
        ((Collection<?>) tables[1]).removeIf(key -> key.toString().startsWith("new"));
    }

    @SuppressWarnings("unchecked")
    private static void add(Object both, String key) {
        Object[] tables = (Object[]) both;
        ((Map<String, Integer>) tables[0]).put(key, 1);
        ((Set<String>) tables[1]).add(key);
    }

    @Test
    void linkedMap_whoseOrderChanged_hasItsOldOrderAgain() throws Exception {
        Map<String, Integer> map = new LinkedHashMap<>(Map.of("a", 1, "b", 2, "c", 3));
        Worker worker = new Worker(map, null);
        boolean isClean =
                worker.call(
                        map,
                        m -> {
                            String first = m.keySet().iterator().next();
                            m.put(first, m.remove(first));
                        });
        assertThat(isClean).isTrue();
        assertThat(worker.now(map).toString()).isEqualTo(map.toString());
    }

    /** Keeps its content to itself. */
    static final class Opaque implements Serializable {
        private static final long serialVersionUID = 1L;
        private transient int content;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeInt(content);
        }

        private void readObject(ObjectInputStream in) throws IOException {
            content = in.readInt();
        }
    }

    @Test
    void copy_ofWhatKeepsItsContentToItself_isCleanOnlyIfThatDidNotChange() throws Exception {
        Opaque opaque = new Opaque();
        Worker worker = new Worker(opaque, null);
        assertThat(worker.call(opaque, o -> {})).isTrue();
        assertThat(worker.call(opaque, o -> o.content = 1)).isFalse();
        assertThat(worker.base.base().isUnchanged()).isTrue();
        opaque.content = 2;
        assertThat(worker.base.base().isUnchanged()).isFalse();
    }

    @Test
    void copy_thatWasNotCompared_isNotClean() throws Exception {
        List<String> list = new ArrayList<>(List.of("a"));
        EncodedBase base = CODEC.encodeBase(list, null, "base");
        EncodedCall call =
                Objects.requireNonNull(CODEC.encodeCall(base.base(), list, null, "call"));
        CallCopy copy = CODEC.decodeCall(call.payload(), CODEC.decodeBase(base.payload()));
        assertThat(CODEC.shadow(copy).undo()).isFalse();
    }

    @Test
    void isUnchanged_ofLargeArrays_seesEveryElement() throws Exception {
        double[] doubles = new Random(1).doubles(300_000).toArray();
        byte[] bytes = new byte[3_000_000];
        int[] few = {1, 2, 3};
        Base base = CODEC.encodeBase(new Object[] {doubles, bytes}, few, "base").base();
        assertThat(base.isUnchanged()).isTrue();
        double last = doubles[299_999];
        doubles[299_999] = last + 1e-9;
        assertThat(base.isUnchanged()).isFalse();
        doubles[299_999] = last;
        bytes[2_999_999] = 1;
        assertThat(base.isUnchanged()).isFalse();
        bytes[2_999_999] = 0;
        few[2] = 4;
        assertThat(base.isUnchanged()).isFalse();
        few[2] = 3;
        assertThat(base.isUnchanged()).isTrue();
    }

    @Test
    void isUnchanged_ofPlaces_seesIdentity() throws Exception {
        List<Object> list = new ArrayList<>();
        Object[] array = {1, 2};
        list.add(array);
        list.add(new StringBuilder("text"));
        list.add("string");
        Base base = CODEC.encodeBase(list, null, "base").base();
        assertThat(base.isUnchanged()).isTrue();
        list.set(0, array.clone());
        assertThat(base.isUnchanged()).isFalse();
        list.set(0, array);
        assertThat(base.isUnchanged()).isTrue();
        list.set(2, new StringBuilder("string").toString());
        assertThat(base.isUnchanged()).isTrue();
        array[1] = 3;
        assertThat(base.isUnchanged()).isFalse();
        array[1] = 2;
        list.add(null);
        assertThat(base.isUnchanged()).isFalse();
        list.remove(3);
        ((StringBuilder) list.get(1)).append('!');
        assertThat(base.isUnchanged()).isFalse();
    }

    @Test
    void isUnchanged_ofRandomGraphs_isWhatABytewiseComparisonSays() throws Exception {
        int unchanged = 0;
        for (long seed = 1; seed <= 300; seed++) {
            List<Object> graph = RandomGraph.build(seed);
            EncodedBase before = CODEC.encodeBase(graph, null, "base");
            assertThat(before.base().isUnchanged()).isTrue();
            if (seed % 10 > 0) {
                change(graph, seed);
            }
            EncodedBase after = CODEC.encodeBase(graph, null, "base");
            boolean isSame =
                    Arrays.equals(
                                    Descriptor.bytes(before.payload()),
                                    Descriptor.bytes(after.payload()))
                            && haveSameObjects(before.base(), after.base());
            assertThat(before.base().isUnchanged()).isEqualTo(isSame);
            unchanged += isSame ? 1 : 0;
        }
        assertThat(unchanged).isBetween(1, 299);
    }

    private static void change(List<Object> graph, long seed) {
        try {
            Object unused = RandomGraph.change(graph, seed * 31, 1000);
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageStartingWith("thrown after"); // changed as far as that
        }
    }

    private static boolean haveSameObjects(Base left, Base right) {
        boolean isSame = left.size() == right.size();
        for (int i = 0; i < left.size() && isSame; i++) {
            isSame = left.get(i) == right.get(i) || Values.isValue(left.get(i));
        }
        return isSame;
    }
}
