package io.procession.internal.snapshot;

import java.io.IOException;

/** A user's subclass of a JDK class: what the JDK's part holds, and the fields of the rest. */
final class InheritedTracker extends Tracker {

    private final Tracker inherited;
    private final Tracker fields;

    InheritedTracker(Tracker inherited, Tracker fields) {
        this.inherited = inherited;
        this.fields = fields;
    }

    Tracker inherited() {
        return inherited;
    }

    @Override
    void capture(Object object, ShadowStore into) {
        inherited.capture(object, into);
        fields.capture(object, into);
    }

    @Override
    void compare(Object object, ShadowStore from, Changes out)
            throws IOException, CannotTravelException {
        inherited.compare(object, from, out);
        fields.compare(object, from, out);
    }

    @Override
    void detach(Object object, ShadowStore from) {
        inherited.detach(object, from);
    }

    @Override
    void restore(Object object, ShadowStore from) throws IOException {
        inherited.restore(object, from);
        fields.restore(object, from);
    }

    @Override
    void attach(Object object, ShadowStore from) throws IOException {
        inherited.attach(object, from);
        fields.restore(object, from); // once more: filling may have written to them
    }
}
