package io.procession.internal.snapshot;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Bits that are others now. */
final class BitsChange extends Change {

    private static final int MOST = 1 << 26; // of bits: damaged bytes must not ask for gigabytes

    private final Runs runs;
    private final BitSet base; // what the bits were

    BitsChange(Object target, Outcome outcome, Decoder in) throws IOException {
        super(target, outcome);
        if (!(target instanceof BitSet bits)) {
            throw new InvalidObjectException("not a BitSet: class=" + target.getClass());
        }
        base = (BitSet) bits.clone();
        runs = Runs.read(in, most(base.length()));
    }

    /** How many bits there may be, where there were so many. */
    static int most(int before) {
        return Math.max(before, MOST);
    }

    @Override
    boolean hasHole() {
        return false;
    }

    @Override
    void apply() {
        BitSet bits = (BitSet) target;
        for (int i = 0; i < runs.count(); i++) {
            for (int j = 0; j < runs.length(i); j++) {
                int index = runs.start(i) + j;
                bits.set(index, !base.get(index));
            }
        }
    }

    @Override
    public void tell(Places places) {
        for (int i = 0; i < runs.count(); i++) {
            places.elements(
                    runs.start(i),
                    runs.length(i),
                    new Places.Run() {
                        @Override
                        public @Nullable Object value(int index) {
                            return !base.get(index);
                        }
                    });
        }
    }
}
