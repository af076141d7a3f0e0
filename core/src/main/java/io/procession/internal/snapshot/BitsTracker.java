package io.procession.internal.snapshot;

import java.util.BitSet;
import java.util.Objects;

/** A set of bits: those that are others now. */
final class BitsTracker extends Tracker {

    @Override
    void capture(Object object, ShadowStore into) {
        into.put(((BitSet) object).toLongArray());
    }

    @Override
    void compare(Object object, ShadowStore from, Changes out) {
        BitSet changed = BitSet.valueOf((long[]) Objects.requireNonNull(from.take()));
        changed.xor((BitSet) object);
        if (changed.isEmpty()) {
            return;
        }
        out.beginNext(ChangeKind.BITS);
        Runs runs = new Runs();
        for (int i = changed.nextSetBit(0); i >= 0; ) {
            int end = changed.nextClearBit(i);
            runs.add(i, end - i);
            i = changed.nextSetBit(end);
        }
        runs.write(out.head());
    }

    @Override
    void restore(Object object, ShadowStore from) {
        BitSet bits = (BitSet) object;
        bits.clear();
        bits.or(BitSet.valueOf((long[]) Objects.requireNonNull(from.take())));
    }
}
