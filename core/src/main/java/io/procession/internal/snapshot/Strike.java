package io.procession.internal.snapshot;

import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes elements out of a view that takes none in: the keys, values or entries of a map. What is
 * taken out cannot be put back, so that is done after all that may fail.
 */
final class Strike {

    private Strike() {}

    /** Whether a collection is such a view, by its class. */
    static boolean isOnly(Object target) {
        if (!(target instanceof Collection)) {
            return false;
        }
        try {
            return target.getClass().getMethod("add", Object.class).getDeclaringClass()
                    == AbstractCollection.class;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    /** Takes out those elements of which this is said. */
    static void strike(Collection<?> target, Predicate<@Nullable Object> isGone) {
        boolean[] gone = new boolean[target.size()];
        int at = 0;
        for (Object each : target) { // before any goes: a tree moves what its entries hold
            if (at < gone.length) {
                gone[at++] = isGone.test(each);
            }
        }
        strike(target, gone);
    }

    static void strike(Collection<?> target, boolean[] gone) {
        Iterator<?> each = target.iterator();
        for (int i = 0; i < gone.length && each.hasNext(); i++) {
            each.next();
            if (gone[i]) {
                each.remove();
            }
        }
    }

    /**
     * Whether one of some elements is this one: the same, an equal value, or an entry of its key.
     */
    static boolean isAmong(@Nullable Object element, List<@Nullable Object> some) {
        for (Object each : some) {
            if (isOne(element, each)) {
                return true;
            }
        }
        return false;
    }

    static boolean isOne(@Nullable Object one, @Nullable Object other) {
        if (one instanceof Map.Entry<?, ?> entry && other instanceof Map.Entry<?, ?> another) {
            return isSame(entry.getKey(), another.getKey());
        }
        return isSame(one, other);
    }

    private static boolean isSame(@Nullable Object one, @Nullable Object other) {
        return one == other || Values.isValue(one) && Values.same(one, other);
    }

    static UnsupportedOperationException refusal(Object target) {
        return new UnsupportedOperationException(
                "elements cannot be added to a view of a map: class="
                        + target.getClass().getName()
                        + "; change the map itself");
    }
}
