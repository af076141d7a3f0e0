package io.procession.internal.snapshot;

import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The state of what some deltas will change, to go back to it. Belongs to the caller's process;
 * confined to one thread.
 */
public final class Rollback {

    private final Shadow before;

    private Rollback(Shadow before) {
        this.before = before;
    }

    /** Notes the state before these are applied. */
    public static Rollback before(List<Delta> deltas) {
        Set<Object> targets = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Delta each : deltas) {
            for (Change change : each.changes()) {
                targets.add(change.target());
            }
        }
        return new Rollback(Shadow.of(List.copyOf(targets)));
    }

    /** Makes everything as it was. */
    public void undo() throws IOException {
        before.undo();
    }
}
