package io.procession.internal.snapshot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A priority queue: its elements, whose order is its own business. */
final class BagTracker extends Tracker {

    @Override
    void capture(Object object, ShadowStore into) {
        into.put(((Collection<?>) object).toArray());
    }

    @Override
    void compare(Object object, ShadowStore from, Changes out) {
        @Nullable Object[] was = (@Nullable Object[]) Objects.requireNonNull(from.take());
        @Nullable Object[] now = ((Collection<?>) object).toArray();
        if (SequenceTracker.isSame(was, now)) {
            return;
        }
        List<@Nullable Object> added = added(was, now);
        if (added.size() != now.length - was.length) {
            RefillChange.write(now, out);
            return;
        }
        out.beginNext(ChangeKind.BAG);
        out.head().putVarInt(added.size());
        for (Object each : added) {
            out.value(each);
        }
    }

    private static List<@Nullable Object> added(@Nullable Object[] was, @Nullable Object[] now) {
        Map<@Nullable Object, Integer> counts = new IdentityHashMap<>();
        for (Object each : was) {
            counts.merge(each, 1, Integer::sum);
        }
        List<@Nullable Object> added = new ArrayList<>();
        for (Object each : now) {
            Integer left = counts.get(each);
            if (left == null || left == 0) {
                added.add(each);
            } else {
                counts.put(each, left - 1);
            }
        }
        return added;
    }

    @Override
    void detach(Object object, ShadowStore from) {
        from.take();
        ((Collection<?>) object).clear();
    }

    @Override
    void restore(Object object, ShadowStore from) {
        from.take();
    }

    @Override
    @SuppressWarnings("unchecked")
    void attach(Object object, ShadowStore from) {
        @Nullable Object[] was = (@Nullable Object[]) Objects.requireNonNull(from.take());
        ((Collection<@Nullable Object>) object).addAll(Arrays.asList(was));
    }
}
