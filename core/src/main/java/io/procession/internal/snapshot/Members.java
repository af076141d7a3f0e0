package io.procession.internal.snapshot;

import org.jspecify.annotations.Nullable;

/** What one object leads to. */
record Members(ClassPlan plan, Object owner, @Nullable Object @Nullable [] gathered, int count) {

    static final Members NONE = new Members(Builtin.OBJECT.plan(), "", null, 0);

    @Nullable Object get(int index) {
        return gathered != null ? gathered[index] : plan.member(owner, index);
    }

    /** The part of a path that leads to a member. */
    String place(int index) {
        return plan.place(owner, gathered, index);
    }
}
