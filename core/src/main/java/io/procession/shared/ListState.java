package io.procession.shared;

import io.procession.internal.broker.Message;
import io.procession.internal.broker.Request;
import io.procession.internal.broker.Served;
import io.procession.internal.broker.Waiters;
import io.procession.spi.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link SharedList} in the process that made it: encoded elements, each with a number that no
 * other ever has.
 *
 * <p>By its number an element is found when others have moved it, and that it is still the one that
 * was seen.
 */
final class ListState extends Served {

    static final int SIZE = 1;
    static final int GET = 2;
    static final int SET = 3;
    static final int ADD = 4;
    static final int INSERT = 5;
    static final int REMOVE = 6;
    static final int REMOVE_RANGE = 7;
    static final int CLEAR = 8;
    static final int ALL = 9;
    static final int SET_SEEN = 10;
    static final int REMOVE_SEEN = 11;
    static final int INSERT_SEEN = 12;
    static final int EXCHANGE = 13;
    static final int UPDATE = 14;

    /** There is no such index, or no such element any more; the number is the size. */
    static final int NONE = 1;

    /** The value is an exception that the operation has ended in. */
    static final int THREW = 2;

    /** The owner cannot rebuild the function: the caller must run it. */
    static final int CANNOT_RUN = 3;

    private record Item(long number, Payload value) {}

    private final ArrayList<Item> items = new ArrayList<>();
    private final Waiters elsewhere = new Waiters();
    private final ClassLoader loader = loader();
    private long lastNumber;
    private long version; // of the whole list

    ListState() {
        super("SharedList");
    }

    private static ClassLoader loader() {
        ClassLoader known = Thread.currentThread().getContextClassLoader();
        return known != null ? known : ClassLoader.getSystemClassLoader();
    }

    @Override
    protected void serve(Request request) throws IOException {
        Message asked = request.message();
        switch (asked.code()) {
            case SIZE -> request.answer(Message.of(Message.OK, items.size()));
            case GET -> get(request, asked.number(0));
            case SET -> set(request, asked.number(0));
            case ADD -> insert(request, items.size());
            case INSERT -> insert(request, asked.number(0));
            case REMOVE -> remove(request, asked.number(0));
            case REMOVE_RANGE -> removeRange(request, asked.number(0), asked.number(1));
            case CLEAR -> removeRange(request, 0, items.size());
            case ALL -> request.answer(all());
            case SET_SEEN -> setSeen(request, asked.number(0), asked.number(1));
            case REMOVE_SEEN -> removeSeen(request, asked.number(0), asked.number(1));
            case INSERT_SEEN -> insertSeen(request, asked.number(0), asked.number(1));
            case EXCHANGE -> exchange(request);
            case UPDATE -> {
                request.park(elsewhere);
                elsewhere(() -> answerParked(request, updated(request.message())));
            }
            default -> throw new IOException("unknown operation: code=" + asked.code());
        }
    }

    // By index

    private boolean hasIndex(Request request, long index, int limit) {
        if (index < 0 || index >= limit) {
            request.answer(Message.of(NONE, items.size()));
            return false;
        }
        return true;
    }

    private void get(Request request, long index) {
        if (hasIndex(request, index, items.size())) {
            request.answer(answerOf(items.get((int) index)));
        }
    }

    private static Message answerOf(Item item) {
        return Message.of(Message.OK, item.value, item.number);
    }

    private void set(Request request, long index) {
        if (hasIndex(request, index, items.size())) {
            version++;
            Item made = item(request.message().value(0));
            Item before = items.set((int) index, made);
            request.answer(answerOf(before));
        }
    }

    private Item item(Payload value) {
        lastNumber++;
        return new Item(lastNumber, value);
    }

    private void insert(Request request, long index) {
        if (!hasIndex(request, index, items.size() + 1)) {
            return;
        }
        version++;
        Message asked = request.message();
        List<Item> added = new ArrayList<>(asked.valueCount());
        for (int i = 0; i < asked.valueCount(); i++) {
            added.add(item(asked.value(i)));
        }
        items.addAll((int) index, added);
        request.answer(Message.of(Message.OK, lastNumber));
    }

    private void remove(Request request, long index) {
        if (hasIndex(request, index, items.size())) {
            version++;
            request.answer(answerOf(items.remove((int) index)));
        }
    }

    private void removeRange(Request request, long from, long to) {
        version++;
        int end = (int) Math.min(to, items.size());
        if (from < end) {
            items.subList((int) from, end).clear();
        }
        request.answer();
    }

    private Message all() {
        List<Payload> values = new ArrayList<>(items.size());
        long[] numbers = new long[items.size() + 1];
        numbers[0] = version;
        for (Item each : items) {
            values.add(each.value);
            numbers[values.size()] = each.number;
        }
        return Message.of(Message.OK, values, numbers);
    }

    // By number, for those who have seen a copy; the index is where to look first

    private int find(long number, long index) {
        if (index >= 0 && index < items.size() && items.get((int) index).number == number) {
            return (int) index;
        }
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).number == number) {
                return i;
            }
        }
        return -1;
    }

    private void setSeen(Request request, long number, long index) {
        int at = find(number, index);
        if (at < 0) {
            request.answer(Message.of(NONE, items.size()));
        } else {
            version++;
            Item made = item(request.message().value(0));
            items.set(at, made);
            request.answer(Message.of(Message.OK, made.number));
        }
    }

    private void removeSeen(Request request, long number, long index) {
        int at = find(number, index);
        if (at < 0) {
            request.answer(Message.of(NONE, items.size()));
        } else {
            version++;
            items.remove(at);
            request.answer();
        }
    }

    /** Before an element, or where it was if it is gone. */
    private void insertSeen(Request request, long number, long index) {
        int at = number == 0 ? -1 : find(number, index);
        insert(request, at >= 0 ? at : Math.min(index, items.size()));
    }

    /** Puts others in the place of all, if nothing has changed since they were seen. */
    private void exchange(Request request) {
        Message asked = request.message();
        if (asked.number(0) != version) {
            request.answer(Message.of(NONE, items.size()));
            return;
        }
        version++;
        List<Item> made = new ArrayList<>(asked.valueCount());
        for (int i = 0; i < asked.valueCount(); i++) {
            made.add(item(asked.value(i)));
        }
        items.clear();
        items.addAll(made);
        request.answer();
    }

    @Override
    protected void closed() {
        items.clear();
    }

    // By a function, on a thread of its own

    private Message updated(Message asked) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return run(asked);
        } catch (Throwable e) {
            return Message.of(THREW, Values.encodeError(e));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static Message run(Message asked) {
        ListUpdate<Object> update;
        try {
            update = Values.decode(asked.value(0), "function for SharedList");
        } catch (RuntimeException | LinkageError e) {
            return Message.of(CANNOT_RUN);
        }
        return Message.of(Message.OK, update.run() ? 1 : 0);
    }
}
