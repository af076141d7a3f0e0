package io.procession.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random operations on a random graph, done here and done on a copy whose changes are brought back:
 * both graphs must be the same. {@code -Dprocession.restore.rounds=10000} does more of it, {@code
 * -Dprocession.restore.seed=7} one round again.
 */
class RestoreDifferentialTest {

    private static final int ROUNDS = Integer.getInteger("procession.restore.rounds", 300);
    private static final long FIRST = Long.getLong("procession.restore.seed", -1);

    @Test
    void randomChanges_broughtBack_areAsIfDoneHere() {
        AtomicInteger changed = new AtomicInteger();
        long first = FIRST < 0 ? 1 : FIRST;
        for (long seed = first; seed < first + (FIRST < 0 ? ROUNDS : 1); seed++) {
            try {
                round(seed, changed);
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
        assertThat(changed.get()).isPositive();
    }

    private static void round(long seed, AtomicInteger changed) throws Throwable {
        List<Object> local = RandomGraph.build(seed);
        List<Object> own = RandomGraph.build(seed);
        Isomorphism.check(local, own);
        for (int call = 0; call < 3; call++) {
            long chosen = seed * 31 + call;
            int firstId = 1000 * (call + 1);
            Object expected = outcome(() -> RandomGraph.change(local, chosen, firstId));
            Object actual =
                    outcome(() -> {
                        Delta delta = Calls.delta(own, o -> RandomGraph.change(o, chosen, firstId));
                        changed.addAndGet(delta.changes().size());
                        delta.apply();
                        if (delta.isThrown()) {
                            throw (Throwable) delta.result();
                        }
                        return delta.result();
                    });
            Isomorphism.check(
                    new @Nullable Object[] {local, expected}, new @Nullable Object[] {own, actual});
        }
    }

    private interface Source {
        @Nullable Object get() throws Throwable;
    }

    private static @Nullable Object outcome(Source source) throws Throwable {
        try {
            return source.get();
        } catch (IllegalStateException e) {
            return "thrown: " + e.getMessage();
        }
    }
}
