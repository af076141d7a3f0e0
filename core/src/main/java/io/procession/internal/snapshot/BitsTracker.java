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
    void compare(Object object, ShadowStore from, Changes out) throws CannotTravelException {
        long[] was = (long[]) Objects.requireNonNull(from.take());
        BitSet changed = BitSet.valueOf(was);
        changed.xor((BitSet) object);
        if (changed.isEmpty()) {
            return;
        }
        if (changed.length() > BitsChange.most(was.length * Long.SIZE)) {
            throw new CannotTravelException(
                    out.path(),
                    BitSet.class.getName(),
                    "it grew by more bits than can be brought back; return it as a result");
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
