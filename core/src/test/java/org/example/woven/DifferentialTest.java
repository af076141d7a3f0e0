package org.example.woven;

import static org.assertj.core.api.Assertions.assertThat;

import io.procession.Concurrent;
import io.procession.bridge.Deferred;
import io.procession.bridge.Scope;
import io.procession.internal.deferral.Lazy;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random programs over arrays, maps, lists, text and fields, with aliases: once serially, once with
 * their calls and effects put off. Both must end alike.
 */
class DifferentialTest {

    private static final int PROGRAMS = 3000;
    private static final int LENGTH = 40;
    private static final int FATAL = 13; // the number at which a call fails

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final Linked LINKED = new Linked(LOOKUP);
    private static final MethodHandle WORK =
            LINKED.submitStatic("work", int.class, int.class, boolean.class);
    private static final MethodHandle LOOK = LINKED.submitStatic("look", int.class, Object.class);
    private static final MethodHandle BOX =
            LINKED.lift(Linked.staticOf(Integer.class, "valueOf", Integer.class, int.class), 0);
    private static final MethodHandle SUM = LINKED.operation(0x60, Deferred.class, Deferred.class);
    private static final MethodHandle PUT_LATER =
            LINKED.effect(
                    Linked.virtual(Map.class, "put", Object.class, Object.class, Object.class), 2);
    private static final MethodHandle PUT =
            LINKED.guard(
                    Linked.virtual(Map.class, "put", Object.class, Object.class, Object.class), 0);
    private static final MethodHandle GET =
            LINKED.guard(Linked.virtual(Map.class, "get", Object.class, Object.class), 0);
    private static final MethodHandle MAP_SIZE =
            LINKED.guard(Linked.virtual(Map.class, "size", int.class), 2);
    private static final MethodHandle ADD_LATER =
            LINKED.effect(Linked.virtual(List.class, "add", boolean.class, Object.class), 1);
    private static final MethodHandle SET_LATER =
            LINKED.effect(
                    Linked.virtual(List.class, "set", Object.class, int.class, Object.class), 2);
    private static final MethodHandle ADD =
            LINKED.guard(Linked.virtual(List.class, "add", boolean.class, Object.class), 0);
    private static final MethodHandle ELEMENT =
            LINKED.guard(Linked.virtual(List.class, "get", Object.class, int.class), 0);
    private static final MethodHandle LIST_SIZE =
            LINKED.guard(Linked.virtual(List.class, "size", int.class), 2);
    private static final MethodHandle APPEND_LATER =
            LINKED.effect(
                    Linked.virtual(StringBuilder.class, "append", StringBuilder.class, int.class),
                    1);
    private static final MethodHandle TEXT_LENGTH =
            LINKED.guard(Linked.virtual(StringBuilder.class, "length", int.class), 0);
    private static final MethodHandle FIELD_LATER;
    private static final MethodHandle CHANGE_LATER =
            LINKED.effect(LINKED.staticMethod("change", void.class, State.class, int.class), 1);
    private static final MethodHandle CHANGE_NOW =
            LINKED.now(LINKED.staticMethod("change", void.class, State.class, int.class), 1);

    static {
        try {
            FIELD_LATER = LINKED.effect(LOOKUP.findSetter(State.class, "field", int.class), 1);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Concurrent
    static int work(int i, boolean mayFail) {
        if (mayFail && i == FATAL) {
            throw new IllegalStateException("boom " + i);
        }
        return 3 * i + 1;
    }

    /** What a call sees of its argument. */
    @Concurrent
    static int look(Object argument) {
        if (argument instanceof int[] array) {
            return Arrays.hashCode(array);
        }
        return argument instanceof State state ? state.toString().hashCode() : argument.hashCode();
    }

    /** May change anything. */
    static void change(State state, int by) {
        state.arrays[1][0] += by;
        state.maps.get(0).merge(0, by, Integer::sum);
        state.field += by;
    }

    /** All that a program works on. */
    static final class State implements Serializable {
        private static final long serialVersionUID = 1L;
        final int[][] arrays = {new int[3], new int[3], null};
        final ArrayList<Map<Integer, Integer>> maps =
                new ArrayList<>(List.of(new HashMap<>(), new TreeMap<>(), new LinkedHashMap<>()));
        final ArrayList<Integer> list = new ArrayList<>(List.of(1, 2, 3));
        final StringBuilder text = new StringBuilder();
        final ArrayList<Integer> log = new ArrayList<>();
        int field;
        int sum;

        State() {
            arrays[2] = arrays[0]; // an alias
        }

        @Override
        public String toString() {
            return Arrays.deepToString(arrays) + maps + list + text + log + field + " " + sum;
        }
    }

    /** One step of a program. */
    record Op(int kind, int which, int index, int number) {}

    private static List<Op> program(Random random, boolean mayFail) {
        List<Op> program = new ArrayList<>();
        for (int i = 0; i < LENGTH; i++) {
            int kind = random.nextInt(mayFail ? 9 : 18);
            program.add(new Op(kind, random.nextInt(3), random.nextInt(3), random.nextInt(20)));
        }
        return program;
    }

    // ---- serially

    private static void serially(State state, Op op, boolean mayFail) {
        Map<Integer, Integer> map = state.maps.get(op.which);
        int[] array = state.arrays[op.which];
        switch (op.kind) {
            case 0 -> array[op.index] = work(op.number, mayFail);
            case 1 -> map.put(op.index, work(op.number, mayFail));
            case 2 -> state.list.add(work(op.number, mayFail));
            case 3 -> state.list.set(op.index, work(op.number, mayFail));
            case 4 -> state.text.append(work(op.number, mayFail));
            case 5 -> state.field = work(op.number, mayFail);
            case 6 -> state.sum = state.sum + work(op.number, mayFail);
            case 7 -> work(op.number, mayFail);
            case 8 -> change(state, work(op.number, mayFail));
            case 9 -> state.log.add(array[op.index]);
            case 10 -> state.log.add(map.get(op.index));
            case 11 -> state.log.add(map.size() + state.list.size());
            case 12 -> state.log.add(state.list.get(op.index));
            case 13 -> state.log.add(state.text.length());
            case 14 -> array[op.index] = op.number;
            case 15 -> map.put(op.index, op.number);
            case 16 -> state.list.add(op.number);
            default ->
                    state.arrays[1][op.index] =
                            look(op.which == 0 ? map : op.which == 1 ? array : state);
        }
    }

    // ---- put off

    private static final class Later {
        final State state;
        final boolean mayFail;
        final Scope scope = Scope.open("DifferentialTest.later");
        Deferred sum = Deferred.of(0);

        Later(State state, boolean mayFail) {
            this.state = state;
            this.mayFail = mayFail;
        }

        private Deferred call(int number) throws Throwable {
            return (Deferred) WORK.invokeExact(number, mayFail, scope);
        }

        private Deferred boxed(int number) throws Throwable {
            return (Deferred) BOX.invokeExact(call(number), scope);
        }

        void run(List<Op> program) throws Throwable {
            try {
                for (Op op : program) {
                    step(op);
                }
                scope.sync();
            } catch (Throwable e) {
                throw scope.drainThrow(e);
            }
            state.sum = Scope.getI(sum, scope);
        }

        private void step(Op op) throws Throwable {
            if (op.kind < 9) {
                later(op);
            } else {
                plain(op);
            }
        }

        private void later(Op op) throws Throwable {
            Map<?, ?> map = state.maps.get(op.which);
            List<?> list = state.list;
            switch (op.kind) {
                case 0 -> Scope.store(state.arrays[op.which], op.index, call(op.number), scope);
                case 1 -> PUT_LATER.invokeExact(map, (Object) op.index, boxed(op.number), scope);
                case 2 -> ADD_LATER.invokeExact(list, boxed(op.number), scope);
                case 3 -> SET_LATER.invokeExact(list, op.index, boxed(op.number), scope);
                case 4 -> APPEND_LATER.invokeExact(state.text, call(op.number), scope);
                case 5 -> FIELD_LATER.invokeExact(state, call(op.number), scope);
                case 6 -> sum = (Deferred) SUM.invokeExact(sum, call(op.number), scope);
                case 7 -> call(op.number);
                default -> {
                    if (op.index == 0) {
                        CHANGE_NOW.invokeExact(state, call(op.number), scope);
                    } else {
                        CHANGE_LATER.invokeExact(state, call(op.number), scope);
                    }
                }
            }
        }

        private void plain(Op op) throws Throwable {
            Map<?, ?> map = state.maps.get(op.which);
            int[] array = state.arrays[op.which];
            List<?> list = state.list;
            switch (op.kind) {
                case 9 -> {
                    Scope.arr(array, op.index, scope);
                    state.log.add(array[op.index]);
                }
                case 10 ->
                        state.log.add(
                                (Integer) (Object) GET.invokeExact(map, (Object) op.index, scope));
                case 11 ->
                        state.log.add(
                                (int) MAP_SIZE.invokeExact(map, scope)
                                        + (int) LIST_SIZE.invokeExact(list, scope));
                case 12 ->
                        state.log.add(
                                (Integer) (Object) ELEMENT.invokeExact(list, op.index, scope));
                case 13 -> state.log.add((int) TEXT_LENGTH.invokeExact(state.text, scope));
                case 14 -> Scope.plain(array, op.index, op.number, scope);
                case 15 -> {
                    Object unused =
                            (Object)
                                    PUT.invokeExact(
                                            map, (Object) op.index, (Object) op.number, scope);
                }
                case 16 -> {
                    boolean unused = (boolean) ADD.invokeExact(list, (Object) op.number, scope);
                }
                default -> look(op, map, array);
            }
        }

        private void look(Op op, Map<?, ?> map, int[] array) throws Throwable {
            if (op.which == 2) {
                state.sum = Scope.getI(sum, scope); // the source has it in the field at all times
            }
            Object seen = op.which == 0 ? map : op.which == 1 ? array : state;
            Scope.store(state.arrays[1], op.index, (Deferred) LOOK.invokeExact(seen, scope), scope);
        }
    }

    @Test
    void programs_thatArePutOff_endAsTheSerialOnes() throws Throwable {
        int parallel = 0;
        for (int seed = 0; seed < PROGRAMS; seed++) {
            boolean mayFail = seed % 2 == 1;
            List<Op> program = program(new Random(seed), mayFail);
            State expected = new State();
            String failure = "";
            try {
                program.forEach(op -> serially(expected, op, mayFail));
            } catch (IllegalStateException e) {
                failure = String.valueOf(e.getMessage());
            }
            State actual = new State();
            String thrown = "";
            try (Lazy lazy = Lazy.install()) {
                try {
                    new Later(actual, mayFail).run(program);
                } catch (IllegalStateException e) {
                    thrown = String.valueOf(e.getMessage());
                    actual.sum = expected.sum; // a local variable, which nobody reads after that
                }
                parallel += lazy.mostOutstanding() > 1 ? 1 : 0;
            }
            assertThat(thrown).as("seed %d: %s", seed, program).isEqualTo(failure);
            assertThat(actual.toString())
                    .as("seed %d: %s", seed, program)
                    .isEqualTo(expected.toString());
        }
        assertThat(parallel).isGreaterThan(PROGRAMS * 9 / 10);
    }
}
