package io.procession.internal.deferral;

import io.procession.internal.snapshot.Base;
import io.procession.internal.snapshot.Probe;
import org.jspecify.annotations.Nullable;

/** Looks, in the graph of a call's arguments, for an object with a pending effect. */
final class EffectProbe implements Probe {

    private final PendingWrites writes;
    private final long head;
    private @Nullable Object object;
    private long position = -1;

    EffectProbe(PendingWrites writes, long head) {
        this.writes = writes;
        this.head = head;
    }

    @Override
    public boolean stopsAt(Object met, boolean isOpaque) {
        long last = isOpaque ? writes.last() : writes.effectOn(met);
        if (last < head) {
            return false;
        }
        object = met;
        position = last;
        return true;
    }

    /** The same, of the objects of a base at once. */
    boolean stopsWithin(Base base) {
        Object found = writes.effectWithin(base, head);
        return found != null && stopsAt(found, /* isOpaque= */ false);
    }

    /** Whether something was found. */
    boolean hasStopped() {
        return position >= 0;
    }

    /** What was found. */
    @Nullable Object object() {
        return object;
    }

    /** The last effect on it. */
    long position() {
        return position;
    }
}
