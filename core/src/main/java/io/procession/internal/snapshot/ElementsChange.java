package io.procession.internal.snapshot;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.Collection;
import java.util.List;
import java.util.ListIterator;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** Elements of an array or a list that are others now, and elements added at the end of a list. */
final class ElementsChange extends Change {

    private final Runs runs;
    private final int firstValue;
    private final int added;
    private final boolean isMoved; // elements that were there before are at other places

    ElementsChange(Object target, Outcome outcome, Decoder in) throws IOException {
        super(target, outcome);
        if (target instanceof Object[] array) {
            runs = Runs.read(in, array.length);
            added = 0;
            isMoved = false;
        } else if (target instanceof Collection<?> collection) {
            runs = Runs.read(in, target instanceof List ? collection.size() : 0);
            isMoved = in.source().getByte() != 0;
            added = in.source().getVarInt();
        } else {
            throw new InvalidObjectException("no elements here: class=" + target.getClass());
        }
        firstValue = outcome.takeValues(runs.total() + added);
    }

    @Override
    boolean hasHole() {
        return outcome.hasHole(firstValue, runs.total() + added);
    }

    @Override
    boolean mayFail() {
        return !(target instanceof Object[]) && !isTrusted(target);
    }

    @Override
    @SuppressWarnings("unchecked")
    void apply() {
        if (target instanceof Object[]) {
            setAll((@Nullable Object[]) target);
            return;
        }
        if (runs.count() > 0 && target instanceof RandomAccess) {
            setAll((List<@Nullable Object>) target);
        } else if (runs.count() > 0) {
            setInOrder((List<@Nullable Object>) target);
        }
        Collection<@Nullable Object> collection = (Collection<@Nullable Object>) target;
        for (int i = 0; i < added; i++) {
            collection.add(outcome.value(firstValue + runs.total() + i));
        }
    }

    private void setAll(@Nullable Object[] array) {
        int from = firstValue;
        for (int i = 0; i < runs.count(); i++) {
            for (int j = 0; j < runs.length(i); j++) {
                array[runs.start(i) + j] = outcome.value(from++);
            }
        }
    }

    private void setAll(List<@Nullable Object> list) {
        int from = firstValue;
        for (int i = 0; i < runs.count(); i++) {
            for (int j = 0; j < runs.length(i); j++) {
                list.set(runs.start(i) + j, outcome.value(from++));
            }
        }
    }

    private void setInOrder(List<@Nullable Object> list) {
        ListIterator<@Nullable Object> at = list.listIterator(runs.start(0));
        int from = firstValue;
        for (int i = 0; i < runs.count(); i++) {
            while (at.nextIndex() < runs.start(i)) {
                at.next();
            }
            for (int j = 0; j < runs.length(i); j++) {
                at.next();
                at.set(outcome.value(from++));
            }
        }
    }

    @Override
    public void tell(Places places) {
        int from = firstValue;
        for (int i = 0; i < runs.count(); i++) {
            int offset = from - runs.start(i);
            places.elements(
                    runs.start(i),
                    runs.length(i),
                    new Places.Run() {
                        @Override
                        public @Nullable Object value(int index) {
                            return outcome.peek(index + offset);
                        }
                    });
            from += runs.length(i);
        }
        if (isMoved) {
            places.moved();
        }
        if (added > 0) {
            places.added();
        }
    }
}
