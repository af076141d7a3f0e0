package io.procession.internal.snapshot;

import java.io.IOException;
import java.io.InvalidObjectException;

/** The whole content of an object, which comes in another one of its class. */
final class TransplantChange extends Change {

    private final int donor;

    TransplantChange(Object target, Outcome outcome, Decoder in) throws IOException {
        super(target, outcome);
        donor = outcome.takeValues(1);
        if (!OpaqueTracker.isOpen(target.getClass())) {
            throw new InvalidObjectException("closed: class=" + target.getClass().getName());
        }
    }

    @Override
    boolean hasHole() {
        return false; // it is looked at in the last step
    }

    @Override
    boolean mayFail() {
        return true;
    }

    @Override
    void apply() {}

    @Override
    void attach() throws IOException {
        Object from = outcome.value(donor);
        if (from == null || from.getClass() != target.getClass()) {
            throw new InvalidObjectException(
                    "content of another class: class="
                            + target.getClass().getName()
                            + ", content="
                            + (from == null ? null : from.getClass().getName()));
        }
        OpaqueTracker.transplant(from, target);
    }

    @Override
    public void tell(Places places) {
        places.whole(outcome.peek(donor), /* isRelative= */ false);
    }
}
