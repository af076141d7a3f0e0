package io.procession.internal.snapshot;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether an exception could never be rebuilt: it is made only from its cause and its
 * suppressed ones, as with an {@link IslandPlan}, and through others like it these lead back to it.
 *
 * <p>One ordinary exception in the circle is enough to rebuild them all, since that one is there
 * before its cause is. Asked before anything is written: the receiver would lose all of them.
 */
final class CauseCycle {

    static final String ADVICE =
            "its causes or suppressed exceptions lead back to it, and each has a protocol of its own"
                    + " (writeObject, readObject, readResolve), so that none can be made before the"
                    + " other; break the circle by an exception without one";

    private static final int MOST = 1_000; // a getCause may make another exception each time

    private final Throwable error;
    private final Encoder encoder;
    private final Set<Throwable> met = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Throwable> waiting = new ArrayDeque<>();

    CauseCycle(Throwable error, Encoder encoder) {
        this.error = error;
        this.encoder = encoder;
    }

    boolean isThere() {
        waiting.add(error);
        while (!waiting.isEmpty() && met.size() < MOST) {
            Throwable at = waiting.remove();
            boolean isBack = leadsBack(at, at.getCause());
            for (Throwable each : at.getSuppressed()) {
                isBack |= leadsBack(at, each);
            }
            if (isBack) {
                return true;
            }
        }
        return false;
    }

    private boolean leadsBack(Throwable from, @Nullable Throwable related) {
        if (related == null || related == from) {
            return false;
        }
        if (related != error && encoder.isIsland(related) && met.add(related)) {
            waiting.add(related);
        }
        return related == error;
    }
}
