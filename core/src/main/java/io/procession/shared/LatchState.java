package io.procession.shared;

import io.procession.internal.broker.Message;
import io.procession.internal.broker.Request;
import io.procession.internal.broker.Served;
import io.procession.internal.broker.Waiters;
import java.io.IOException;

/** A {@link SharedLatch} in the process that made it. */
final class LatchState extends Served {

    static final int COUNT_DOWN = 1;
    static final int AWAIT = 2;
    static final int COUNT = 3;

    private final Waiters waiters = new Waiters();
    private long count;

    LatchState(long count) {
        super("SharedLatch");
        this.count = count;
    }

    @Override
    protected void serve(Request request) throws IOException {
        switch (request.message().code()) {
            case COUNT_DOWN -> countDown(request);
            case AWAIT -> {
                if (count == 0) {
                    request.answer();
                } else {
                    request.park(waiters);
                }
            }
            case COUNT -> request.answer(Message.of(Message.OK, count));
            default -> throw new IOException("unknown operation: " + request.message());
        }
    }

    private void countDown(Request request) {
        request.answer();
        if (count > 0) {
            count--;
            if (count == 0) {
                waiters.all().forEach(Request::answer);
            }
        }
    }

    @Override
    protected boolean needsSomebody(Request request) {
        return true;
    }
}
