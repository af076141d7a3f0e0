package io.procession.internal.snapshot;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Elements added to a collection whose order is its own business. */
final class BagChange extends Change {

    private final int count;
    private final int firstValue;

    BagChange(Object target, Outcome outcome, Decoder in) throws IOException {
        super(target, outcome);
        count = in.source().getVarInt();
        firstValue = outcome.takeValues(count);
        if (!(target instanceof Collection)) {
            throw new InvalidObjectException("not a collection: class=" + target.getClass());
        }
    }

    @Override
    boolean hasHole() {
        return false; // none is looked at before the last step
    }

    @Override
    boolean mayFail() {
        return true; // a comparator is asked
    }

    @Override
    void apply() {}

    @Override
    @SuppressWarnings("unchecked")
    void attach() {
        Collection<@Nullable Object> collection = (Collection<@Nullable Object>) target;
        for (int i = 0; i < count; i++) {
            collection.add(outcome.value(firstValue + i));
        }
    }

    @Override
    public void tell(Places places) {
        places.added();
    }
}
