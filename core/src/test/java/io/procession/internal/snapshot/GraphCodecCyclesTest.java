package io.procession.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InvalidObjectException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Identity, cycles, and depth. */
@SuppressWarnings("serial") // lambdas that capture whatever is asked of them
class GraphCodecCyclesTest {

    static class Node {
        String name = "";
        @Nullable Node next;
        @Nullable Object other;
    }

    /** Its hash code needs its name: a half-made one fails. */
    static class Named {
        Set<Object> aFirst = new HashSet<>();
        String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Named n && n.name.equals(name);
        }
    }

    record Holder(Object held) {}

    record Checked(List<String> names) {
        Checked {
            names = List.copyOf(names);
            if (names.isEmpty()) {
                throw new IllegalArgumentException("names must not be empty");
            }
        }
    }

    interface SerialSupplier<T> extends Supplier<T>, Serializable {}

    static class Self {
        int count = 3;
        SerialSupplier<Integer> mine = () -> count;
    }

    class Inner {
        Object outer() {
            return GraphCodecCyclesTest.this;
        }
    }

    @Test
    void travel_sharedObject_isSharedAgain() throws Exception {
        String text = new String("text");
        int[] array = {100_000};
        Object[] back = Codecs.travel(new Object[] {text, text, array, array, new int[1], text});
        assertThat(back[1]).isSameAs(back[0]);
        assertThat(back[5]).isSameAs(back[0]);
        assertThat(back[3]).isSameAs(back[2]).isNotSameAs(back[4]);
    }

    @Test
    void travel_sharedBox_arrivesEqual() throws Exception {
        Double box = 0.5;
        Object[] back = Codecs.travel(new Object[] {box, -7, box, 100_000, Long.MIN_VALUE});
        assertThat(back).containsExactly(0.5, -7, 0.5, 100_000, Long.MIN_VALUE);
    }

    @Test
    void travel_equalButDistinctObjects_stayDistinct() throws Exception {
        Object[] back = Codecs.travel(new Object[] {new String("a"), new String("a")});
        assertThat(back[1]).isEqualTo(back[0]).isNotSameAs(back[0]);
    }

    @Test
    void travel_ring_isARingAgain() throws Exception {
        Node first = new Node();
        first.next = new Node();
        first.next.next = first;
        first.other = first;
        Node back = Codecs.travel(first);
        assertThat(back.next).extracting(next -> next.next).isSameAs(back);
        assertThat(back.other).isSameAs(back);
    }

    @Test
    void travel_listOfAMillionNodes_needsNoStack() throws Exception {
        Node first = new Node();
        Node last = first;
        for (int i = 1; i < 1_000_000; i++) {
            last.next = new Node();
            last = last.next;
        }
        AtomicReference<Object> result = new AtomicReference<>();
        Thread small =
                new Thread(null, () -> result.set(countAfterTravel(first)), "small", 512 << 10);
        small.start();
        small.join();
        assertThat(result.get()).isEqualTo(1_000_000);
    }

    private static Object countAfterTravel(Node first) {
        try {
            int count = 0;
            for (Node each = Codecs.travel(first); each != null; each = each.next) {
                count++;
            }
            return count;
        } catch (Exception | StackOverflowError e) {
            return e;
        }
    }

    @Test
    void travel_arraysAndListsThatHoldThemselves_doSoAgain() throws Exception {
        Object[] array = new Object[2];
        array[0] = array;
        List<Object> list = new ArrayList<>();
        list.add(list);
        array[1] = list;
        Object[] back = Codecs.travel(array);
        assertThat(back[0]).isSameAs(back);
        assertThat(((List<?>) back[1]).get(0)).isSameAs(back[1]);
    }

    @Test
    void travel_recordInItsOwnList_isThereAgain() throws Exception {
        List<Object> list = new ArrayList<>();
        Holder holder = new Holder(list);
        list.add("before");
        list.add(holder);
        Holder back = Codecs.travel(holder);
        assertThat(((List<?>) back.held()).get(1)).isSameAs(back);
        List<Object> fromList = Codecs.travel(list);
        assertThat(((Holder) fromList.get(1)).held()).isSameAs(fromList);
    }

    @Test
    void travel_recordInARecordInItsOwnArray_isThereAgain() throws Exception {
        Object[] array = new Object[1];
        Holder outer = new Holder(new Holder(array));
        array[0] = outer;
        Holder back = Codecs.travel(outer);
        assertThat(((Object[]) ((Holder) back.held()).held())[0]).isSameAs(back);
        Holder inner = Codecs.travel((Holder) outer.held());
        assertThat(((Holder) ((Object[]) inner.held())[0]).held()).isSameAs(inner);
    }

    @Test
    void travel_recordThatChecksItsList_seesItFilled() throws Exception {
        Checked value = new Checked(new ArrayList<>(List.of("a", "b")));
        assertThat(Codecs.travel(value)).isEqualTo(value);
    }

    @Test
    void travel_setWithItsOwner_asksNoHalfMadeObjectForItsHash() throws Exception {
        Named owner = new Named("owner");
        Named friend = new Named("friend");
        owner.aFirst.add(owner);
        owner.aFirst.add(friend);
        friend.aFirst.add(owner);
        Named back = Codecs.travel(owner);
        assertThat(back.aFirst).contains(back, new Named("friend")).hasSize(2);
        assertThat(Codecs.travel(Set.of(owner))).contains(owner);
        assertThat(Codecs.travel(new HashMap<>(Map.of(owner, friend)))).containsKey(owner);
    }

    @Test
    void travel_manySetsInOneCycle_takesNoSquareOfTheirNumber() throws Exception {
        List<Named> all = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            Named next = new Named("n" + i);
            next.aFirst.add(i == 0 ? next : all.get(i - 1));
            all.add(next);
        }
        all.get(0).aFirst.add(all.get(99_999));
        Named back = Codecs.travel(all.get(0));
        assertThat(back.aFirst).contains(back, new Named("n99999"));
    }

    @Test
    void travel_immutableSetInItsElement_isThereAgain() throws Exception {
        Named element = new Named("element");
        AtomicReference<Object> reference = new AtomicReference<>();
        element.aFirst = Set.of("x", reference);
        reference.set(element);
        Named back = Codecs.travel(element);
        Object found =
                back.aFirst.stream()
                        .filter(AtomicReference.class::isInstance)
                        .findAny()
                        .orElseThrow();
        assertThat(((AtomicReference<?>) found).get()).isSameAs(back);
    }

    @Test
    void travel_cyclesThroughSortedIdentityAndOptional_areThereAgain() throws Exception {
        Map<String, Object> sorted = new TreeMap<>();
        sorted.put("self", sorted);
        Map<String, Object> sortedBack = Codecs.travel(sorted);
        assertThat(sortedBack.get("self")).isSameAs(sortedBack);
        Map<Object, Object> identity = new IdentityHashMap<>();
        identity.put(identity, identity);
        Map<Object, Object> identityBack = Codecs.travel(identity);
        assertThat(identityBack.get(identityBack)).isSameAs(identityBack);
        Node node = new Node();
        node.other = Optional.of(node);
        Node nodeBack = Codecs.travel(node);
        assertThat((Optional<?>) nodeBack.other).get().isSameAs(nodeBack);
    }

    @Test
    void travel_wrapperInTheListThatItWraps_isThereAgain() throws Exception {
        List<Object> list = new ArrayList<>();
        List<Object> wrapper = Collections.unmodifiableList(list);
        list.add(wrapper);
        List<Object> back = Codecs.travel(list);
        assertThat(((List<?>) back.get(0)).get(0)).isSameAs(back.get(0));
        assertThat(back.get(0)).isInstanceOf(wrapper.getClass());
    }

    @Test
    void travel_wrapperBesideWhatItWraps_showsItsChanges() throws Exception {
        List<Object> list = new ArrayList<>(List.of(1));
        Object[] back =
                Codecs.travel(
                        new Object[] {list, Collections.unmodifiableList(list), Arrays.asList(1)});
        @SuppressWarnings("unchecked")
        List<Object> listBack = (List<Object>) back[0];
        listBack.add(2);
        assertThat((List<?>) back[1]).hasSize(2);
    }

    @Test
    void travel_lambdaThatCapturesItsOwner_callsTheOwnerThatCameWithIt() throws Exception {
        Self back = Codecs.travel(new Self());
        back.count = 8;
        assertThat(back.mine.get()).isEqualTo(8);
        SerialSupplier<Integer> alone = Codecs.travel(new Self().mine);
        assertThat(alone.get()).isEqualTo(3);
    }

    @Test
    void travel_innerAndAnonymousObjects_bringTheirOuter() throws Exception {
        Inner back = Codecs.travel(new Inner());
        assertThat(back.outer()).isInstanceOf(GraphCodecCyclesTest.class);
        Object captured = "c";
        Object anonymous =
                new Object() {
                    @Override
                    public String toString() {
                        return "anonymous " + captured + Objects.isNull(GraphCodecCyclesTest.this);
                    }
                };
        assertThat(Codecs.travel(anonymous)).hasToString("anonymous cfalse");
    }

    @Test
    void decode_cycleThatCannotBeBuilt_isRefused() throws Exception {
        // Optional.of(<the same optional>): no program can make it, but bytes can say it
        byte[] bytes = Codecs.encode(Optional.of(new Object[0]));
        byte[] bad = Arrays.copyOf(bytes, 4);
        bad[2] = Tags.SEEN;
        bad[3] = 0;
        assertThatThrownBy(() -> Codecs.decode(bad))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessageContaining("cycle through objects that can only be made whole");
    }
}
