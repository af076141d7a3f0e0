package io.procession.internal.snapshot;

import java.io.IOException;
import java.lang.reflect.Array;
import java.util.Objects;

/** An array of primitives: a copy of it, and the elements that differ. */
final class PrimitivesTracker extends Tracker {

    private final Class<?> component;
    private final char kind;

    PrimitivesTracker(Class<?> component) {
        this.component = component;
        this.kind = FieldSlot.kind(component);
    }

    @Override
    void capture(Object object, ShadowStore into) {
        into.put(Primitives.copy(kind, object));
    }

    @Override
    void compare(Object object, ShadowStore from, Changes out) throws IOException {
        Object was = Objects.requireNonNull(from.take());
        if (!(was instanceof EncodedArray) && Primitives.areSame(kind, object, was)) {
            return; // most are, and there may be a million small ones
        }
        Runs runs = differences(object, was);
        if (runs.count() > 0) {
            from.detail(runs);
            out.beginNext(ChangeKind.PRIMITIVES);
            runs.write(out.head());
            ArrayPlan.putPrimitives(out.head(), kind, changed(object, runs));
        }
    }

    private Runs differences(Object object, Object was) throws IOException {
        if (was instanceof EncodedArray encoded) {
            return encoded.differences(kind, object);
        }
        Runs runs = new Runs();
        Primitives.addDifferences(kind, object, 0, was, Array.getLength(was), runs);
        return runs;
    }

    private Object changed(Object object, Runs runs) {
        if (runs.total() == Array.getLength(object)) {
            return object;
        }
        Object all = Array.newInstance(component, runs.total());
        int at = 0;
        for (int i = 0; i < runs.count(); i++) {
            System.arraycopy(object, runs.start(i), all, at, runs.length(i));
            at += runs.length(i);
        }
        return all;
    }

    @Override
    void restore(Object object, ShadowStore from) throws IOException {
        Object was = Objects.requireNonNull(from.take());
        Runs changed = (Runs) from.detail();
        if (changed == null) {
            System.arraycopy(was, 0, object, 0, Array.getLength(object));
        } else if (was instanceof EncodedArray encoded) {
            encoded.copyTo(kind, object, changed);
        } else {
            changed.copy(was, object);
        }
    }
}
