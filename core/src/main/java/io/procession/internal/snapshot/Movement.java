package io.procession.internal.snapshot;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells a list whose elements were set from one whose elements were moved: an insertion and a
 * removal shift all that follows, which element by element looks like many sets.
 */
final class Movement {

    private final @Nullable Object[] was;
    private final @Nullable Object[] now;
    private final Runs runs;

    Movement(@Nullable Object[] was, @Nullable Object[] now, Runs runs) {
        this.was = was;
        this.now = now;
        this.runs = runs;
    }

    /** Whether some of the elements that are at another place now were there before. */
    boolean isThere() {
        Map<@Nullable Object, Boolean> values = new HashMap<>();
        Set<@Nullable Object> others = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < runs.count(); i++) {
            for (int j = runs.start(i); j < runs.start(i) + runs.length(i); j++) {
                if (Values.isValue(was[j])) {
                    values.put(was[j], true);
                } else {
                    others.add(was[j]);
                }
            }
        }
        for (int i = 0; i < runs.count(); i++) {
            for (int j = runs.start(i); j < runs.start(i) + runs.length(i); j++) {
                boolean isOld =
                        Values.isValue(now[j])
                                ? values.containsKey(now[j])
                                : others.contains(now[j]);
                if (isOld) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether the same elements are there as before, in another order. */
    boolean isPermutation() {
        Map<@Nullable Object, Integer> values = new HashMap<>();
        Map<@Nullable Object, Integer> others = new IdentityHashMap<>();
        for (int i = 0; i < runs.count(); i++) {
            for (int j = runs.start(i); j < runs.start(i) + runs.length(i); j++) {
                (Values.isValue(was[j]) ? values : others).merge(was[j], 1, Integer::sum);
                (Values.isValue(now[j]) ? values : others).merge(now[j], -1, Integer::sum);
            }
        }
        return areAllZero(values) && areAllZero(others);
    }

    private static boolean areAllZero(Map<@Nullable Object, Integer> counts) {
        for (Integer each : counts.values()) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether an element that is an object of its own, no mere small number, was moved. */
    boolean isCertain() {
        Set<@Nullable Object> before = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < runs.count(); i++) {
            for (int j = runs.start(i); j < runs.start(i) + runs.length(i); j++) {
                if (!isShared(was[j])) {
                    before.add(was[j]);
                }
            }
        }
        for (int i = 0; i < runs.count() && !before.isEmpty(); i++) {
            for (int j = runs.start(i); j < runs.start(i) + runs.length(i); j++) {
                if (before.contains(now[j])) {
                    return true;
                }
            }
        }
        for (int j = was.length; j < now.length && !before.isEmpty(); j++) {
            if (before.contains(now[j])) {
                return true;
            }
        }
        return isLastShifted();
    }

    /** Constants and small boxes are one object wherever they come from. */
    private static boolean isShared(@Nullable Object element) {
        return element == null
                || element instanceof Boolean
                || element instanceof Enum
                || element instanceof Character
                || element instanceof Number number
                        && !(element instanceof Double)
                        && !(element instanceof Float)
                        && number.longValue() == (byte) number.longValue();
    }

    /** Whether the end of the list is further back now, as after an insertion. */
    private boolean isLastShifted() {
        int last = was.length - 1;
        int from = runs.count() == 0 ? was.length : runs.start(runs.count() - 1);
        if (now.length == was.length || from + runs.length(runs.count() - 1) <= last) {
            return false;
        }
        for (int shift = 1; shift <= now.length - was.length; shift++) {
            boolean isShifted = true;
            for (int j = Math.max(from, last - 1); j <= last && isShifted; j++) {
                isShifted = Values.same(was[j], now[j + shift]);
            }
            if (isShifted) {
                return true;
            }
        }
        return false;
    }
}
