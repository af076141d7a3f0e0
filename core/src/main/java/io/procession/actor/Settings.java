package io.procession.actor;

import io.procession.spi.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What an actor is made with.
 *
 * @param copyEvery after so many messages its state is copied; 0 for never
 * @param capacity how many messages may wait; 0 for as many as come
 */
record Settings(
        String name,
        Payload factory,
        Restart restart,
        long copyEvery,
        int capacity,
        WhenFull whenFull) {

    private boolean isBounded() {
        return capacity > 0;
    }

    /** Makes the object by its factory. */
    Letter creation() {
        return creation(factory, copyEvery);
    }

    /** Makes the object as it was when it was copied. */
    Letter creation(Payload ofState) {
        return creation(ofState, copyEvery | Ops.IS_STATE);
    }

    private Letter creation(Payload from, long extra) {
        byte[] text = (" " + name).getBytes(StandardCharsets.UTF_8);
        text[0] = (byte) (isBounded() ? 1 : 0); // for the handle that the actor gives of itself
        return new Letter(Kind.CREATE, extra, List.of(Payload.of(text), from));
    }
}
