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

    private static final int FEW = 64;

    /** A call, and when its arguments were captured: how many calls were applied before. */
    private record Entry(RestoredCall call, int moment) {}

    private final boolean lastCallWins;
    private final List<Entry> calls = new ArrayList<>();
    private int forgotten; // of the calls: the first so many are seen by whoever comes now
    private int swept; // targets that were left when they were last looked through
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
        final List<Change> open = new ArrayList<>(1); // where the last call wins
        int lastCall; // that changed it
        int lastOpen; // call of the last of those

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
    public @Nullable Conflict add(RestoredCall call, int moment, Delta delta, PathFinder paths) {
        forgetBefore(moment);
        int index = forgotten + calls.size();
        calls.add(new Entry(call, moment));
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
            changed.lastCall = index;
            if (lastCallWins) {
                keepLast(changed, each, dropped);
            } else if (first == null && changed.ledger.clash() != null) {
                first = changed.ledger.clash();
                where = each.target();
            }
        }
        return first == null || where == null ? null : conflict(where, first, paths);
    }

    /** Of an object whose content as a whole is in dispute, the last call's whole content stays. */
    private static void keepLast(Changed changed, Change change, Set<Change> dropped) {
        PlaceLedger.Clash clash = changed.ledger.clash();
        if (clash != null && clash.isWhole() && changed.lastOpen < changed.lastCall) {
            dropped.addAll(changed.open);
            changed.open.clear();
        }
        changed.open.add(change);
        changed.lastOpen = changed.lastCall;
    }

    /** Lets go of calls that this and all later ones have seen the changes of. */
    private void forgetBefore(int moment) {
        int count = Math.min(moment - forgotten, calls.size());
        if (count < FEW) {
            return;
        }
        calls.subList(0, count).clear();
        forgotten += count;
        if (byTarget.size() > 2 * swept + FEW) {
            byTarget.values().removeIf(each -> each.lastCall < forgotten);
            swept = byTarget.size();
        }
    }

    RestoredCall call(int index) {
        return calls.get(index - forgotten).call();
    }

    /** Whether the later of two calls did not see what the earlier one did. */
    boolean areSiblings(int earlier, int later) {
        return earlier != later && earlier >= calls.get(later - forgotten).moment();
    }

    private Conflict conflict(Object where, PlaceLedger.Clash clash, PathFinder paths) {
        RestoredCall second = call(clash.second());
        String path = paths.find(second.names(), second.arguments(), where);
        return new Conflict(
                call(clash.first()),
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
        if (applied > 0 || !calls.isEmpty()) {
            calls.clear();
            byTarget.clear();
            dropped.clear();
        }
        applied = 0;
        forgotten = 0;
        swept = 0;
    }
}
