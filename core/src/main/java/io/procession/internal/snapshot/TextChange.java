package io.procession.internal.snapshot;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.UncheckedIOException;

/** Text added to a StringBuilder or StringBuffer, or another text in it. */
final class TextChange extends Change {

    private final boolean isAdded;
    private final String text;

    TextChange(Object target, Outcome outcome, Decoder in) throws IOException {
        super(target, outcome);
        if (!(target instanceof StringBuilder) && !(target instanceof StringBuffer)) {
            throw new InvalidObjectException("not a builder: class=" + target.getClass());
        }
        isAdded = in.source().getByte() != 0;
        text = in.source().getString();
    }

    static void set(Object builder, String text) {
        if (builder instanceof StringBuilder each) {
            each.setLength(0);
            each.append(text);
        } else {
            ((StringBuffer) builder).setLength(0);
            ((StringBuffer) builder).append(text);
        }
    }

    @Override
    boolean hasHole() {
        return false;
    }

    @Override
    void apply() {
        if (!isAdded) {
            set(target, text);
            return;
        }
        try {
            ((Appendable) target).append(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void tell(Places places) {
        if (isAdded) {
            places.added();
        } else {
            places.whole(text, /* isRelative= */ false);
        }
    }
}
