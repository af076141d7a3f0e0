package io.procession.internal.restore;

import io.procession.internal.snapshot.Change;
import io.procession.internal.snapshot.Delta;
import io.procession.internal.snapshot.PathFinder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what several calls changed in the caller's own objects: by place, in program order.
 * Confined to one thread.
 *
 * <p>A call contradicts an earlier one only if it did not see what that one did: its arguments were
 * captured before those changes were applied.
 */
public final class Merge {

    private final boolean lastCallWins;
    private final List<RestoredCall> calls = new ArrayList<>();
    private final List<Integer> moments = new ArrayList<>(); // of capture: calls applied before
    private final Map<Object, Changed> byTarget = new IdentityHashMap<>();
    private final Set<Change> dropped = Collections.newSetFromMap(new IdentityHashMap<>());
    private int applied; // of calls, the first so many

    /**
     * @param lastCallWins whether contradictions are not told: the value of the last call stays
     */
    public Merge(boolean lastCallWins) {
        this.lastCallWins = lastCallWins;
    }

    /** The changes of one object. */
    private static final class Changed {
        final PlaceLedger ledger;
        List<Change> open = List.of(); // not yet applied
        int lastCall;

        Changed(PlaceLedger ledger) {
            this.ledger = ledger;
        }
    }

    /** The moment of a capture that is made now: calls applied later are not seen by it. */
    public int moment() {
        return applied;
    }

    /**
     * Adds the next call in program order. Applies nothing.
     *
     * @param moment of its capture
     * @param paths what finds the place of a contradiction
     * @return how it contradicts an earlier call, or null
     */
    public @Nullable Conflict add(
            RestoredCall call, int moment, Delta delta, PathFinder paths) {
        int index = calls.size();
        calls.add(call);
        moments.add(moment);
        PlaceLedger.Clash first = null;
        Object where = null;
        for (Change each : delta.changes()) {
            Changed changed = byTarget.get(each.target());
            if (changed == null) {
                changed = new Changed(new PlaceLedger(this));
                byTarget.put(each.target(), changed);
            }
            changed.ledger.begin(index);
            each.tell(changed.ledger);
            if (lastCallWins) {
                keepLast(changed, each, index);
            } else if (first == null && changed.ledger.clash() != null) {
                first = changed.ledger.clash();
                where = each.target();
            }
        }
        return first == null || where == null ? null : conflict(where, first, paths);
    }

    /** Of an object whose content as a whole is in dispute, the last call's whole content stays. */
    private void keepLast(Changed changed, Change change, int call) {
        PlaceLedger.Clash clash = changed.ledger.clash();
        if (clash != null && clash.isWhole() && changed.lastCall < call) {
            dropped.addAll(changed.open);
            changed.open = List.of();
        }
        if (changed.open.isEmpty()) {
            changed.open = new ArrayList<>(2);
        }
        changed.open.add(change);
        changed.lastCall = call;
    }

    RestoredCall call(int index) {
        return calls.get(index);
    }

    /** Whether the later of two calls did not see what the earlier one did. */
    boolean areSiblings(int earlier, int later) {
        return earlier != later && earlier >= moments.get(later);
    }

    private Conflict conflict(Object where, PlaceLedger.Clash clash, PathFinder paths) {
        RestoredCall second = calls.get(clash.second());
        String path = paths.find(second.names(), second.arguments(), where);
        return new Conflict(
                calls.get(clash.first()),
                second,
                (path == null ? where.getClass().getSimpleName() : path) + clash.place(),
                Shortened.of(clash.firstValue()),
                Shortened.of(clash.secondValue()));
    }

    /**
     * Applies the changes of the next call in program order, of those that were added.
     *
     * @throws IOException if they cannot be; then none of them is
     */
    public void apply(Delta delta) throws IOException {
        applied++;
        delta.apply(dropped);
    }

    /** No call is pending that was captured before now: what was applied can be forgotten. */
    public void forget() {
        if (!calls.isEmpty()) {
            calls.clear();
            moments.clear();
            byTarget.clear();
            dropped.clear();
        }
        applied = 0;
    }
}
