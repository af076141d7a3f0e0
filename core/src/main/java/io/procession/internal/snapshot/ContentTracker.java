package io.procession.internal.snapshot;

import java.io.IOException;
import java.util.Objects;

/** A small thing whose whole content is one value. */
final class ContentTracker extends Tracker {

    @Override
    void capture(Object object, ShadowStore into) {
        into.put(Contents.get(object));
    }

    @Override
    void compare(Object object, ShadowStore from, Changes out) {
        Object now = Contents.get(object);
        if (!Values.same(from.take(), now)) {
            out.beginNext(ChangeKind.CONTENT);
            out.value(now);
        }
    }

    @Override
    void restore(Object object, ShadowStore from) throws IOException {
        Object was = from.take();
        if (!Objects.equals(was, Contents.get(object)) || !Values.isValue(was)) {
            Contents.set(object, was);
        }
    }
}
