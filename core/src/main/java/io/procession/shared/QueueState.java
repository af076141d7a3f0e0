package io.procession.shared;

import io.procession.internal.broker.Client;
import io.procession.internal.broker.Message;
import io.procession.internal.broker.Request;
import io.procession.internal.broker.Served;
import io.procession.internal.broker.Waiters;
import io.procession.spi.Payload;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SharedQueue} in the process that made it: encoded items, in order, and who waits for
 * some, or for room.
 */
/*
 * Invariants: takers wait only while there is no item, putters only while there is no room. Both are served in order of arrival.
 * An item goes to another process until that says that it has it; if it ends before, the item is the first again.
 */
final class QueueState extends Served {

    static final int PUT = 1;
    static final int TAKE = 2;
    static final int PEEK = 3;
    static final int COUNTS = 4;
    static final int SNAPSHOT = 5;
    static final int REMOVE = 6;
    static final int DRAIN = 7;
    static final int CLEAR = 8;
    static final int TASK_DONE = 9;
    static final int JOIN = 10;
    static final int END = 11;

    /** The queue was closed, and is empty. */
    static final int CLOSED = 1;

    /** There is no such thing. */
    static final int NONE = 2;

    private record Item(long number, Payload value) {}

    private final int capacity;
    private final ArrayDeque<Item> items = new ArrayDeque<>();
    private final Waiters takers = new Waiters();
    private final Waiters putters = new Waiters();
    private final Waiters joiners = new Waiters();
    private long lastNumber;
    private long unfinished;
    private @Nullable String ended;

    QueueState(int capacity) {
        super("SharedQueue");
        this.capacity = capacity;
    }

    @Override
    protected void serve(Request request) throws IOException {
        Message asked = request.message();
        switch (asked.code()) {
            case PUT -> put(request);
            case TAKE -> take(request);
            case PEEK -> peek(request);
            case COUNTS ->
                    request.answer(Message.of(Message.OK, items.size(), capacity, takers.size()));
            case SNAPSHOT -> request.answer(snapshot());
            case REMOVE -> remove(request, asked.number(0));
            case DRAIN -> drain(request, asked.number(0));
            case CLEAR -> clear(request);
            case TASK_DONE -> taskDone(request);
            case JOIN -> join(request);
            case END -> end(request);
            default -> throw new IOException("unknown operation: code=" + asked.code());
        }
    }

    private void put(Request request) {
        if (ended != null) {
            request.answer(closedAnswer());
        } else if (items.size() >= capacity) {
            request.park(putters);
        } else {
            accept(request);
        }
    }

    private void accept(Request putter) {
        unfinished++;
        lastNumber++;
        offer(new Item(lastNumber, putter.message().value(0)));
        putter.answer();
    }

    /** To the first who waits, or to the end of the line. */
    private void offer(Item item) {
        Request taker = takers.first();
        if (taker != null) {
            hand(taker, item);
        } else {
            items.add(item);
        }
    }

    private static void hand(Request taker, Item item) {
        taker.answerToBeTaken(Message.of(Message.OK, item.value, item.number));
    }

    private void take(Request request) {
        Item first = items.poll();
        if (first != null) {
            hand(request, first);
            admit();
        } else if (ended != null) {
            request.answer(closedAnswer());
        } else {
            request.park(takers);
        }
    }

    /** Lets those in who wait for room. */
    private void admit() {
        while (items.size() < capacity) {
            Request putter = putters.first();
            if (putter == null) {
                return;
            }
            accept(putter);
        }
    }

    private void peek(Request request) {
        Item first = items.peek();
        request.answer(
                first == null
                        ? Message.of(NONE)
                        : Message.of(Message.OK, first.value, first.number));
    }

    private Message snapshot() {
        return answerOf(new ArrayList<>(items));
    }

    private static Message answerOf(List<Item> listed) {
        long[] numbers = new long[listed.size()];
        List<Payload> values = new ArrayList<>(listed.size());
        for (Item each : listed) {
            numbers[values.size()] = each.number;
            values.add(each.value);
        }
        return Message.of(Message.OK, values, numbers);
    }

    private void remove(Request request, long number) {
        for (Iterator<Item> each = items.iterator(); each.hasNext(); ) {
            if (each.next().number == number) {
                each.remove();
                withdrawn(1);
                admit();
                request.answer();
                return;
            }
        }
        request.answer(Message.of(NONE));
    }

    private void drain(Request request, long most) {
        if (items.isEmpty() && ended != null) {
            request.answer(closedAnswer());
            return;
        }
        List<Item> drained = new ArrayList<>();
        while (drained.size() < most && !items.isEmpty()) {
            drained.add(items.remove());
        }
        request.answerToBeTaken(answerOf(drained));
        admit();
    }

    private void clear(Request request) {
        int count = items.size();
        items.clear();
        withdrawn(count);
        admit();
        request.answer();
    }

    /** What nobody took needs nobody to say that it is done. */
    private void withdrawn(int count) {
        unfinished = Math.max(0, unfinished - count);
        releaseJoiners();
    }

    private void taskDone(Request request) {
        if (unfinished == 0) {
            request.answer(Message.of(NONE));
            return;
        }
        unfinished--;
        request.answer();
        releaseJoiners();
    }

    private void releaseJoiners() {
        if (unfinished == 0) {
            joiners.all().forEach(Request::answer);
        }
    }

    private void join(Request request) {
        if (unfinished == 0) {
            request.answer();
        } else {
            request.park(joiners);
        }
    }

    private void end(Request request) {
        if (ended == null) {
            Client by = request.client();
            ended = "queue is closed: queue=" + name() + ", closed by " + by;
            putters.all().forEach(each -> each.answer(closedAnswer()));
            takers.all().forEach(each -> each.answer(closedAnswer()));
        }
        request.answer();
    }

    private Message closedAnswer() {
        return Message.ofText(CLOSED, String.valueOf(ended));
    }

    @Override
    protected void lost(Request request, Message reply) {
        for (int i = reply.valueCount() - 1; i >= 0; i--) {
            Item back = new Item(reply.number(i), reply.value(i));
            Request taker = takers.first();
            if (taker != null) {
                hand(taker, back);
            } else {
                items.addFirst(back);
            }
        }
    }

    @Override
    protected boolean needsSomebody(Request request) {
        return true;
    }
}
