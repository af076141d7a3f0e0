package io.procession.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a call changes in its arguments comes back into the caller's own objects. */
class RestoreTest {

    static class Base {
        private int count = 1;
        private final String label;
        double mean;

        Base(String label) {
            this.label = label;
        }

        void grow() {
            count++;
        }
    }

    static final class Node extends Base {
        @Nullable Node next;
        @Nullable Object other;
        final int[] fixed = {1, 2, 3};
        transient @Nullable String cache = "cached";

        Node(String label) {
            super(label);
        }
    }

    /** Its hash code is its state. */
    static final class Point {
        int x;

        Point(int x) {
            this.x = x;
        }

        @Override
        public int hashCode() {
            return x;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Point point && point.x == x;
        }
    }

    record Names(List<String> names) {
        Names {
            names = List.copyOf(names);
        }
    }

    @Test
    void fields_changed_comeBack() throws Throwable {
        Node node = new Node("a");
        int[] array = node.fixed;
        Calls.call(
                node,
                n -> {
                    n.grow();
                    n.mean = 0.5;
                    n.next = new Node("b");
                    n.next.next = n;
                    n.other = "text";
                    n.fixed[1] = 7;
                    return null;
                });
        assertThat(((Base) node).count).isEqualTo(2);
        assertThat(node.mean).isEqualTo(0.5);
        assertThat(Objects.requireNonNull(node.next).next).isSameAs(node);
        assertThat(((Base) node.next).label).isEqualTo("b");
        assertThat(node.other).isEqualTo("text");
        assertThat(node.fixed).isSameAs(array).containsExactly(1, 7, 3);
        assertThat(node.cache).isEqualTo("cached");
    }

    @Test
    void nothing_changed_sendsNothing() throws Throwable {
        Delta delta =
                Calls.delta(new Object[] {new Node("a"), new ArrayList<>(List.of(1))}, a -> 1);
        assertThat(delta.changes()).isEmpty();
        delta.apply();
        assertThat(delta.result()).isEqualTo(1);
    }

    @Test
    void alias_changedThroughOne_isSeenThroughBoth() throws Throwable {
        List<Object> list = new ArrayList<>(List.of("x"));
        Object[] arguments = {list, list, Map.of("k", list)};
        Calls.call(
                arguments,
                a -> {
                    ((List<?>) Objects.requireNonNull(a[1])).clear();
                    return null;
                });
        assertThat(list).isEmpty();
        assertThat(arguments[0]).isSameAs(list);
    }

    @Test
    void result_thatIsAnArgument_isTheCallersOwn() throws Throwable {
        List<Object> list = new ArrayList<>();
        Object[] result = (Object[]) Calls.call(list, l -> new Object[] {l, List.of(l), 5});
        assertThat(Objects.requireNonNull(result)[0]).isSameAs(list);
        assertThat(((List<?>) Objects.requireNonNull(result[1])).get(0)).isSameAs(list);
    }

    @Test
    void thrown_changesComeBack_andTheExceptionSharesThem() throws Exception {
        List<Object> list = new ArrayList<>();
        assertThatThrownBy(() ->
                        Calls.call(
                                list,
                                l -> {
                                    l.add("before");
                                    throw new IllegalStateException("no more");
                                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no more");
        assertThat(list).containsExactly("before");
    }

    @Test
    void thrown_withWhatCannotTravel_changesComeBackAllTheSame() throws Exception {
        List<Object> list = new ArrayList<>();
        assertThatThrownBy(() ->
                        Calls.call(
                                list,
                                l -> {
                                    l.add("before");
                                    throw new HoldsThread();
                                }))
                .isInstanceOf(Codecs.StandIn.class)
                .hasMessageContaining("HoldsThread");
        assertThat(list).containsExactly("before");
    }

    static final class HoldsThread extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // it cannot travel: that is what is tried
        final Object thread = Thread.currentThread();
    }

    @Test
    void change_thatCannotTravel_isRefused() {
        assertThatThrownBy(() ->
                        Calls.call(
                                new Object[] {5, Map.of("k", new ArrayList<>())},
                                a -> {
                                    @SuppressWarnings("unchecked")
                                    Map<String, List<Object>> map =
                                            (Map<String, List<Object>>) a[1];
                                    Node node = new Node("n");
                                    node.other = Thread.currentThread();
                                    return Objects.requireNonNull(map.get("k")).add(node);
                                }))
                .isInstanceOf(CannotTravelException.class)
                .hasMessageContaining(
                        "something put into arguments[1][\"k\"].other is a java.lang.Thread");
    }

    @Test
    void map_keysPutRemovedAndNested_comeBack() throws Throwable {
        Map<String, Object> map = new HashMap<>();
        List<Object> inner = new ArrayList<>(List.of(1, 2));
        map.put("inner", inner);
        map.put("gone", 1);
        map.put("kept", 2);
        Calls.call(
                map,
                m -> {
                    m.remove("gone");
                    m.put("kept", 3);
                    m.putAll(Map.of("new", new int[] {1}, "self", m));
                    ((List<?>) Objects.requireNonNull(m.get("inner"))).remove(0);
                    return null;
                });
        assertThat(map).containsOnlyKeys("inner", "kept", "new", "self").containsEntry("kept", 3);
        assertThat(map.get("inner")).isSameAs(inner);
        assertThat(inner).containsExactly(2);
        assertThat(map.get("self")).isSameAs(map);
    }

    @Test
    void list_changedInEveryWay_isWhatItWouldBe() throws Throwable {
        List<Calls.Body<List<Object>>> bodies =
                List.of(
                        l -> l.add("x"),
                        l -> l.remove(0),
                        l -> l.set(2, "y"),
                        l -> {
                            l.add(1, "z");
                            return null;
                        },
                        l -> l.removeIf(e -> e.equals(2)),
                        l -> l.addAll(2, List.of(7, 8, 9)),
                        l -> {
                            l.clear();
                            return null;
                        },
                        l -> {
                            java.util.Collections.reverse(l);
                            return l.add(5);
                        },
                        l -> l.retainAll(List.of(1, 5)));
        for (Calls.Body<List<Object>> body : bodies) {
            List<Object> own = new ArrayList<>(Arrays.asList(1, 2, 3, 4, 5));
            List<Object> local = new ArrayList<>(own);
            body.run(local);
            Calls.call(own, body);
            assertThat(own).isEqualTo(local);
        }
    }

    @Test
    void key_changedWhileOutOfTheTable_isFoundAgain() throws Throwable {
        Point point = new Point(1);
        Set<Point> set = new HashSet<>(Set.of(point, new Point(5)));
        Map<Point, String> map = new HashMap<>(Map.of(point, "one"));
        Calls.call(
                new Object[] {set, map, point},
                a -> {
                    Set<?> s = (Set<?>) Objects.requireNonNull(a[0]);
                    @SuppressWarnings("unchecked")
                    Map<Point, String> m = (Map<Point, String>) Objects.requireNonNull(a[1]);
                    Point p = (Point) Objects.requireNonNull(a[2]);
                    s.remove(p);
                    m.remove(p);
                    p.x = 100;
                    m.put(p, "two");
                    return null;
                });
        assertThat(point.x).isEqualTo(100);
        assertThat(set).containsExactly(new Point(5));
        assertThat(map.get(point)).isEqualTo("two");
    }

    @Test
    void newTable_ofArgumentsThatChanged_isFilledByTheirNewHash() throws Throwable {
        Point point = new Point(1);
        Object result =
                Calls.call(
                        point,
                        p -> {
                            p.x = 42;
                            return new HashSet<>(Set.of(p));
                        });
        assertThat(((Set<?>) Objects.requireNonNull(result)).contains(point)).isTrue();
    }

    record Wrapped(@Nullable Object held) {}

    static final class Owner {
        int x;
        @Nullable Object held;

        @Override
        public int hashCode() {
            return x;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Owner owner && owner.x == x;
        }
    }

    @Test
    void newTable_ofAnArgumentThatHoldsWhatIsMadeLate_isFilledByItsNewHash() throws Throwable {
        Owner owner = new Owner();
        Object result =
                Calls.call(
                        owner,
                        o -> {
                            o.x = 42;
                            o.held = new Wrapped(o); // a record is made when its members are whole
                            return new HashSet<>(Set.of(o));
                        });
        assertThat(((Set<?>) Objects.requireNonNull(result)).contains(owner)).isTrue();
        assertThat(((Wrapped) Objects.requireNonNull(owner.held)).held()).isSameAs(owner);
    }

    @Test
    void newRecord_ofAnArgumentThatChanged_seesItsNewState() throws Throwable {
        List<String> names = new ArrayList<>();
        Object[] result =
                (Object[])
                        Calls.call(
                                names,
                                n -> {
                                    n.add("a");
                                    return new Object[] {new Names(n)};
                                });
        assertThat(Objects.requireNonNull(result)[0]).isEqualTo(new Names(List.of("a")));
    }

    @Test
    void longList_isWalkedWithoutRecursion() throws Throwable {
        Node first = new Node("0");
        Node last = first;
        for (int i = 1; i < 1_000_000; i++) {
            last.next = new Node("n");
            last = last.next;
        }
        Node end = last;
        Calls.call(
                first,
                f -> {
                    Node at = f;
                    while (at.next != null) {
                        at = at.next;
                    }
                    at.other = f;
                    at.next = new Node("end");
                    return null;
                });
        assertThat(end.other).isSameAs(first);
        assertThat(((Base) Objects.requireNonNull(end.next)).label).isEqualTo("end");
    }

    @Test
    void fixedPart_isNotTracked_butIsTheCallersOwn() throws Exception {
        List<Object> writable = new ArrayList<>();
        List<Object> readOnly = new ArrayList<>(List.of(writable));
        EncodedCall call = Calls.CODEC.encodeCall(writable, readOnly, "call");
        CallCopy copy = Calls.CODEC.decodeCall(call.payload());
        Shadow shadow = Calls.CODEC.shadow(copy);
        @SuppressWarnings("unchecked")
        List<Object> fixed = (List<Object>) Objects.requireNonNull(copy.fixed());
        fixed.add("lost");
        @SuppressWarnings("unchecked")
        List<Object> first = (List<Object>) Objects.requireNonNull(fixed.get(0));
        first.add(fixed);
        Delta delta =
                Calls.CODEC.decodeOutcome(
                        new io.procession.internal.wire.ByteSource(
                                Calls.CODEC.encodeReturned(shadow, fixed)),
                        call.originals());
        delta.apply();
        assertThat(delta.result()).isSameAs(readOnly);
        assertThat(readOnly).hasSize(1);
        assertThat(writable.get(0)).isSameAs(readOnly);
    }

    @Test
    void probe_thatStopsAtAnObject_givesNoCall() throws Exception {
        List<Object> pending = new ArrayList<>();
        Object[] arguments = {pending, 1};
        assertThat(
                        Calls.CODEC.encodeCall(
                                arguments, null, "call", (each, isOpaque) -> each == pending))
                .isNull();
        assertThat(Calls.CODEC.encodeCall(arguments, null, "call", (each, isOpaque) -> false))
                .isNotNull();
    }
}
