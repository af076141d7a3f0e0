package io.procession.internal.snapshot;

import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** A sum: how much was added to it. */
final class AddedTracker extends Tracker {

    @Override
    void capture(Object object, ShadowStore into) {
        into.putBits(sum(object));
    }

    private static long sum(Object adder) {
        return adder instanceof LongAdder sum
                ? sum.sum()
                : Double.doubleToRawLongBits(((DoubleAdder) adder).sum());
    }

    @Override
    void compare(Object object, ShadowStore from, Changes out) {
        long was = from.takeBits();
        long now = sum(object);
        if (now != was) {
            out.beginNext(ChangeKind.ADDED);
            out.head()
                    .putLong(
                            object instanceof LongAdder
                                    ? now - was
                                    : Double.doubleToRawLongBits(
                                            Double.longBitsToDouble(now)
                                                    - Double.longBitsToDouble(was)));
        }
    }

    @Override
    void restore(Object object, ShadowStore from) {
        long was = from.takeBits();
        if (object instanceof LongAdder sum) {
            sum.reset();
            sum.add(was);
        } else {
            ((DoubleAdder) object).reset();
            ((DoubleAdder) object).add(Double.longBitsToDouble(was));
        }
    }
}
