package io.procession.internal.snapshot;

import java.util.Objects;

/** A StringBuilder or StringBuffer: its text, which mostly grows. */
final class TextTracker extends Tracker {

    @Override
    void capture(Object object, ShadowStore into) {
        into.put(object.toString());
    }

    @Override
    void compare(Object object, ShadowStore from, Changes out) {
        String was = (String) Objects.requireNonNull(from.take());
        CharSequence now = (CharSequence) object;
        if (was.contentEquals(now)) {
            return;
        }
        boolean isLonger =
                now.length() > was.length() && was.contentEquals(now.subSequence(0, was.length()));
        out.beginNext(ChangeKind.TEXT);
        out.head().putByte(isLonger ? 1 : 0);
        int from0 = isLonger ? was.length() : 0;
        out.head().putString(now.subSequence(from0, now.length()).toString());
    }

    @Override
    void restore(Object object, ShadowStore from) {
        String was = (String) Objects.requireNonNull(from.take());
        if (!was.contentEquals((CharSequence) object)) {
            TextChange.set(object, was);
        }
    }
}
