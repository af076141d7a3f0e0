package org.example.woven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.procession.Concurrent;
import io.procession.bridge.Deferred;
import io.procession.bridge.Scope;
import io.procession.internal.deferral.Lazy;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What results of calls may flow into without a wait, and that the result is the serial one. */
class PatternsTest {

    private static final Linked LINKED = new Linked(MethodHandles.lookup());
    private static final MethodHandle WORK = LINKED.submitStatic("work", int.class, int.class);
    private static final MethodHandle SUM = LINKED.operation(0x60, Deferred.class, Deferred.class);
    private static final MethodHandle BOX =
            LINKED.lift(Linked.staticOf(Integer.class, "valueOf", Integer.class, int.class), 0);
    private static final MethodHandle PUT =
            LINKED.effect(
                    Linked.virtual(Map.class, "put", Object.class, Object.class, Object.class), 2);
    private static final MethodHandle ADD =
            LINKED.effect(Linked.virtual(List.class, "add", boolean.class, Object.class), 1);

    private final Lazy lazy = Lazy.install();
    private final Scope scope = Scope.open("PatternsTest.serial");

    @Concurrent
    static int work(int i) {
        if (i < 0) {
            throw new IllegalStateException("boom " + i);
        }
        return i * i;
    }

    @AfterEach
    void close() {
        lazy.close();
    }

    private Deferred call(int i) throws Throwable {
        return (Deferred) WORK.invokeExact(i, scope);
    }

    private Deferred boxed(int i) throws Throwable {
        return (Deferred) BOX.invokeExact(call(i), scope);
    }

    @Test
    void arrayElements_ofALoop_areAllOutstanding() throws Throwable {
        int[] results = new int[10];
        for (int i = 0; i < results.length; i++) {
            Scope.store(results, i, call(i), scope);
        }

        assertThat(lazy.mostOutstanding()).isEqualTo(10);
        assertThat(results).containsOnly(0);
        scope.sync();
        assertThat(results).containsExactly(0, 1, 4, 9, 16, 25, 36, 49, 64, 81);
    }

    @Test
    void reduction_ofManyTerms_isFlat() throws Throwable {
        Deferred sum = Deferred.of(0);
        for (int i = 0; i < 100_000; i++) {
            sum = (Deferred) SUM.invokeExact(sum, call(i % 10), scope);
        }

        assertThat(Scope.getI(sum, scope)).isEqualTo(2_850_000);
        assertThat(lazy.mostOutstanding()).isGreaterThan(1000);
    }

    @Test
    void mapEntries_ofALoop_keepTheOrderOfTheProgram() throws Throwable {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = 5; i > 0; i--) {
            PUT.invokeExact(map, (Object) i, boxed(i), scope);
        }

        assertThat(map).isEmpty();
        scope.sync();
        assertThat(map.toString()).isEqualTo("{5=25, 4=16, 3=9, 2=4, 1=1}");
    }

    @Test
    void list_ofResults_isInOrder() throws Throwable {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ADD.invokeExact(list, boxed(i), scope);
        }
        scope.sync();

        assertThat(list).containsExactly(0, 1, 4, 9);
        assertThat(lazy.mostOutstanding()).isEqualTo(4);
    }

    @Test
    void failure_ofACall_dropsWhatComesAfterIt() throws Throwable {
        Map<Object, Object> map = new HashMap<>();
        PUT.invokeExact(map, (Object) "a", boxed(1), scope);
        PUT.invokeExact(map, (Object) "b", boxed(-2), scope);
        PUT.invokeExact(map, (Object) "c", boxed(3), scope);

        assertThatThrownBy(scope::sync)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("boom -2");
        assertThat(map).containsOnly(Map.entry("a", 1));
        scope.sync();
    }
}
