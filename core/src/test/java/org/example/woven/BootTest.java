package org.example.woven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.Concurrent;
import io.procession.Procession;
import io.procession.bridge.Ahead;
import io.procession.bridge.Boot;
import io.procession.bridge.Deferred;
import io.procession.bridge.Loop;
import io.procession.bridge.Scope;
import io.procession.bridge.Woven;
import io.procession.internal.deferral.Lazy;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.StringConcatFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every kind of call site, and what runs in a call. */
class BootTest {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final Linked LINKED = new Linked(LOOKUP);
    private static final MethodHandle WORK = LINKED.submitStatic("work", int.class, int.class);
    private static final MethodHandle EVEN = LINKED.submitStatic("even", boolean.class, int.class);
    private static final MethodHandle SIZE = LINKED.submitStatic("size", int.class, Object.class);
    private static final MethodHandle PUT =
            LINKED.effect(
                    Linked.virtual(Map.class, "put", Object.class, Object.class, Object.class), 2);

    static int seen;
    int number;

    private final Lazy lazy = Lazy.install();
    private final Scope scope = Scope.open("BootTest.serial");

    @Concurrent
    static int work(int i) {
        if (i < 0) {
            throw new IllegalStateException("boom " + i);
        }
        return i * i;
    }

    @Concurrent
    static boolean even(int i) {
        return i % 2 == 0;
    }

    @Concurrent
    static int size(Object object) {
        if (object instanceof Map<?, ?> map) {
            return map.size();
        }
        if (object instanceof Holder holder) {
            return holder.map.size();
        }
        return ((int[]) object)[0];
    }

    static int plain(int i) {
        return i;
    }

    static int sum(int a, boolean b, String c) {
        return a + (b ? 100 : 0) + c.length();
    }

    static final class Holder implements java.io.Serializable {
        private static final long serialVersionUID = 1L;
        final String name = "held";
        final HashMap<Object, Object> map = new HashMap<>();
        final transient Map<Object, Object> unseen = new HashMap<>();
    }

    @AfterEach
    void close() {
        lazy.close();
    }

    private Deferred work1(int i) throws Throwable {
        return (Deferred) WORK.invokeExact(i, scope);
    }

    // ---- sites

    @Test
    void now_waitsForAllItsArguments_andRuns() throws Throwable {
        MethodHandle sum =
                LINKED.now(
                        LINKED.staticMethod(
                                "sum", int.class, int.class, boolean.class, String.class),
                        0,
                        1);
        Deferred even = (Deferred) EVEN.invokeExact(4, scope);

        assertThat((int) sum.invokeExact(work1(3), even, "abc", scope)).isEqualTo(112);
        assertThat(lazy.mostOutstanding()).isEqualTo(2);
    }

    @Test
    void lift_ofAConstructor_makesTheObjectLater() throws Throwable {
        MethodHandle constructor =
                LOOKUP.findConstructor(
                        StringBuilder.class, MethodType.methodType(void.class, String.class));
        MethodHandle lifted = LINKED.lift(constructor, 0);
        MethodHandle valueOf =
                LINKED.lift(Linked.staticOf(String.class, "valueOf", String.class, int.class), 0);
        Deferred text = (Deferred) valueOf.invokeExact(work1(5), scope);
        Deferred builder = (Deferred) lifted.invokeExact(text, scope);

        assertThat(lazy.outstanding()).isEqualTo(1);
        assertThat(Scope.getA(builder, scope)).hasToString("25");
    }

    @Test
    void liftIndy_concatenatesLater() throws Throwable {
        MethodHandle concat =
                MethodHandles.lookup()
                        .findStatic(
                                StringConcatFactory.class,
                                "makeConcatWithConstants",
                                MethodType.methodType(
                                        java.lang.invoke.CallSite.class,
                                        MethodHandles.Lookup.class,
                                        String.class,
                                        MethodType.class,
                                        String.class,
                                        Object[].class));
        MethodType type =
                MethodType.methodType(Deferred.class, Deferred.class, Deferred.class, Scope.class);
        MethodHandle lifted =
                Boot.liftIndy(
                                LOOKUP,
                                "makeConcatWithConstants",
                                type,
                                MethodType.methodType(String.class, boolean.class, int.class),
                                concat,
                                "even \1, work \1")
                        .dynamicInvoker();
        Deferred even = (Deferred) EVEN.invokeExact(3, scope);
        Deferred text = (Deferred) lifted.invokeExact(even, work1(3), scope);

        assertThat(Scope.getA(text, scope)).isEqualTo("even false, work 9");
    }

    @Test
    void liftCast_failsAsTheInstruction_inItsTurn() throws Throwable {
        MethodType type = MethodType.methodType(Deferred.class, Deferred.class, Scope.class);
        MethodHandle cast = Boot.liftCast(LOOKUP, "cast", type, String.class).dynamicInvoker();
        Deferred wrong = (Deferred) cast.invokeExact(work1(2), scope);

        assertThatThrownBy(() -> Scope.getA(wrong, scope))
                .isInstanceOf(ClassCastException.class)
                .hasMessageContaining("java.lang.Integer cannot be cast to class java.lang.String");
    }

    @Test
    void effect_onAField_isWrittenLater_andReadAfterAWait() throws Throwable {
        MethodHandle setter = LOOKUP.findSetter(BootTest.class, "number", int.class);
        MethodHandle later = LINKED.effect(setter, 1);
        later.invokeExact(this, work1(6), scope);

        assertThat(number).isZero();
        Scope.field(this, "other", scope);
        assertThat(number).isZero();
        Scope.field(this, "number", scope);
        assertThat(number).isEqualTo(36);
    }

    @Test
    void effect_onAStaticField_isWrittenLater() throws Throwable {
        seen = 0;
        MethodHandle later =
                LINKED.effect(LOOKUP.findStaticSetter(BootTest.class, "seen", int.class), 0);
        later.invokeExact(work1(7), scope);

        assertThat(seen).isZero();
        Scope.stat("org/example/woven/BootTest.seen", scope);
        assertThat(seen).isEqualTo(49);
    }

    @Test
    void effect_throughAnEntry_isOneOfItsMap() throws Throwable {
        MethodHandle setValue =
                Linked.virtual(Map.Entry.class, "setValue", Object.class, Object.class);
        MethodType type =
                MethodType.methodType(
                        void.class, Map.Entry.class, Deferred.class, Object.class, Scope.class);
        MethodHandle later = Boot.effect(LOOKUP, "setValue", type, setValue, 1).dynamicInvoker();
        Map<Object, Object> map = new LinkedHashMap<>(Map.of("a", 0));
        for (Map.Entry<Object, Object> entry : map.entrySet()) {
            later.invokeExact((Map.Entry<?, ?>) entry, work1(8), (Object) map, scope);
        }

        assertThat(map).containsEntry("a", 0);
        Scope.iter(map, Scope.STRUCTURE, scope);
        assertThat(map).containsEntry("a", 0);
        Scope.iter(map, Scope.ANYTHING, scope);
        assertThat(map).containsEntry("a", 64);
    }

    @Test
    void guard_onAMap_waitsForTheKey_andCalls() throws Throwable {
        Map<Object, Object> map = new HashMap<>();
        PUT.invokeExact(map, (Object) "a", work1(1), scope);
        PUT.invokeExact(map, (Object) "b", work1(2), scope);
        MethodHandle get =
                LINKED.guard(Linked.virtual(Map.class, "get", Object.class, Object.class), 0);
        MethodHandle size = LINKED.guard(Linked.virtual(Map.class, "size", int.class), 2);

        assertThat((Object) get.invokeExact(map, (Object) "a", scope)).isEqualTo(1);
        assertThat(lazy.outstanding()).isEqualTo(1);
        assertThat((int) size.invokeExact(map, scope)).isEqualTo(2);
    }

    @Test
    void guard_onNull_throwsWhatTheCallThrows() {
        MethodHandle size = LINKED.guard(Linked.virtual(Map.class, "size", int.class), 2);

        assertThatThrownBy(
                        () -> {
                            int unused = (int) size.invokeExact((Map<?, ?>) null, scope);
                        })
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void submit_ofAMethodThatIsNotConcurrentAnyMore_runsItWhereItStands() throws Throwable {
        MethodHandle plain = LINKED.submitStatic("plain", int.class, int.class);
        Deferred before = work1(1);

        Deferred result = (Deferred) plain.invokeExact(5, scope);

        assertThat(Scope.getI(result, scope)).isEqualTo(5);
        assertThat(lazy.calls()).isEqualTo(1);
        assertThat(lazy.outstanding()).as("serially: after what came before").isZero();
        assertThat(Scope.getI(before, scope)).isEqualTo(1);
    }

    @Test
    void locals_withADeferredValue_areForcedWhereTheyAreRead() throws Throwable {
        assertThat(Scope.force(0, work1(2), scope)).isEqualTo(4);
        assertThat(Scope.force(7, null, scope)).isEqualTo(7);
        assertThat(Scope.force("a", Deferred.or("b", null), scope)).isEqualTo("b");
        assertThat(Scope.getD(Deferred.or(1.5, null), scope)).isEqualTo(1.5);
        assertThat(Scope.getJ(Deferred.or(5L, Deferred.of(6L)), scope)).isEqualTo(6);
        assertThat(Scope.getF(Deferred.of(2f), scope)).isEqualTo(2f);
        Deferred even = (Deferred) EVEN.invokeExact(2, scope);
        assertThat(Scope.getI(even, scope)).isEqualTo(1);
    }

    @Test
    void drainThrow_givesTheEarlierFailure() throws Throwable {
        work1(-1);
        RuntimeException later = new RuntimeException("later");

        assertThat(scope.drainThrow(later)).hasMessage("boom -1");
        assertThat(scope.drainThrow(later)).isSameAs(later);
    }

    @Test
    void plainStores_toArrays_waitForWhatIsPendingThere() throws Throwable {
        int[] array = new int[2];
        Scope.store(array, 0, work1(3), scope);
        Scope.plain(array, 0, 1, scope);
        assertThat(array).containsExactly(1, 0);

        Scope.plain(new long[1], 0, 1L, scope);
        Scope.plain(new float[1], 0, 1f, scope);
        Scope.plain(new double[1], 0, 1d, scope);
        Scope.plain(new Object[1], 0, "a", scope);
        assertThatThrownBy(() -> Scope.plain(new long[1], 3, 1L, scope))
                .isInstanceOf(ArrayIndexOutOfBoundsException.class)
                .hasMessage("Index 3 out of bounds for length 1")
                .satisfies(error ->
                        assertThat(error.getStackTrace()[0].getClassName())
                                .startsWith(BootTest.class.getName()));
        assertThatThrownBy(() -> Scope.plain(null, 3, "a", scope))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Scope.plain(new String[1], 0, (Object) 5, scope))
                .isInstanceOf(ArrayStoreException.class);
    }

    // ---- arguments

    @Test
    void argument_isCapturedAtTheCall() throws Throwable {
        int[] array = {1};
        Deferred first = (Deferred) SIZE.invokeExact((Object) array, scope);
        array[0] = 2;
        Deferred second = (Deferred) SIZE.invokeExact((Object) array, scope);

        assertThat(Scope.getI(first, scope)).isEqualTo(1);
        assertThat(Scope.getI(second, scope)).isEqualTo(2);
    }

    @Test
    void argument_withAPendingEffect_isWaitedFor() throws Throwable {
        Map<Object, Object> map = new HashMap<>();
        PUT.invokeExact(map, (Object) "a", work1(1), scope);
        Map<Object, Object> other = new HashMap<>();
        PUT.invokeExact(other, (Object) "b", work1(1), scope);

        Deferred size = (Deferred) SIZE.invokeExact((Object) map, scope);

        assertThat(map).hasSize(1);
        assertThat(lazy.outstanding()).as("the other map is still pending").isEqualTo(2);
        assertThat(Scope.getI(size, scope)).isEqualTo(1);
    }

    @Test
    void argument_thatReachesAPendingEffect_isWaitedFor() throws Throwable {
        Holder holder = new Holder();
        PUT.invokeExact((Map<?, ?>) holder.map, (Object) "a", work1(1), scope);

        Deferred size = (Deferred) SIZE.invokeExact((Object) holder, scope);

        assertThat(holder.map).hasSize(1);
        assertThat(Scope.getI(size, scope)).isEqualTo(1);
    }

    @Test
    void argument_thatReachesItByATransientFieldOnly_isNotWaitedFor() throws Throwable {
        Holder holder = new Holder();
        PUT.invokeExact(holder.unseen, (Object) "a", work1(1), scope);

        Deferred unused = (Deferred) SIZE.invokeExact((Object) holder, scope);

        assertThat(holder.unseen).isEmpty();
    }

    @Test
    void arguments_ofNestedMaps_areParallel() throws Throwable {
        Map<Object, Map<Object, Object>> results = new LinkedHashMap<>();
        for (int lat = 0; lat < 3; lat++) {
            results.put(lat, new HashMap<>());
            for (int lon = 0; lon < 3; lon++) {
                Map<Object, Object> row = results.get(lat);
                Deferred size = (Deferred) SIZE.invokeExact((Object) Map.of("lat", lat), scope);
                PUT.invokeExact(row, (Object) lon, size, scope);
            }
        }

        assertThat(lazy.mostOutstanding()).isEqualTo(9);
        scope.sync();
        assertThat(results.get(2)).hasSize(3);
    }

    @Test
    void argument_afterAnEffectOfUnknownCode_isWaitedFor_butAValueIsNot() throws Throwable {
        MethodHandle unknown = LINKED.effect(LINKED.staticMethod("plain", int.class, int.class), 0);
        unknown.invokeExact(work1(1), scope);

        Deferred first = work1(2);
        assertThat(lazy.outstanding()).isEqualTo(2);
        Deferred second = (Deferred) SIZE.invokeExact((Object) new int[1], scope);
        assertThat(lazy.outstanding()).isEqualTo(2);
        assertThat(Scope.getI(first, scope) + Scope.getI(second, scope)).isEqualTo(4);
    }

    // ---- scopes

    @Test
    void scopes_ofNestedMethods_doNotWaitForEachOther() throws Throwable {
        Deferred outer = work1(2);
        Scope inner = Scope.open("BootTest.inner");
        Deferred other = (Deferred) WORK.invokeExact(3, inner);
        inner.sync();

        assertThat(lazy.outstanding()).isEqualTo(1);
        assertThat(Scope.getI(outer, scope) + Scope.getI(other, inner)).isEqualTo(13);
    }

    @Concurrent
    static int nested(int i) throws Throwable {
        Scope own = Scope.open("BootTest.nested");
        int[] results = new int[2];
        Scope.store(results, 0, (Deferred) WORK.invokeExact(i, own), own);
        int atOnce = results[0];
        Scope.store(results, 1, (Deferred) WORK.invokeExact(i + 1, own), own);
        own.sync();
        return atOnce + results[1];
    }

    @Test
    void scope_inACall_runsItsCallsAtOnce() throws Throwable {
        MethodHandle nested = LINKED.submitStatic("nested", int.class, int.class);
        Deferred sum = (Deferred) nested.invokeExact(2, scope);

        assertThat(Scope.getI(sum, scope)).isEqualTo(13);
        assertThat(lazy.calls()).isEqualTo(1);
    }

    // ---- streams and loops

    @Test
    void stream_runsAhead_inOrder() {
        List<?> results = Ahead.toObj(Stream.of(1, 2, 3, 4, 5), BootTest::twin).toList();

        assertThat(List.<Object>copyOf(results)).containsExactly(1, 4, 9, 16, 25);
        assertThat(lazy.mostOutstanding()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void stream_withoutEnd_runsAheadAWindowOnly() {
        assertThat(Ahead.toInt(IntStream.iterate(1, i -> i + 1), BootTest::twin).limit(3).sum())
                .isEqualTo(14);
        assertThat(lazy.mostOutstanding()).isLessThan(100);
    }

    @Test
    void stream_thatFails_givesWhatComesBefore() {
        List<Object> seen = new ArrayList<>();
        Stream<?> results = Ahead.toObj(Stream.of(1, 2, -3, 4), BootTest::twin);

        assertThatThrownBy(() -> results.forEachOrdered(seen::add)).hasMessage("boom -3");
        assertThat(seen).containsExactly(1, 4);
        assertThat(lazy.outstanding()).as("what ran ahead is given up").isZero();
    }

    @Test
    void stream_whoseStageFailsItself_givesWhatComesBefore() {
        List<Object> seen = new ArrayList<>();
        Stream<?> results =
                Ahead.toObj(
                        Stream.of(1, 2, 3),
                        each -> {
                            if (each == 3) {
                                throw new IllegalArgumentException("three");
                            }
                            return twin(each);
                        });

        assertThatThrownBy(() -> results.forEachOrdered(seen::add)).hasMessage("three");
        assertThat(seen).containsExactly(1, 4);
    }

    @Test
    void stream_thatIsClosed_givesUpWhatRunsAhead() {
        Stream<?> results = Ahead.toObj(Stream.of(1, 2, 3, 4), BootTest::twin);
        assertThat(results.iterator().next()).isEqualTo(1);
        assertThat(lazy.outstanding()).isPositive();

        results.close();

        assertThat(lazy.outstanding()).isZero();
    }

    private static Deferred twin(int i) {
        Scope own = Scope.open("BootTest.twin");
        try {
            return (Deferred) WORK.invokeExact(i, own);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void forEach_sharesTheScope() {
        int[] results = new int[4];
        Loop.forEach(
                IntStream.range(0, 4),
                i -> {
                    try {
                        Scope.store(results, i, work1(i), scope);
                    } catch (Throwable e) {
                        throw new AssertionError(e);
                    }
                },
                scope);

        assertThat(lazy.mostOutstanding()).isEqualTo(4);
        scope.sync();
        assertThat(results).containsExactly(0, 1, 4, 9);
    }

    // ---- what a program can ask

    @Woven(1)
    static final class Marked {}

    @Test
    void class_thatIsMarked_isWoven() {
        assertThat(Procession.isWoven(Marked.class)).isTrue();
        assertThat(Procession.isWoven(BootTest.class)).isFalse();
    }
}
