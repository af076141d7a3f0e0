package io.procession.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A clean copy for the next call, by undoing what the last one changed. */
class RestoreUndoTest {

    private static final int ROUNDS = Integer.getInteger("procession.restore.rounds", 300);

    private int exact;
    private int inexact;

    @Test
    void randomChanges_undone_leaveACleanCopy() throws Exception {
        for (long seed = 1; seed <= ROUNDS; seed++) {
            try {
                round(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
        assertThat(exact).isGreaterThan(100 * inexact);
    }

    @SuppressWarnings("unchecked")
    private void round(long seed) throws Exception {
        List<Object> own = RandomGraph.build(seed);
        EncodedCall call = Calls.CODEC.encodeCall(own, null, "argument");
        CallCopy copy = Calls.CODEC.decodeCall(call.payload());
        List<Object> argument = (List<Object>) Objects.requireNonNull(copy.mayChange());
        for (int i = 0; i < 3; i++) {
            Shadow shadow = Calls.CODEC.shadow(copy);
            Object result = null;
            try {
                result = RandomGraph.change(argument, seed * 31 + i, 1000 * (i + 1));
            } catch (IllegalStateException e) {
                result = "thrown";
            }
            Calls.CODEC.encodeReturned(shadow, result);
            if (!shadow.undo()) {
                inexact++; // a concurrent map that grew has another order
                return;
            }
            exact++;
            Isomorphism.check(own, argument);
        }
    }
}
