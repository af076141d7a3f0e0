package io.procession.shared;

import io.procession.internal.broker.Home;
import io.procession.internal.broker.Message;
import io.procession.internal.broker.Request;
import io.procession.internal.broker.Served;
import io.procession.internal.broker.Waiters;
import io.procession.spi.Payload;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * A {@link Pipe} in the process that made it: of each side, what has been sent to it, and who waits
 * for more.
 */
final class PipeState extends Served {

    static final int SEND = 1;
    static final int RECEIVE = 2;
    static final int POLL = 3;
    static final int CLOSE = 4;

    /** This side, or the other one, is closed; the text says which, and by what. */
    static final int CLOSED = 1;

    /** One end. */
    private static final class Side {
        final ArrayDeque<Payload> inbox = new ArrayDeque<>();
        final Waiters receivers = new Waiters();
        final Waiters pollers = new Waiters();
        String closed = "";
        String user = ""; // the process that used it last
    }

    private final Side[] sides = {new Side(), new Side()};

    PipeState() {
        super("Pipe");
    }

    @Override
    protected void serve(Request request) throws IOException {
        Message asked = request.message();
        int index = (int) asked.number(0);
        Side own = sides[index];
        Side other = sides[1 - index];
        own.user = request.client().process();
        if (asked.code() == CLOSE) {
            close(own, other, "closed by " + request.client());
            request.answer();
            return;
        }
        if (!own.closed.isEmpty()) {
            request.answer(closed("this side of the pipe is closed", own));
            return;
        }
        switch (asked.code()) {
            case SEND -> send(request, other);
            case RECEIVE -> receive(request, own, other);
            case POLL -> poll(request, own, other);
            default -> throw new IOException("unknown operation: code=" + asked.code());
        }
    }

    private void send(Request request, Side to) {
        if (!to.closed.isEmpty()) {
            request.answer(closed("the other side of the pipe is closed", to));
            return;
        }
        deliver(to, request.message().value(0), /* first= */ false);
        request.answer();
    }

    private static void deliver(Side to, Payload value, boolean first) {
        Request receiver = to.receivers.first();
        if (receiver != null) {
            receiver.answerToBeTaken(Message.of(Message.OK, value));
            return;
        }
        if (first) {
            to.inbox.addFirst(value);
        } else {
            to.inbox.addLast(value);
        }
        to.pollers.all().forEach(Request::answer);
    }

    private void receive(Request request, Side own, Side other) {
        Payload next = own.inbox.poll();
        if (next != null) {
            request.answerToBeTaken(Message.of(Message.OK, next));
        } else if (!other.closed.isEmpty()) {
            request.answer(closed("the other side of the pipe is closed", other));
        } else {
            request.park(own.receivers);
        }
    }

    private static void poll(Request request, Side own, Side other) {
        if (!own.inbox.isEmpty() || !other.closed.isEmpty()) {
            request.answer();
        } else {
            request.park(own.pollers);
        }
    }

    private void close(Side own, Side other, String why) {
        if (!own.closed.isEmpty()) {
            return;
        }
        own.closed = why;
        own.inbox.clear();
        Message here = closed("this side of the pipe is closed", own);
        own.receivers.all().forEach(each -> each.answer(here));
        own.pollers.all().forEach(each -> each.answer(here));
        Message there = closed("the other side of the pipe is closed", own);
        other.receivers.all().forEach(each -> each.answer(there));
        other.pollers.all().forEach(Request::answer);
    }

    private Message closed(String what, Side side) {
        return Message.ofText(CLOSED, what + ": pipe=" + name() + ", " + side.closed);
    }

    @Override
    protected void lost(Request request, Message reply) {
        Side own = sides[(int) request.message().number(0)];
        if (own.closed.isEmpty()) {
            deliver(own, reply.value(0), /* first= */ true);
        }
    }

    /** The side that a process used last is closed with it. */
    @Override
    protected void processEnded(String address) {
        for (int i = 0; i < sides.length; i++) {
            if (isWithin(sides[i].user, address)) {
                close(
                        sides[i],
                        sides[1 - i],
                        "the process that used it has ended: " + pid(address));
            }
        }
    }

    private static String pid(String address) {
        return "pid=" + Home.pidOf(address);
    }

    @Override
    protected boolean needsSomebody(Request request) {
        return true;
    }
}
