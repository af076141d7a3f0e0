package io.procession.internal.restore;

import io.procession.internal.snapshot.Calls;
import io.procession.internal.snapshot.Delta;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls of one wait, both ways at once: what contradicts, and what the last one leaves. */
final class Merging {

    private final Merge strict = new Merge(/* lastCallWins= */ false);
    private final Merge lenient = new Merge(/* lastCallWins= */ true);
    private final List<Delta> deltas = new ArrayList<>();
    private @Nullable Conflict conflict;

    void add(RestoredCall call, Delta delta) {
        if (conflict == null) {
            conflict = strict.add(call, 0, delta, Calls.PATHS);
        }
        if (lenient.add(call, 0, delta, Calls.PATHS) != null) {
            throw new AssertionError("the last call was to win");
        }
        deltas.add(delta);
    }

    @Nullable Conflict conflict() {
        return conflict;
    }

    void apply() throws IOException {
        for (Delta each : deltas) {
            lenient.apply(each);
        }
    }
}
