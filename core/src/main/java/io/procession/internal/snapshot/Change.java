package io.procession.internal.snapshot;

import java.util.Collection;
import java.util.Map;

/**
 * What a call changed in one object of the caller's own. Belongs to the caller's process; confined
 * to one thread.
 */
public abstract class Change {

    final Object target;
    final Outcome outcome;

    Change(Object target, Outcome outcome) {
        this.target = target;
        this.outcome = outcome;
    }

    /** The caller's own object. */
    public final Object target() {
        return target;
    }

    /** Tells each place that it puts a value into. */
    public abstract void tell(Places places);

    /** Whether one of its values is made only when other changes were applied. */
    abstract boolean hasHole();

    /** Whether applying may run code of the user, or be refused by the target. */
    boolean mayFail() {
        return false;
    }

    /** First step: takes out of tables what may get another hash code in the next step. */
    void detach() {}

    /** Second step: all that asks no other object for anything. */
    abstract void apply() throws Exception;

    /**
     * The part of the second step that needs no value which is not there yet; the whole step is
     * done later, once more.
     */
    void applyAvailable() throws Exception {}

    /** Whether the last step is better done after that of others. */
    boolean isFilledLate() {
        return false;
    }

    /** Last step: fills tables, whose keys are whole by now. */
    void attach() throws Exception {}

    /** Whether it only takes elements out of a view that takes none in: see {@link Strike}. */
    boolean isStrike() {
        return false;
    }

    /** After all that may fail: what is taken out so cannot be put back. */
    void strike() {}

    /** Whether a collection or map is one of the JDK's own, which does what it says. */
    static boolean isTrusted(Object target) {
        Class<?> type = target.getClass();
        return (target instanceof Collection || target instanceof Map)
                && Plans.builtIn(type).type() == type
                && Plans.isJdk(type);
    }
}
