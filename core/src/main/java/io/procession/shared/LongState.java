package io.procession.shared;

import io.procession.internal.broker.Message;
import io.procession.internal.broker.Request;
import io.procession.internal.broker.Served;
import java.io.IOException;

/** A {@link SharedLong} in the process that made it. Each operation answers the value before it. */
final class LongState extends Served {

    static final int GET = 1;
    static final int SET = 2;
    static final int ADD = 3;
    static final int COMPARE_AND_SET = 4;

    private long value;

    LongState(long value) {
        super("SharedLong");
        this.value = value;
    }

    @Override
    protected void serve(Request request) throws IOException {
        Message asked = request.message();
        long before = value;
        switch (asked.code()) {
            case GET -> {}
            case SET -> value = asked.number(0);
            case ADD -> value = before + asked.number(0);
            case COMPARE_AND_SET -> value = before == asked.number(0) ? asked.number(1) : before;
            default -> throw new IOException("unknown operation: code=" + asked.code());
        }
        request.answer(Message.of(Message.OK, before));
    }
}
