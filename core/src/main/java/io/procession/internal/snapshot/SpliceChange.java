package io.procession.internal.snapshot;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a list that was replaced by another, elements taken from the head of a queue, or
 * removed from another collection that keeps an order, such as the values of a map.
 */
final class SpliceChange extends Change {

    private final int at;
    private final int removed;
    private final int inserted;
    private final int added;
    private final int firstValue;
    private final boolean isStrike;
    private final int length; // of the target, as the call came with it

    SpliceChange(Object target, Outcome outcome, Decoder in) throws IOException {
        super(target, outcome);
        at = in.source().getVarInt();
        removed = in.source().getVarInt();
        inserted = in.source().getVarInt();
        added = in.source().getVarInt();
        firstValue = outcome.takeValues(inserted + added);
        length = target instanceof Collection<?> collection ? collection.size() : -1;
        boolean isQueueHead = target instanceof Queue && at == 0 && inserted == 0;
        isStrike = Strike.isOnly(target);
        if (at < 0
                || removed < 0
                || inserted < 0
                || added < 0
                || removed > length - at
                || !(target instanceof List || isQueueHead || isStrike)) {
            throw new InvalidObjectException(
                    "elements cannot be replaced: class="
                            + target.getClass().getName()
                            + ", at="
                            + at
                            + ", removed="
                            + removed
                            + ", length="
                            + length);
        }
    }

    @Override
    boolean hasHole() {
        return outcome.hasHole(firstValue, inserted + added);
    }

    @Override
    boolean mayFail() {
        return !isTrusted(target);
    }

    @Override
    @SuppressWarnings("unchecked")
    void apply() {
        if (isStrike) {
            return;
        }
        if (target instanceof List) {
            List<@Nullable Object> list = (List<@Nullable Object>) target;
            list.subList(at, at + removed).clear();
            list.addAll(at, values(firstValue, inserted));
        } else {
            for (int i = 0; i < removed; i++) {
                ((Queue<?>) target).poll();
            }
        }
        ((Collection<@Nullable Object>) target).addAll(values(firstValue + inserted, added));
    }

    @Override
    boolean isStrike() {
        return isStrike;
    }

    @Override
    void detach() {
        if (isStrike && gone() == null) {
            throw Strike.refusal(target);
        }
    }

    @Override
    void strike() {
        Strike.strike((Collection<?>) target, Objects.requireNonNull(gone()));
    }

    /** Which elements go, if the others are what takes their place; else null. */
    private boolean @Nullable [] gone() {
        List<@Nullable Object> there = new ArrayList<>((Collection<?>) target);
        List<@Nullable Object> stay = values(firstValue, inserted);
        boolean[] gone = new boolean[there.size()];
        int stayed = 0;
        for (int i = at; i < at + removed && i < gone.length; i++) {
            if (stayed < inserted && Strike.isOne(there.get(i), stay.get(stayed))) {
                stayed++;
            } else {
                gone[i] = true;
            }
        }
        return stayed == inserted && added == 0 ? gone : null;
    }

    private List<@Nullable Object> values(int first, int count) {
        List<@Nullable Object> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(outcome.peek(first + i));
        }
        return values;
    }

    @Override
    public void tell(Places places) {
        List<@Nullable Object> result = new ArrayList<>((Collection<?>) target);
        result.subList(at, at + removed).clear();
        result.addAll(at, values(firstValue, inserted));
        result.addAll(values(firstValue + inserted, added));
        places.whole(result, !result.isEmpty() && result.size() < length);
    }
}
