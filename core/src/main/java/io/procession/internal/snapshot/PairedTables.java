package io.procession.internal.snapshot;

import io.procession.internal.snapshot.PairedWalk.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds for each key of a map or set the one of another that is its counterpart. Confined to one
 * thread.
 *
 * <p>Keys with an equality of their own are found by that. Others, of classes without {@code
 * equals} and in identity maps, are those that met elsewhere in the graphs; and what is left when
 * all else was compared is paired by what the keys hold, three steps deep. Where that does not tell
 * two keys apart, one is as good as the other, and a difference far below them may be told that is
 * none.
 */
final class PairedTables {

    private final PairedWalk walk;
    private final Pair owner;
    private final @Nullable Object[] left;
    private final @Nullable Object[] right;
    private final int stride;
    private final List<Integer> leftRest = new ArrayList<>(); // entries without a counterpart
    private final List<Integer> rightRest = new ArrayList<>();

    PairedTables(
            PairedWalk walk,
            Pair owner,
            @Nullable Object[] left,
            @Nullable Object[] right,
            int stride) {
        this.walk = walk;
        this.owner = owner;
        this.left = left;
        this.right = right;
        this.stride = stride;
    }

    /** Of tables whose order counts. */
    void compareInOrder() {
        int common = Math.min(left.length, right.length);
        for (int i = 0; i < common && !walk.isDone(); i += stride) {
            pair(i, i);
        }
        tellLength(common);
    }

    private void tellLength(int common) {
        if (left.length > common) {
            missing(left, common, /* isLeft= */ true);
        } else if (right.length > common) {
            missing(right, common, /* isLeft= */ false);
        }
    }

    private void pair(int i, int j) {
        Object key = left[i];
        walk.meet(owner, ".keySet()[" + MapPlan.text(key) + "]", 0, key, right[j]);
        if (stride == 2) {
            walk.meet(owner, new Place(key), 0, left[i + 1], right[j + 1]);
        }
    }

    /** A key as a part of a path. */
    private record Place(@Nullable Object key) {
        @Override
        public String toString() {
            return PathFinder.key(key);
        }
    }

    private void missing(@Nullable Object[] there, int index, boolean isLeft) {
        Object key = there[index];
        Object value = stride == 2 ? there[index + 1] : key;
        walk.differ(
                owner,
                new Place(key),
                0,
                isLeft ? value : GraphDifference.NOTHING,
                isLeft ? GraphDifference.NOTHING : value);
    }

    /**
     * Pairs all keys that have an equality of their own; false if others are left.
     *
     * @param isByIdentity whether only values have
     */
    boolean compareByKeys(boolean isByIdentity) {
        Map<@Nullable Object, Integer> byKey = new HashMap<>();
        for (int j = 0; j < right.length; j += stride) {
            if (!hasEquality(right[j], isByIdentity) || !put(byKey, right[j], j)) {
                rightRest.add(j);
            }
        }
        for (int i = 0; i < left.length && !walk.isDone(); i += stride) {
            Integer j = hasEquality(left[i], isByIdentity) ? remove(byKey, left[i]) : null;
            if (j != null) {
                pair(i, j);
            } else if (left[i] == null || Values.isValue(left[i])) {
                missing(left, i, /* isLeft= */ true);
            } else {
                leftRest.add(i);
            }
        }
        for (Map.Entry<@Nullable Object, Integer> each : byKey.entrySet()) {
            if (Values.isValue(right[each.getValue()])) {
                missing(right, each.getValue(), /* isLeft= */ false);
            }
            rightRest.add(each.getValue());
        }
        return walk.isDone() || leftRest.isEmpty() && rightRest.isEmpty();
    }

    private static boolean hasEquality(@Nullable Object key, boolean isByIdentity) {
        return Values.isValue(key) || !isByIdentity && key != null && !Keys.hasIdentityHash(key);
    }

    /** Notes where a key is; false if it cannot tell, as one in a broken state may not. */
    private static boolean put(
            Map<@Nullable Object, Integer> byKey, @Nullable Object key, int index) {
        try {
            return byKey.putIfAbsent(key, index) == null;
        } catch (RuntimeException | StackOverflowError e) {
            return false;
        }
    }

    private static @Nullable Integer remove(
            Map<@Nullable Object, Integer> byKey, @Nullable Object key) {
        try {
            return byKey.remove(key);
        } catch (RuntimeException | StackOverflowError e) {
            return null;
        }
    }

    /** Pairs what is left: by where it met, then by what it holds. */
    void compareRest() {
        pairThoseThatMet();
        Signature signature = new Signature(walk);
        List<Integer> byLeft = sorted(leftRest, left, signature);
        List<Integer> byRight = sorted(rightRest, right, signature);
        int common = Math.min(byLeft.size(), byRight.size());
        for (int i = 0; i < common && !walk.isDone(); i++) {
            pair(byLeft.get(i), byRight.get(i));
        }
        if (byLeft.size() > common) {
            missing(left, byLeft.get(common), /* isLeft= */ true);
        } else if (byRight.size() > common) {
            missing(right, byRight.get(common), /* isLeft= */ false);
        }
    }

    private void pairThoseThatMet() {
        Map<Integer, Integer> byNumber = new HashMap<>();
        for (int j : rightRest) {
            int number =
                    right[j] == null ? -1 : walk.numberOfRight(Objects.requireNonNull(right[j]));
            if (number >= 0) {
                byNumber.put(number, j);
            }
        }
        List<Integer> stillLeft = new ArrayList<>();
        for (int i : leftRest) {
            int number = walk.numberOfLeft(Objects.requireNonNull(left[i]));
            Integer j = number < 0 ? null : byNumber.remove(number);
            if (j != null) {
                rightRest.remove(j);
                pair(i, j);
            } else {
                stillLeft.add(i);
            }
        }
        leftRest.clear();
        leftRest.addAll(stillLeft);
    }

    private List<Integer> sorted(
            List<Integer> rest, @Nullable Object[] entries, Signature signature) {
        Map<Integer, String> texts = new HashMap<>();
        for (int each : rest) {
            texts.put(each, signature.of(Arrays.asList(entries).subList(each, each + stride)));
        }
        List<Integer> sorted = new ArrayList<>(rest);
        sorted.sort((a, b) -> textOf(texts, a).compareTo(textOf(texts, b)));
        return sorted;
    }

    private static String textOf(Map<Integer, String> texts, int index) {
        return Objects.requireNonNull(texts.get(index));
    }
}
