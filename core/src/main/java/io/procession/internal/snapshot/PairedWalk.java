package io.procession.internal.snapshot;

import io.procession.internal.snapshot.GraphDifference.Words;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/*
 * meet(left, right) ── null, the very same, values ──► told apart at once
 *      │                seen                        ──► both under the same number, or the graphs differ
 *      └─ new pair ──► open ──► compare: content, and meet(..) of all that it leads to
 *
 * Breadth first, so that the path to the first difference is a short one. Tables with keys that nothing tells apart
 * (of classes without equals) wait in `late` until all else was compared: mostly their keys have met elsewhere by then.
 */
/**
 * Goes through two object graphs in step, and finds the first place where they differ in content,
 * or in which places hold the same object. Confined to one thread; calls no code of the user but
 * what encoding and hash tables call.
 */
final class PairedWalk {

    /** Two objects that must be the same, and how they were met. */
    record Pair(
            @Nullable Pair before, @Nullable Object label, int index, Object left, Object right) {}

    private static final String OURS = "io.procession";

    private final GraphCodec codec;
    private final Encoder encoder;
    private final IdentityTable lefts = new IdentityTable();
    private final IdentityTable rights = new IdentityTable();
    private final Queue<Pair> open = new ArrayDeque<>();
    private final Queue<PairedTables> late = new ArrayDeque<>();
    private @Nullable GraphDifference found;

    PairedWalk(GraphCodec codec, Encoder encoder) {
        this.codec = codec;
        this.encoder = encoder;
    }

    @Nullable GraphDifference find(List<String> names, List<?> left, List<?> right) {
        for (int i = 0; i < names.size() && found == null; i++) {
            meet(null, names.get(i), i, left.get(i), right.get(i));
        }
        while (found == null) {
            Pair at = open.poll();
            if (at != null) {
                compare(at);
                continue;
            }
            PairedTables table = late.poll();
            if (table == null) {
                return null;
            }
            table.compareRest();
        }
        return found;
    }

    boolean isDone() {
        return found != null;
    }

    /**
     * The number of an object of the left graph that has met one of the right; -1 if it has not.
     */
    int numberOfLeft(Object left) {
        return lefts.numberOf(left);
    }

    int numberOfRight(Object right) {
        return rights.numberOf(right);
    }

    /** Two places of a pair must hold the same. */
    void meet(
            @Nullable Pair owner,
            @Nullable Object label,
            int index,
            @Nullable Object left,
            @Nullable Object right) {
        if (left == right || found != null) {
            return;
        }
        if (left == null || right == null || Values.isValue(left) || Values.isValue(right)) {
            if (!areSameValues(left, right)) {
                differ(owner, label, index, left, right);
            }
            return;
        }
        if (!areOfOneKind(left, right)) {
            differ(owner, label, index, left, right);
            return;
        }
        int leftNumber = lefts.numberOrAdd(left);
        int rightNumber = rights.numberOrAdd(right);
        if (leftNumber < 0 && rightNumber < 0) {
            open.add(new Pair(owner, label, index, left, right));
        } else if (leftNumber != rightNumber) {
            differ(owner, label, index, words(leftNumber, left), words(rightNumber, right));
        }
    }

    private static Words words(int number, Object object) {
        String what = number < 0 ? " that is nowhere else before" : " that is elsewhere too";
        return new Words("(" + object.getClass().getSimpleName() + what + ")");
    }

    private static boolean areSameValues(@Nullable Object left, @Nullable Object right) {
        if (left instanceof Pattern a && right instanceof Pattern b) {
            return a.pattern().equals(b.pattern()) && a.flags() == b.flags();
        }
        return Values.same(left, right);
    }

    /** Of one class; or of two that travel as one and the same, as views of collections do. */
    private boolean areOfOneKind(Object left, Object right) {
        if (left.getClass() == right.getClass()) {
            return true;
        }
        ClassPlan leftPlan = codec.planOf(left.getClass());
        ClassPlan rightPlan = codec.planOf(right.getClass());
        return leftPlan == rightPlan
                || leftPlan instanceof LambdaPlan && rightPlan instanceof LambdaPlan;
    }

    /** Tells the first difference. */
    void differ(
            @Nullable Pair owner,
            @Nullable Object label,
            int index,
            @Nullable Object left,
            @Nullable Object right) {
        if (found == null) {
            found =
                    new GraphDifference(
                            path(owner) + place(label, index),
                            left,
                            right,
                            owner == null ? null : owner.left);
        }
    }

    private static String path(@Nullable Pair end) {
        List<String> parts = new ArrayList<>();
        for (Pair each = end; each != null; each = each.before) {
            parts.add(0, place(each.label, each.index));
        }
        return String.join("", parts);
    }

    private static String place(@Nullable Object label, int index) {
        if (label instanceof Members members) {
            return members.place(index);
        }
        if (label instanceof FieldSlot field) {
            return "." + field.name;
        }
        return label == null ? "[" + index + "]" : label.toString();
    }

    private void compare(Pair at) {
        Class<?> type = at.left.getClass();
        if (type.isArray()) {
            compareArrays(at);
        } else if (at.left instanceof Throwable && at.right instanceof Throwable) {
            compareThrowables(at, (Throwable) at.left, (Throwable) at.right);
        } else if (codec.planOf(type) instanceof CodecPlan) {
            compareExposed(at);
        } else {
            compareByKind(at, type, Trackers.of(type), codec.planOf(type));
        }
    }

    private void compareByKind(Pair at, Class<?> type, Tracker tracker, ClassPlan plan) {
        boolean isTable = at.left instanceof Map || at.left instanceof Set;
        boolean isJdks = plan instanceof CollectionPlan || plan instanceof MapPlan;
        if (tracker instanceof InheritedTracker inherited) {
            compareByKind(at, type, inherited.inherited(), plan);
            compareFields(at, FieldsTracker.of(type));
        } else if (tracker instanceof KeyedTracker || isJdks && isTable) {
            compareTables(at);
        } else if (tracker instanceof BagTracker) {
            compareSequences(at, Bags.inOrder(at.left), Bags.inOrder(at.right));
        } else if (tracker instanceof SequenceTracker || isJdks) {
            compareSequences(
                    at, ((Collection<?>) at.left).toArray(), ((Collection<?>) at.right).toArray());
        } else if (tracker instanceof FieldsTracker fields) {
            compareFields(at, fields);
        } else if (plan instanceof RecordPlan) {
            compareFields(at, FieldsTracker.of(type));
        } else {
            compareContents(at, tracker);
        }
    }

    private void compareContents(Pair at, Tracker tracker) {
        if (at.left instanceof Map.Entry<?, ?> left && at.right instanceof Map.Entry<?, ?> right) {
            meet(at, ".getKey()", 0, left.getKey(), right.getKey());
            meet(at, ".getValue()", 0, left.getValue(), right.getValue());
        } else if (tracker instanceof ContentTracker) {
            String place = at.left instanceof AtomicReference ? ".get()" : "";
            meet(at, place, 0, Contents.get(at.left), Contents.get(at.right));
        } else if (tracker instanceof TextTracker || tracker instanceof AddedTracker) {
            meet(at, "", 0, at.left.toString(), at.right.toString());
        } else if (tracker instanceof BitsTracker) {
            if (!at.left.equals(at.right)) {
                differ(at, "", 0, at.left, at.right);
            }
        } else {
            compareExposed(at);
        }
    }

    private void compareArrays(Pair at) {
        if (at.left instanceof Object[] left && at.right instanceof Object[] right) {
            compareSequences(at, left, right);
            return;
        }
        int leftLength = Array.getLength(at.left);
        int rightLength = Array.getLength(at.right);
        int common = Math.min(leftLength, rightLength);
        Runs runs = new Runs();
        char kind = FieldSlot.kind(at.left.getClass().getComponentType());
        Primitives.addDifferences(kind, at.left, 0, at.right, common, runs);
        if (runs.count() > 0 || leftLength != rightLength) {
            int first = runs.count() > 0 ? runs.start(0) : common;
            differ(at, null, first, element(at.left, first), element(at.right, first));
        }
    }

    private static Object element(Object array, int index) {
        return index < Array.getLength(array) ? Array.get(array, index) : GraphDifference.NOTHING;
    }

    private void compareSequences(Pair at, @Nullable Object[] left, @Nullable Object[] right) {
        int common = Math.min(left.length, right.length);
        for (int i = 0; i < common && found == null; i++) {
            meet(at, null, i, left[i], right[i]);
        }
        if (left.length != right.length) {
            differ(
                    at,
                    null,
                    common,
                    common < left.length ? left[common] : GraphDifference.NOTHING,
                    common < right.length ? right[common] : GraphDifference.NOTHING);
        }
    }

    private void compareTables(Pair at) {
        @Nullable Object[] left = entries(at.left);
        @Nullable Object[] right = entries(at.right);
        int stride = at.left instanceof Map ? 2 : 1;
        PairedTables tables = new PairedTables(this, at, left, right, stride);
        KeyedTracker.Order leftOrder = Trackers.order(at.left.getClass());
        boolean isOrdered =
                leftOrder == Trackers.order(at.right.getClass())
                        && (leftOrder == KeyedTracker.Order.LINKED
                                || leftOrder == KeyedTracker.Order.SORTED);
        if (isOrdered) {
            tables.compareInOrder();
        } else if (!tables.compareByKeys(leftOrder == KeyedTracker.Order.IDENTITY)) {
            late.add(tables);
        }
    }

    private static @Nullable Object[] entries(Object table) {
        return table instanceof Map<?, ?> map
                ? KeyedTracker.entriesOf(map)
                : ((Collection<?>) table).toArray();
    }

    private void compareFields(Pair at, FieldsTracker fields) {
        for (FieldSlot each : fields.slots()) {
            if (!each.isPrimitive()) {
                meet(at, each, 0, each.get(at.left), each.get(at.right));
            } else if (each.bits(at.left) != each.bits(at.right)) {
                differ(at, each, 0, each.box(each.bits(at.left)), each.box(each.bits(at.right)));
            }
        }
    }

    /** Not by their traces: the same exception comes from two runs. */
    private void compareThrowables(Pair at, Throwable left, Throwable right) {
        meet(at, ".getMessage()", 0, left.getMessage(), right.getMessage());
        meet(at, ".getCause()", 0, left.getCause(), right.getCause());
        compareSuppressed(at, left.getSuppressed(), right.getSuppressed());
        if (!left.getClass().getPackageName().equals(OURS)) { // which tell of one run: a pid
            compareFields(at, FieldsTracker.of(left.getClass()));
        }
    }

    private void compareSuppressed(Pair at, Throwable[] left, Throwable[] right) {
        for (int i = 0; i < Math.max(left.length, right.length); i++) {
            meet(
                    at,
                    ".getSuppressed()[" + i + "]",
                    0,
                    i < left.length ? left[i] : null,
                    i < right.length ? right[i] : null);
        }
    }

    /** By what is written of both. */
    private void compareExposed(Pair at) {
        Exposed left = exposed(at.left);
        Exposed right = exposed(at.right);
        if (left == null || right == null) {
            return; // what cannot be looked into is taken for the same: it did not come from a call
        }
        Members leftMembers = left.members();
        Members rightMembers = right.members();
        if (!Arrays.equals(left.head(), right.head())
                || leftMembers.count() != rightMembers.count()) {
            differ(at, "", 0, at.left, at.right);
        }
        for (int i = 0; i < leftMembers.count() && found == null; i++) {
            meet(at, leftMembers, i, leftMembers.get(i), rightMembers.get(i));
        }
    }

    private @Nullable Exposed exposed(Object object) {
        try {
            return encoder.exposed(object);
        } catch (IOException | CannotTravelException | RuntimeException e) {
            return null;
        }
    }
}
