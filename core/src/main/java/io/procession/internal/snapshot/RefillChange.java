package io.procession.internal.snapshot;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All elements of a collection replaced by others. */
final class RefillChange extends Change {

    private final int count;
    private final int firstValue;

    RefillChange(Object target, Outcome outcome, Decoder in) throws IOException {
        super(target, outcome);
        count = in.source().getVarInt();
        firstValue = outcome.takeValues(count);
        if (!(target instanceof Collection)) {
            throw new InvalidObjectException("not a collection: class=" + target.getClass());
        }
    }

    static void write(@Nullable Object[] now, Changes out) {
        out.beginNext(ChangeKind.REFILL);
        out.head().putVarInt(now.length);
        for (Object each : now) {
            out.value(each);
        }
    }

    @Override
    boolean hasHole() {
        return false; // none is looked at before the last step
    }

    @Override
    boolean mayFail() {
        return true;
    }

    @Override
    void detach() {
        ((Collection<?>) target).clear();
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
        List<@Nullable Object> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(outcome.peek(firstValue + i));
        }
        int length = ((Collection<?>) target).size();
        places.whole(values, !values.isEmpty() && values.size() < length);
    }
}
