package io.procession.internal.snapshot;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A list or a queue: its elements in order. */
final class SequenceTracker extends Tracker {

    @Override
    void capture(Object object, ShadowStore into) {
        into.put(((Collection<?>) object).toArray());
    }

    @Override
    void compare(Object object, ShadowStore from, Changes out) {
        @Nullable Object[] was = (@Nullable Object[]) Objects.requireNonNull(from.take());
        @Nullable Object[] now = ((Collection<?>) object).toArray();
        int common = Math.min(was.length, now.length);
        int prefix = 0;
        while (prefix < common && Values.same(was[prefix], now[prefix])) {
            prefix++;
        }
        if (prefix == was.length && prefix == now.length) {
            return;
        }
        if (prefix == was.length) {
            elements(new Runs(), was, now, /* isMoved= */ false, out);
        } else if (object instanceof List) {
            compareLists(was, now, prefix, out);
        } else {
            compareQueues(was, now, out);
        }
    }

    /** Elements changed one by one, or a stretch of the list replaced by another: what is less. */
    private static void compareLists(
            @Nullable Object[] was, @Nullable Object[] now, int prefix, Changes out) {
        int suffix = 0;
        int most = Math.min(was.length, now.length) - prefix;
        while (suffix < most
                && Values.same(was[was.length - 1 - suffix], now[now.length - 1 - suffix])) {
            suffix++;
        }
        int inserted = now.length - prefix - suffix;
        if (now.length >= was.length) {
            Runs runs = ElementsTracker.differences(was, now, was.length);
            Movement movement = new Movement(was, now, runs);
            boolean isSameLength = now.length == was.length;
            boolean isMoved = movement.isCertain();
            if (runs.total() + now.length - was.length <= inserted
                    && (!isMoved || isSameLength && movement.isPermutation())) {
                elements(runs, was, now, isMoved || isSameLength && movement.isThere(), out);
                return;
            }
        }
        splice(prefix, was.length - prefix - suffix, now, prefix + inserted, now.length, out);
    }

    /** Taken from the head and added at the tail, or all replaced. */
    private static void compareQueues(@Nullable Object[] was, @Nullable Object[] now, Changes out) {
        int taken = 0;
        while (taken < was.length && !isContinued(was, taken, now)) {
            taken++;
        }
        if (taken < was.length) {
            splice(0, taken, now, 0, was.length - taken, out);
        } else {
            RefillChange.write(now, out);
        }
    }

    private static boolean isContinued(@Nullable Object[] was, int taken, @Nullable Object[] now) {
        int left = was.length - taken;
        if (left > now.length) {
            return false;
        }
        for (int i = 0; i < left; i++) {
            if (!Values.same(was[taken + i], now[i])) {
                return false;
            }
        }
        return true;
    }

    private static void elements(
            Runs runs,
            @Nullable Object[] was,
            @Nullable Object[] now,
            boolean isMoved,
            Changes out) {
        out.beginNext(ChangeKind.ELEMENTS);
        ElementsTracker.write(runs, now, out);
        out.head().putByte(isMoved ? 1 : 0);
        out.head().putVarInt(now.length - was.length);
        for (int i = was.length; i < now.length; i++) {
            out.value(now[i]);
        }
    }

    /**
     * Some elements removed; those from there to {@code end} inserted; those from {@code kept}
     * added.
     */
    private static void splice(
            int at, int removed, @Nullable Object[] now, int end, int kept, Changes out) {
        out.beginNext(ChangeKind.SPLICE);
        out.head().putVarInt(at);
        out.head().putVarInt(removed);
        out.head().putVarInt(end - at);
        out.head().putVarInt(now.length - kept);
        for (int i = at; i < end; i++) {
            out.value(now[i]);
        }
        for (int i = kept; i < now.length; i++) {
            out.value(now[i]);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    void restore(Object object, ShadowStore from) {
        @Nullable Object[] was = (@Nullable Object[]) Objects.requireNonNull(from.take());
        Collection<@Nullable Object> collection = (Collection<@Nullable Object>) object;
        @Nullable Object[] now = collection.toArray();
        if (isSame(was, now)) {
            return;
        }
        if (Plans.builtIn(object.getClass()) == Builtin.ARRAY_LIST.plan()) {
            restore((List<@Nullable Object>) object, was, now);
        } else {
            collection.clear();
            collection.addAll(Arrays.asList(was));
        }
    }

    /** In place, since most of a long list is as it was. */
    private static void restore(
            List<@Nullable Object> list, @Nullable Object[] was, @Nullable Object[] now) {
        int common = Math.min(was.length, now.length);
        for (int i = 0; i < common; i++) {
            if (was[i] != now[i]) {
                list.set(i, was[i]);
            }
        }
        if (now.length > common) {
            list.subList(common, now.length).clear();
        } else if (was.length > common) {
            list.addAll(Arrays.asList(was).subList(common, was.length));
        }
    }

    static boolean isSame(@Nullable Object[] was, @Nullable Object[] now) {
        if (was.length != now.length) {
            return false;
        }
        for (int i = 0; i < was.length; i++) {
            if (was[i] != now[i]) {
                return false;
            }
        }
        return true;
    }
}
