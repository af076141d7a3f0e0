package io.procession.internal.snapshot;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * Parsed completely before anything is applied; then
 *
 *   detach    tables whose keys change are emptied, keys are removed: all keys are in their old state still
 *   apply     fields, elements, contents: no code of the user is called
 *   complete  new objects that look at those (a new HashSet of arguments, a record that checks its components)
 *   attach    tables are filled, since their keys are whole now
 *   strike    views of maps lose elements, which nobody could put back
 *
 * What may fail on the way (a user's constructor, equals or compareTo, a view that refuses) is done on
 * a shadow: all or nothing.
 */
/**
 * What a call changed in the caller's own objects, and its result. Belongs to the caller's process;
 * confined to one thread.
 */
public final class Delta {

    private final Outcome outcome;
    private final boolean isThrown;
    private @Nullable Decoder decoder; // null when it was applied

    Delta(Outcome outcome, boolean isThrown, Decoder decoder) {
        this.outcome = outcome;
        this.isThrown = isThrown;
        this.decoder = decoder;
    }

    /** Whether the call threw: then its result is the exception. */
    public boolean isThrown() {
        return isThrown;
    }

    /** What the call returned or threw. It is whole only after {@link #apply}. */
    public @Nullable Object result() {
        return outcome.result();
    }

    /** What changed, in order of the objects' numbers. */
    public List<Change> changes() {
        return Collections.unmodifiableList(outcome.changes());
    }

    /**
     * Makes the changes in the caller's own objects.
     *
     * @throws IOException if that cannot be done; then none is made
     */
    public void apply() throws IOException {
        apply(Collections.emptySet());
    }

    /** The same, but for some changes, which another call's take the place of. */
    public void apply(Set<Change> dropped) throws IOException {
        Decoder once = decoder;
        if (once == null) {
            throw new IllegalStateException("changes were applied before");
        }
        decoder = null;
        List<Change> changes = new ArrayList<>(outcome.changes());
        changes.removeAll(dropped);
        Shadow before = mayFail(changes, once) ? Shadow.of(targets(changes)) : null;
        try {
            apply(changes, once);
        } catch (Exception | StackOverflowError | LinkageError e) {
            if (before != null) {
                before.undo();
            }
            InvalidObjectException invalid =
                    new InvalidObjectException("changes of a call cannot be applied: cause=" + e);
            invalid.initCause(e);
            throw invalid;
        } finally {
            once.clear();
        }
    }

    private static boolean mayFail(List<Change> changes, Decoder decoder) {
        boolean mayFail = decoder.awaitsChanges();
        for (int i = 0; i < changes.size() && !mayFail; i++) {
            mayFail = changes.get(i).mayFail();
        }
        return mayFail;
    }

    private static List<Object> targets(List<Change> changes) {
        Set<Object> targets = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Object> inOrder = new ArrayList<>();
        for (Change each : changes) {
            if (!each.isStrike() && targets.add(each.target())) {
                inOrder.add(each.target());
            }
        }
        return inOrder;
    }

    private static void apply(List<Change> changes, Decoder decoder) throws Exception {
        for (Change each : changes) {
            each.detach();
        }
        List<Change> late = new ArrayList<>();
        for (Change each : changes) {
            if (each.hasHole()) {
                each.applyAvailable();
                late.add(each);
            } else {
                each.apply();
            }
        }
        decoder.completeOutcome();
        for (Change each : late) {
            each.apply();
        }
        for (Change each : changes) {
            if (!each.isFilledLate()) {
                each.attach();
            }
        }
        for (Change each : changes) {
            if (each.isFilledLate()) {
                each.attach();
            }
        }
        for (Change each : changes) {
            if (each.isStrike()) {
                each.strike();
            }
        }
    }
}
