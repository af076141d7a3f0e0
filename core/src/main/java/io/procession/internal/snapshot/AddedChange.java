package io.procession.internal.snapshot;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** What was added to a sum. */
final class AddedChange extends Change {

    private final long bits;

    AddedChange(Object target, Outcome outcome, Decoder in) throws IOException {
        super(target, outcome);
        if (!(target instanceof LongAdder) && !(target instanceof DoubleAdder)) {
            throw new InvalidObjectException("not a sum: class=" + target.getClass());
        }
        bits = in.source().getLong();
    }

    @Override
    boolean hasHole() {
        return false;
    }

    @Override
    void apply() {
        if (target instanceof LongAdder sum) {
            sum.add(bits);
        } else {
            ((DoubleAdder) target).add(Double.longBitsToDouble(bits));
        }
    }

    @Override
    public void tell(Places places) {
        places.added();
    }
}
