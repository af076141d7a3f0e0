package io.procession.shared;

import io.procession.internal.broker.Message;
import io.procession.internal.broker.Request;
import io.procession.internal.broker.Served;
import io.procession.internal.broker.Waiters;
import java.io.IOException;

/** A {@link SharedEvent} in the process that made it. */
final class EventState extends Served {

    static final int SET = 1;
    static final int CLEAR = 2;
    static final int AWAIT = 3;
    static final int IS_SET = 4;

    private final Waiters waiters = new Waiters();
    private boolean isSet;

    EventState() {
        super("SharedEvent");
    }

    @Override
    protected void serve(Request request) throws IOException {
        switch (request.message().code()) {
            case SET -> {
                isSet = true;
                waiters.all().forEach(Request::answer);
                request.answer();
            }
            case CLEAR -> {
                isSet = false;
                request.answer();
            }
            case AWAIT -> {
                if (isSet) {
                    request.answer();
                } else {
                    request.park(waiters);
                }
            }
            case IS_SET -> request.answer(Message.of(Message.OK, isSet ? 1 : 0));
            default -> throw new IOException("unknown operation: " + request.message());
        }
    }

    @Override
    protected boolean needsSomebody(Request request) {
        return true;
    }
}
