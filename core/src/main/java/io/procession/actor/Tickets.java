package io.procession.actor;

import io.procession.internal.broker.Home;
import io.procession.internal.broker.Message;
import io.procession.internal.broker.Request;
import io.procession.internal.broker.Waiters;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answers to messages whose senders wait first for room, then for the answer: each is kept
 * until it is collected. Part of a mailbox, guarded by its monitor.
 */
final class Tickets {

    private static final class Ticket {
        final String process;
        @Nullable Message answer;
        @Nullable Request collector;

        Ticket(String process) {
            this.process = process;
        }
    }

    private final Map<Long, Ticket> tickets = new HashMap<>();
    private long last;

    /** A number that no other message has. */
    long next() {
        return ++last;
    }

    /** A message has been accepted. */
    void open(long number, Request sender) {
        tickets.put(number, new Ticket(sender.client().process()));
    }

    /** Its sender wants the answer: gets it, or waits. */
    void collect(Request request, Waiters waiting) {
        long number = request.message().number(0);
        Ticket ticket = tickets.get(number);
        if (ticket == null) {
            request.answer(Message.of(Message.INTERRUPTED));
        } else if (ticket.answer != null) {
            tickets.remove(number);
            request.answer(ticket.answer);
        } else {
            ticket.collector = request;
            request.park(waiting, null);
        }
    }

    /** The answer is there. */
    void answer(long number, Message answer, Waiters waiting) {
        Ticket ticket = tickets.get(number);
        if (ticket == null) {
            return; // nobody wants it, or its sender has ended
        }
        Request collector = ticket.collector;
        if (collector == null) {
            ticket.answer = answer;
            return;
        }
        tickets.remove(number);
        if (collector.place() == waiting) {
            collector.answer(answer);
        }
    }

    void processEnded(String address) {
        tickets.values().removeIf(each -> Home.isWithin(each.process, address));
    }
}
