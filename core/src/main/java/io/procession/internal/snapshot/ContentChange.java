package io.procession.internal.snapshot;

import java.io.IOException;

/** Another content of a thing that holds one value. */
final class ContentChange extends Change {

    private final int value;

    ContentChange(Object target, Outcome outcome, Decoder in) throws IOException {
        super(target, outcome);
        value = outcome.takeValues(1);
    }

    @Override
    boolean hasHole() {
        return outcome.hasHole(value, 1);
    }

    @Override
    boolean mayFail() {
        return !Plans.isJdk(target.getClass()) || target instanceof java.util.Map.Entry;
    }

    @Override
    void apply() throws IOException {
        Contents.set(target, outcome.value(value));
    }

    @Override
    public void tell(Places places) {
        places.whole(outcome.peek(value), /* isRelative= */ false);
    }
}
