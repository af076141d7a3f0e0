package io.procession.shared;

import io.procession.internal.broker.Message;
import io.procession.internal.broker.Request;
import io.procession.internal.broker.Served;
import io.procession.spi.Payload;
import java.io.IOException;

/**
 * A {@link SharedReference} in the process that made it: an encoded value, and how often it was
 * set.
 */
final class ReferenceState extends Served {

    static final int GET = 1;
    static final int SET = 2;
    static final int SET_IF_UNCHANGED = 3;

    /** It has been set since; the answer has what it is now. */
    static final int CHANGED = 1;

    private Payload value;
    private long version;

    ReferenceState(Payload value) {
        super("SharedReference");
        this.value = value;
    }

    @Override
    protected void serve(Request request) throws IOException {
        Message asked = request.message();
        switch (asked.code()) {
            case GET -> request.answer(Message.of(Message.OK, value, version));
            case SET -> {
                Payload before = value;
                set(asked.value(0));
                request.answer(Message.of(Message.OK, before, version));
            }
            case SET_IF_UNCHANGED -> {
                if (asked.number(0) == version) {
                    set(asked.value(0));
                    request.answer();
                } else {
                    request.answer(Message.of(CHANGED, value, version));
                }
            }
            default -> throw new IOException("unknown operation: code=" + asked.code());
        }
    }

    private void set(Payload next) {
        value = next;
        version++;
    }
}
