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

/*
 * Only an object that two calls changed can be a matter of dispute: the changes of each such object are told to a
 * PlaceLedger, in program order, which knows who put what where. All else is never looked at. Nothing is applied before all
 * of that was done.
 */
/**
 * What the calls of one wait changed, in program order: finds contradictions, then applies it all.
 * Belongs to the caller's process; confined to one thread.
 */
public final class Merge {

    private final PathFinder paths;
    private final List<RestoredCall> calls = new ArrayList<>();
    private final List<Delta> deltas = new ArrayList<>();

    public Merge(PathFinder paths) {
        this.paths = paths;
    }

    /** Adds the next call in program order. */
    public void add(RestoredCall call, Delta delta) {
        calls.add(call);
        deltas.add(delta);
    }

    /** The changes of one object, each with its call. */
    private static final class Changed {
        final List<Change> changes = new ArrayList<>();
        final List<Integer> callIndices = new ArrayList<>();

        boolean isDisputed() {
            return callIndices.get(0) < callIndices.get(callIndices.size() - 1);
        }
    }

    private Map<Object, Changed> byTarget(List<Object> inOrder) {
        Map<Object, Changed> all = new IdentityHashMap<>();
        for (int i = 0; i < deltas.size(); i++) {
            for (Change each : deltas.get(i).changes()) {
                Changed changed = all.get(each.target());
                if (changed == null) {
                    changed = new Changed();
                    all.put(each.target(), changed);
                    inOrder.add(each.target());
                }
                changed.changes.add(each);
                changed.callIndices.add(i);
            }
        }
        return all;
    }

    private PlaceLedger.@Nullable Clash clash(Changed changed) {
        PlaceLedger ledger = new PlaceLedger(calls);
        for (int i = 0; i < changed.changes.size() && ledger.clash() == null; i++) {
            ledger.begin(changed.callIndices.get(i));
            changed.changes.get(i).tell(ledger);
        }
        return ledger.clash();
    }

    /** The first contradiction, by the order of the later call, or null. Applies nothing. */
    public @Nullable Conflict conflict() {
        List<Object> targets = new ArrayList<>();
        Map<Object, Changed> changed = byTarget(targets);
        PlaceLedger.Clash first = null;
        Object where = null;
        for (Object each : targets) {
            Changed one = changed.get(each);
            PlaceLedger.Clash clash = one != null && one.isDisputed() ? clash(one) : null;
            if (clash != null && (first == null || clash.second() < first.second())) {
                first = clash;
                where = each;
            }
        }
        return first == null || where == null ? null : conflict(where, first);
    }

    private Conflict conflict(Object where, PlaceLedger.Clash clash) {
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
     * Applies all changes in program order, so that of two values in one place the last stays. Of
     * an object whose content as a whole is in dispute, the last call's whole content stays.
     *
     * @throws IOException if a delta cannot be applied; those before it are
     */
    public void apply() throws IOException {
        Set<Change> dropped = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Object> targets = new ArrayList<>();
        for (Changed each : byTarget(targets).values()) {
            PlaceLedger.Clash clash = each.isDisputed() ? clash(each) : null;
            if (clash != null && clash.isWhole()) {
                dropAllButLast(each, dropped);
            }
        }
        for (Delta each : deltas) {
            each.apply(dropped);
        }
    }

    private static void dropAllButLast(Changed changed, Set<Change> dropped) {
        int last = changed.callIndices.get(changed.callIndices.size() - 1);
        for (int i = 0; i < changed.changes.size(); i++) {
            if (changed.callIndices.get(i) < last) {
                dropped.add(changed.changes.get(i));
            }
        }
    }
}
