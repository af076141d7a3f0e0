package io.procession.internal.snapshot;

import java.io.IOException;
import java.lang.reflect.Array;

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
        Object was = taken(from);
        int start = Primitives.mismatch(kind, object, was, 0);
        if (start < 0) {
            return;
        }
        Runs runs = new Runs();
        int length = Array.getLength(object);
        while (start >= 0) {
            int end = Primitives.match(kind, object, was, start + 1);
            runs.add(start, end - start);
            start = end < length ? Primitives.mismatch(kind, object, was, end) : -1;
        }
        out.beginNext(ChangeKind.PRIMITIVES);
        runs.write(out.head());
        ArrayPlan.putPrimitives(out.head(), kind, changed(object, runs));
    }

    private static Object taken(ShadowStore from) {
        Object was = from.take();
        if (was == null) {
            throw new IllegalStateException("no copy was put in");
        }
        return was;
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
    void restore(Object object, ShadowStore from) {
        System.arraycopy(taken(from), 0, object, 0, Array.getLength(object));
    }
}
