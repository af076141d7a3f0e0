package io.procession.shared;

import io.procession.internal.broker.Message;
import io.procession.internal.broker.Request;
import io.procession.internal.broker.Served;
import io.procession.internal.broker.Waiters;
import java.io.IOException;

/** A {@link SharedBarrier} in the process that made it: who has come, and whether it is broken. */
final class BarrierState extends Served {

    static final int AWAIT = 1;
    static final int RESET = 2;
    static final int STATE = 3;

    /** The barrier is broken; the text says by what. */
    static final int BROKEN = 1;

    private final int parties;
    private final Waiters waiters = new Waiters();
    private String broken = "";

    BarrierState(int parties) {
        super("SharedBarrier");
        this.parties = parties;
    }

    @Override
    protected void serve(Request request) throws IOException {
        switch (request.message().code()) {
            case AWAIT -> await(request);
            case RESET -> {
                breakBy("it was reset by " + request.client());
                broken = "";
                request.answer();
            }
            case STATE ->
                    request.answer(
                            Message.of(
                                    Message.OK, parties, waiters.size(), broken.isEmpty() ? 0 : 1));
            default -> throw new IOException("unknown operation: " + request.message());
        }
    }

    private void await(Request request) {
        if (!broken.isEmpty()) {
            request.answer(Message.ofText(BROKEN, broken));
        } else if (waiters.size() + 1 < parties) {
            request.park(waiters);
            if (request.place() == null) { // it did not want to wait
                breakBy(request.client() + " waited for too short a time");
            }
        } else {
            int index = parties - 1;
            for (Request each : waiters.all()) {
                each.answer(Message.of(Message.OK, index--));
            }
            request.answer(Message.of(Message.OK, 0));
        }
    }

    private void breakBy(String cause) {
        if (broken.isEmpty()) {
            broken = "barrier is broken: barrier=" + name() + "; " + cause;
        }
        waiters.all().forEach(each -> each.answer(Message.ofText(BROKEN, broken)));
    }

    @Override
    protected void cancelled(Request request, int why) {
        super.cancelled(request, why);
        breakBy(
                request.client()
                        + (why == Message.TIMED_OUT ? " waited in vain" : " was interrupted"));
    }

    @Override
    protected void withdrawn(Request request) {
        breakBy("the process of " + request.client() + " has ended");
    }

    @Override
    protected boolean needsSomebody(Request request) {
        return true;
    }
}
