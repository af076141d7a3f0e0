package io.procession.internal.snapshot;

import java.io.IOException;

/** Writes an object that has a number under another one. The receiver sees an ordinary object. */
final class AnewPlan extends ClassPlan {

    @Override
    Class<?> type() {
        return Anew.class;
    }

    @Override
    void write(Encoder out, Object value) throws IOException, CannotTravelException {
        out.writeUnnumbered(((Anew) value).object);
    }

    @Override
    Object read(Decoder in) {
        throw new AssertionError("read as the object itself");
    }
}
