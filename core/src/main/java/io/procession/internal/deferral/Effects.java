package io.procession.internal.deferral;

import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts off effects, and registers the places that they will change. */
public final class Effects {

    private Effects() {}

    // ---- arrays and fields

    /** {@code array[index] = value}. */
    public static void store(Queue queue, @Nullable Object array, int index, Value value) {
        if (array == null || !Arrays.has(array, index)) {
            queue.drain(Reasons.FAILURE, array); // or an earlier failure would come later
        }
        if (array == null || queue.isEmpty()) {
            Plain.store(array, index, value.get());
            return;
        }
        StoreStep step = queue.put(new StoreStep(array, index, value));
        queue.writes().atPlace(array, index, step.position);
    }

    /** {@code owner.field = value}; the owner is the first operand. */
    public static void field(
            Queue queue, MethodHandle setter, String field, @Nullable Object[] operands) {
        Object owner = operands[0];
        if (owner == null) {
            queue.drain(Reasons.FAILURE, field);
        }
        EffectStep step = queue.effect(setter, operands);
        if (step != null && owner != null) {
            queue.writes().atPlace(owner, field, step.position);
        }
    }

    /** {@code Owner.field = value}. */
    public static void staticField(
            Queue queue, MethodHandle setter, String field, @Nullable Object[] operands) {
        EffectStep step = queue.effect(setter, operands);
        if (step != null) {
            queue.writes().atStatic(field, step.position);
        }
    }

    // ---- methods

    /**
     * A call of a method whose result nobody wants.
     *
     * @param method what is known of it
     * @param source the map whose entry is the receiver, or null
     */
    public static void call(
            Queue queue,
            MethodHandle handle,
            EffectMethod method,
            @Nullable Object[] operands,
            @Nullable Object source) {
        Object receiver = method.isStatic() || operands.length == 0 ? null : operands[0];
        if (!method.isStatic() && receiver == null) {
            queue.drain(Reasons.FAILURE, method.name());
        }
        if (queue.isEmpty()) {
            EffectStep.apply(handle, operands);
            return;
        }
        if (receiver == null || receiver instanceof Value) {
            wild(queue, handle, operands);
        } else {
            callOn(receiver, queue, handle, method, operands, source);
        }
    }

    private static void callOn(
            Object receiver,
            Queue queue,
            MethodHandle handle,
            EffectMethod method,
            @Nullable Object[] operands,
            @Nullable Object source) {
        PendingWrites writes = queue.writes();
        Known known = Known.of(receiver);
        switch (method.change()) {
            case ENTRY -> {
                Object key = operands[1];
                boolean isPlace = !(key instanceof Value) && known.places(receiver, key);
                boolean isMap = known == Known.MAP || known == Known.SORTED_MAP;
                if (!isMap || !isPlace || isRefused(receiver, key)) {
                    anyKey(queue, handle, method, operands, known);
                    return;
                }
                boolean isNew =
                        isAbsent((Map<?, ?>) receiver, key)
                                || queue.isPending(writes.unplaced(receiver)); // may remove it
                long position = put(queue, handle, operands);
                writes.atPlace(receiver, Guards.key(key), position);
                if (isNew) {
                    writes.structure(receiver, position);
                }
            }
            case ELEMENT -> element(receiver, queue, handle, method, operands);
            case ADDITION -> {
                boolean isMoved = known == Known.LIST || known == Known.DEQUE;
                boolean isPlaced =
                        known == Known.SET && method.takesValue(operands, 1)
                                || known == Known.SORTED_SET
                                        && method.takesSortedKey(receiver, operands[1]);
                if (isMoved || isPlaced) {
                    any(receiver, queue, handle, operands);
                } else {
                    wild(queue, handle, operands);
                }
            }
            case VALUE_OF_ENTRY -> entryValue(receiver, queue, handle, operands, source);
            case TEXT -> {
                if (known == Known.BUILDER && method.takesValue(operands, operands.length - 1)) {
                    any(receiver, queue, handle, operands);
                } else {
                    wild(queue, handle, operands);
                }
            }
            case NUMBER -> {
                if (known == Known.ATOMIC) {
                    any(receiver, queue, handle, operands);
                } else {
                    wild(queue, handle, operands);
                }
            }
            case ANYTHING -> wild(queue, handle, operands);
        }
    }

    /** A map that takes no null throws when its turn comes: nothing can be said before. */
    private static boolean isRefused(Object map, @Nullable Object key) {
        String name = map.getClass().getName();
        return key == null
                && !name.equals("java.util.HashMap")
                && !name.equals("java.util.LinkedHashMap");
    }

    private static boolean isAbsent(Map<?, ?> map, @Nullable Object key) {
        try {
            return !map.containsKey(key);
        } catch (ClassCastException e) {
            return true; // keys of several kinds in a sorted map: put will say so
        }
    }

    /** The key is not known, or finds its place by code of the user. */
    private static void anyKey(
            Queue queue,
            MethodHandle handle,
            EffectMethod method,
            @Nullable Object[] operands,
            Known known) {
        Object receiver = operands[0];
        if (receiver != null
                && known == Known.MAP
                && method.takesValue(operands, 1)
                && receiver.getClass() != java.util.EnumMap.class) {
            any(receiver, queue, handle, operands);
        } else {
            wild(queue, handle, operands);
        }
    }

    private static void element(
            Object receiver,
            Queue queue,
            MethodHandle handle,
            EffectMethod method,
            @Nullable Object[] operands) {
        Known known = Known.of(receiver);
        if (known != Known.LIST || !(operands[1] instanceof Integer index)) {
            wild(queue, handle, operands);
            return;
        }
        PendingWrites writes = queue.writes();
        queue.drainTo(writes.structureOf(receiver), Reasons.STRUCTURE, receiver);
        if (index < 0 || index >= ((List<?>) receiver).size()) {
            queue.drain(Reasons.FAILURE, method.name());
        }
        EffectStep step = queue.effect(handle, operands);
        if (step != null) {
            writes.atPlace(receiver, index, step.position);
        }
    }

    private static void entryValue(
            Object entry,
            Queue queue,
            MethodHandle handle,
            @Nullable Object[] operands,
            @Nullable Object source) {
        Known known = source == null ? Known.NOTHING : Known.of(source);
        boolean isMap = known == Known.MAP || known == Known.SORTED_MAP;
        if (source == null || !isMap || !(entry instanceof Map.Entry<?, ?> pair)) {
            wild(queue, handle, operands);
            return;
        }
        Object key = pair.getKey();
        if (!known.places(source, key)) {
            wild(queue, handle, operands);
            return;
        }
        long position = put(queue, handle, operands);
        queue.writes().atPlace(source, Guards.key(key), position);
        queue.writes().atAnyPlace(entry, position);
    }

    private static void any(
            Object receiver, Queue queue, MethodHandle handle, @Nullable Object[] operands) {
        long position = put(queue, handle, operands);
        queue.writes().atAnyPlace(receiver, position);
        queue.writes().structure(receiver, position);
    }

    private static void wild(Queue queue, MethodHandle handle, @Nullable Object[] operands) {
        queue.writes().wild(put(queue, handle, operands));
    }

    private static long put(Queue queue, MethodHandle handle, @Nullable Object[] operands) {
        EffectStep step = queue.effect(handle, operands);
        return step == null ? PendingWrites.NONE : step.position;
    }
}
