package io.procession.internal.snapshot;

import io.procession.internal.snapshot.RandomGraph.Pair;
import io.procession.internal.snapshot.RandomGraph.Thing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Compares two graphs: the same content, and the same object wherever it is the same. */
final class Isomorphism {

    private record Step(Object left, Object right, String path) {}

    private final Map<Object, Object> rightOf = new IdentityHashMap<>();
    private final Map<Object, Object> leftOf = new IdentityHashMap<>();
    private final Deque<Step> open = new ArrayDeque<>();

    private Isomorphism() {}

    static void check(@Nullable Object left, @Nullable Object right) {
        Isomorphism isomorphism = new Isomorphism();
        isomorphism.meet(left, right, "root");
        while (!isomorphism.open.isEmpty()) {
            Step step = isomorphism.open.poll();
            isomorphism.compare(step.left, step.right, step.path);
        }
    }

    private static boolean isValue(Object object) {
        return object instanceof String || object instanceof Number;
    }

    private void meet(@Nullable Object left, @Nullable Object right, String path) {
        if (left == null || right == null || isValue(left)) {
            expect(Objects.equals(left, right), path, left, right);
            return;
        }
        expect(left.getClass() == right.getClass(), path, left.getClass(), right.getClass());
        Object known = rightOf.get(left);
        if (known != null || leftOf.containsKey(right)) {
            expect(known == right, path + " (identity)", left.getClass(), right.getClass());
            return;
        }
        rightOf.put(left, right);
        leftOf.put(right, left);
        open.add(new Step(left, right, path));
    }

    private static void expect(
            boolean isSo, String path, @Nullable Object left, @Nullable Object right) {
        if (!isSo) {
            throw new AssertionError("differs at " + path + ": " + left + " / " + right);
        }
    }

    private void compare(Object left, Object right, String path) {
        if (left instanceof Thing thing) {
            expect(
                    RandomGraph.text(thing).equals(RandomGraph.text((Thing) right)),
                    path,
                    RandomGraph.text(thing),
                    RandomGraph.text((Thing) right));
            meetAll(RandomGraph.members(thing), RandomGraph.members((Thing) right), path + ".");
        } else if (left instanceof Object[] array) {
            meetAll(array, (@Nullable Object[]) right, path);
        } else if (left instanceof int[] array) {
            expect(java.util.Arrays.equals(array, (int[]) right), path, "int[]", "int[]");
        } else if (left instanceof double[] array) {
            expect(java.util.Arrays.equals(array, (double[]) right), path, "double[]", "double[]");
        } else if (left instanceof Map<?, ?> map) {
            compareMaps(map, (Map<?, ?>) right, path);
        } else if (left instanceof Collection<?> collection) {
            compareCollections(collection, (Collection<?>) right, path);
        } else if (left instanceof StringBuilder) {
            expect(left.toString().equals(right.toString()), path, left, right);
        } else if (left instanceof AtomicReference<?> reference) {
            meet(reference.get(), ((AtomicReference<?>) right).get(), path + ".get()");
        } else if (left instanceof Pair pair) {
            meet(pair.left(), ((Pair) right).left(), path + ".left");
            meet(pair.right(), ((Pair) right).right(), path + ".right");
        } else {
            throw new AssertionError("not compared: " + left.getClass());
        }
    }

    private void meetAll(@Nullable Object[] left, @Nullable Object[] right, String path) {
        expect(left.length == right.length, path + ".length", left.length, right.length);
        for (int i = 0; i < left.length; i++) {
            meet(left[i], right[i], path + "[" + i + "]");
        }
    }

    private void compareCollections(Collection<?> left, Collection<?> right, String path) {
        boolean hasOrder = left instanceof LinkedHashSet || !(left instanceof Set);
        if (!hasOrder) {
            int there = found(left, left::contains);
            expect(found(right, right::contains) == there, path + ".contains", there, right);
        }
        meetAll(inOrder(left, hasOrder), inOrder(right, hasOrder), path);
    }

    /** How many keys are found: all, unless an operation broke the table here as there. */
    private static int found(Collection<?> keys, Predicate<@Nullable Object> contains) {
        int found = 0;
        for (Object each : new ArrayList<Object>(keys)) {
            found += contains.test(each) ? 1 : 0;
        }
        return found;
    }

    private static @Nullable Object[] inOrder(Collection<?> collection, boolean hasOrder) {
        @Nullable Object[] all = collection.toArray();
        if (!hasOrder) {
            java.util.Arrays.sort(all, java.util.Comparator.comparing(Isomorphism::text));
        }
        return all;
    }

    private static String text(@Nullable Object key) {
        return key instanceof Thing thing ? "thing " + thing.id : "value " + key;
    }

    private void compareMaps(Map<?, ?> left, Map<?, ?> right, String path) {
        boolean hasOrder = left instanceof LinkedHashMap || left instanceof TreeMap;
        Map<?, ?> copy = left instanceof LinkedHashMap ? new LinkedHashMap<>(right) : right;
        int there = found(left.keySet(), left::containsKey);
        int here = found(right.keySet(), right::containsKey);
        expect(here == there, path + ".containsKey", there, here);
        @Nullable Object[] leftKeys = inOrder(left.keySet(), hasOrder);
        @Nullable Object[] rightKeys = inOrder(copy.keySet(), hasOrder);
        meetAll(leftKeys, rightKeys, path + "." + left.getClass().getSimpleName() + ".keySet()");
        @Nullable Object[] leftEntries = KeyedTracker.entriesOf(left);
        @Nullable Object[] rightEntries = KeyedTracker.entriesOf(right);
        for (int i = 0; i < leftKeys.length; i++) {
            meet(
                    valueOf(leftEntries, leftKeys[i]),
                    valueOf(rightEntries, rightKeys[i]),
                    path + "{" + text(leftKeys[i]) + "}");
        }
    }

    private static @Nullable Object valueOf(@Nullable Object[] entries, @Nullable Object key) {
        for (int i = 0; i < entries.length; i += 2) {
            if (entries[i] == key) {
                return entries[i + 1];
            }
        }
        throw new AssertionError("key is gone: " + key);
    }
}
