package io.procession.shared;

import io.procession.internal.broker.Broker;
import io.procession.internal.broker.Message;
import io.procession.internal.broker.Request;
import io.procession.internal.broker.Served;
import io.procession.internal.broker.Waiters;
import io.procession.internal.shm.SharedFile;
import io.procession.shared.QueueLine.Item;
import io.procession.spi.Payload;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SharedQueue} in the process that made it: its elements, and who waits for some, or for
 * room.
 */
/*
 * Until another process uses it, all is here, under the monitor. Then the elements, and all that is told by a QueueHead, lie in a
 * QueueMemory, and processes change them by themselves; what is asked of this is done there, too, with the word held: enter,
 * do, match, leave. Who waits is parked here in any case, and what was done elsewhere is answered for when somebody says that there
 * is something to look at (stirred), or when a process ends that might have wanted to say so.
 *
 * Invariants, whenever the word is let go of here: takers wait only while there is no element, putters only while there is no room, both in order
 * of arrival; the head says whether there are any. While it says so, who comes later asks here, and queues up behind them.
 * An item goes to another process until that says that it has it; if it ends before, the item is the first again.
 *
 * The word may be held by a process that is stopped; this never waits for it: what cannot be done is tried again a bit later.
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

    /** Asks for the file: text, its path; numbers: the client's number, the capacity. */
    static final int ATTACH = 12;

    /** Whoever holds the word does so for long: has it died? */
    static final int CHECK = 13;

    /** The queue was closed, and is empty. */
    static final int CLOSED = 1;

    /** There is no such thing. */
    static final int NONE = 2;

    /** Somebody else is at the memory, for long: ask again. */
    static final int BUSY = 3;

    private static final int TRIES = 200;
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long UNDEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long MOST_UNDEAD_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int GROWTH = 4;

    private final int capacity;
    private final Waiters takers = new Waiters();
    private final Waiters putters = new Waiters();
    private final Waiters joiners = new Waiters();
    private final Waiters delayed = new Waiters(); // until the word can be had
    private final Waiters attaching = new Waiters();
    private final QueueLine line = new QueueLine();
    private final ArrayDeque<Item> returned = new ArrayDeque<>(); // the same
    private final QueueUsers users = new QueueUsers();
    private volatile @Nullable QueueMemory memory; // written once
    private @Nullable String ended;
    private boolean isMaking;
    private boolean isGrowing;
    private boolean cannotGrow;
    private boolean triesAgain;

    QueueState(int capacity) {
        super("SharedQueue");
        this.capacity = capacity;
    }

    /** What other processes have mapped, and threads of this one use as they do; null if none. */
    @Nullable QueueMemory memory() {
        return memory;
    }

    int capacity() {
        return capacity;
    }

    // The word.

    /** Takes the word; false if it cannot be had within some microseconds. */
    private boolean enter() {
        QueueMemory shared = memory;
        if (shared == null) {
            return true;
        }
        for (int i = 0; i < TRIES; i++) {
            if (shared.tryLock()) {
                line.setHead(shared.head());
                return true;
            }
            Thread.onSpinWait();
        }
        freeFromDead(shared);
        return false;
    }

    private void freeFromDead(QueueMemory shared) {
        int holder = shared.holder();
        if (holder > QueueMemory.OWNER && users.isDead(holder)) {
            shared.free(holder);
        }
    }

    /** Answers whom it can, tells all what is so now, and lets go of the word. */
    private void leave() {
        boolean lacksRoom = false;
        try {
            match();
            lacksRoom = line.settle();
        } finally {
            commit(lacksRoom); // whatever fails: nobody else could go on without the word
        }
    }

    private void commit(boolean lacksRoom) {
        QueueHead head = line.head();
        head.set(QueueHead.CLOSED, ended != null);
        head.set(QueueHead.TAKERS, !takers.isEmpty());
        head.set(QueueHead.PUTTERS, !putters.isEmpty());
        head.set(QueueHead.JOINERS, !joiners.isEmpty());
        head.addLook();
        QueueMemory shared = memory;
        if (shared != null) {
            shared.commit(head);
            if (lacksRoom) {
                grow(shared, head.limit);
            }
        }
    }

    private void match() {
        boolean again = true;
        while (again) {
            again = false;
            for (Request taker = takers.first();
                    taker != null && line.size() > 0;
                    taker = takers.first()) {
                hand(taker);
            }
            for (Request putter = putters.first();
                    putter != null && line.size() < capacity;
                    putter = putters.first()) {
                accept(putter);
                again = !takers.isEmpty();
            }
        }
        if (line.head().unfinished == 0) {
            joiners.all().forEach(Request::answer);
        }
    }

    /** Looks at what others have done, and does what could not be done before. */
    private void lookAgain() {
        if (!enter()) {
            tryAgain();
            return;
        }
        try {
            for (Item each = returned.pollLast(); each != null; each = returned.pollLast()) {
                line.addFirst(each);
            }
            for (Request each : delayed.all()) {
                serveEntered(each);
            }
        } finally {
            leave();
        }
    }

    private void tryAgain() {
        if (!triesAgain) {
            triesAgain = true;
            after(
                    AGAIN_NANOS,
                    () -> {
                        triesAgain = false;
                        lookAgain();
                    });
        }
    }

    @Override
    protected void stirred() {
        lookAgain();
    }

    /**
     * What it has done in memory it may not have told of. If it is still on its way out, it may do
     * more: looks once more when it has ended for certain.
     */
    @Override
    protected void processEnded(String address) {
        if (memory == null) {
            return;
        }
        lookAgain();
        if (users.mayWrite(address)) {
            lookWhenDead(address, UNDEAD_NANOS);
        }
    }

    private void lookWhenDead(String address, long nanos) {
        after(
                nanos,
                () -> {
                    if (users.mayWrite(address)) {
                        lookWhenDead(address, Math.min(MOST_UNDEAD_NANOS, nanos * 2));
                    } else {
                        lookAgain();
                    }
                });
    }

    // Requests.

    @Override
    protected void serve(Request request) throws IOException {
        switch (request.message().code()) {
            case ATTACH -> attach(request);
            case CHECK -> {
                QueueMemory shared = memory;
                if (shared != null) {
                    freeFromDead(shared);
                }
                request.answer();
            }
            case COUNTS -> {
                QueueMemory shared = memory;
                long size = shared == null ? line.size() : shared.look().size();
                request.answer(Message.of(Message.OK, size, capacity, takers.size()));
            }
            default -> serveWithWord(request);
        }
    }

    private void serveWithWord(Request request) {
        if (triesAgain || !enter()) {
            if (request.isProbe()) {
                request.answer(Message.of(BUSY));
            } else {
                request.park(delayed);
            }
            tryAgain();
            return;
        }
        try {
            serveEntered(request);
        } finally {
            leave();
        }
    }

    private void serveEntered(Request request) {
        Message asked = request.message();
        switch (asked.code()) {
            case PUT -> put(request);
            case TAKE -> take(request);
            case PEEK -> peek(request);
            case SNAPSHOT -> request.answer(answerOf(line.all()));
            case REMOVE -> remove(request, asked.number(0));
            case DRAIN -> drain(request, asked.number(0));
            case CLEAR -> clear(request);
            case TASK_DONE -> taskDone(request);
            case JOIN -> join(request);
            case END -> end(request);
            default ->
                    throw new IllegalArgumentException("unknown operation: code=" + asked.code());
        }
    }

    private static void park(Request request, Waiters waiters) {
        if (request.place() == null) {
            request.park(waiters);
        } else {
            request.moveTo(waiters);
        }
    }

    private void put(Request request) {
        if (ended != null) {
            request.answer(closedAnswer());
        } else if (line.size() >= capacity || !putters.isEmpty()) {
            park(request, putters);
        } else {
            accept(request);
        }
    }

    private void accept(Request putter) {
        line.addLast(putter.message().value(0));
        putter.answer();
    }

    private void take(Request request) {
        if (line.size() > 0 && takers.isEmpty()) {
            hand(request);
        } else if (ended != null) {
            request.answer(closedAnswer());
        } else {
            park(request, takers);
        }
    }

    /** There must be an element. */
    private void hand(Request taker) {
        Item first = line.pollFirst();
        if (first != null) {
            taker.answerToBeTaken(Message.of(Message.OK, first.value(), first.number()));
        }
    }

    private void peek(Request request) {
        Item first = line.peekFirst();
        request.answer(
                first == null
                        ? Message.of(NONE)
                        : Message.of(Message.OK, first.value(), first.number()));
    }

    private static Message answerOf(List<Item> listed) {
        long[] numbers = new long[listed.size()];
        List<Payload> values = new ArrayList<>(listed.size());
        for (Item each : listed) {
            numbers[values.size()] = each.number();
            values.add(each.value());
        }
        return Message.of(Message.OK, values, numbers);
    }

    private void remove(Request request, long number) {
        if (line.remove(number)) {
            withdrawn(1);
            request.answer();
        } else {
            request.answer(Message.of(NONE));
        }
    }

    private void drain(Request request, long most) {
        if (line.size() == 0 && ended != null) {
            request.answer(closedAnswer());
            return;
        }
        List<Item> drained = new ArrayList<>();
        Item next;
        while (drained.size() < most && (next = line.pollFirst()) != null) {
            drained.add(next);
        }
        request.answerToBeTaken(answerOf(drained));
    }

    private void clear(Request request) {
        withdrawn(line.size());
        line.clear();
        request.answer();
    }

    /** What nobody took needs nobody to say that it is done. */
    private void withdrawn(long count) {
        QueueHead head = line.head();
        head.unfinished = Math.max(0, head.unfinished - count);
    }

    private void taskDone(Request request) {
        QueueHead head = line.head();
        if (head.unfinished == 0) {
            request.answer(Message.of(NONE));
            return;
        }
        head.unfinished--;
        request.answer();
    }

    private void join(Request request) {
        if (line.head().unfinished == 0) {
            request.answer();
        } else {
            park(request, joiners);
        }
    }

    private void end(Request request) {
        if (ended == null) {
            match(); // what was put before
            ended = "queue is closed: queue=" + name() + ", closed by " + request.client();
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
        for (int i = 0; i < reply.valueCount(); i++) {
            returned.addLast(new Item(reply.number(i), reply.value(i)));
        }
        lookAgain();
    }

    @Override
    protected boolean needsSomebody(Request request) {
        Waiters place = request.place();
        return place == takers || place == putters || place == joiners;
    }

    // The memory.

    private void attach(Request request) {
        if (memory != null) {
            tellMemory(request);
            return;
        }
        request.park(attaching);
        if (!isMaking) {
            isMaking = true;
            elsewhere(this::makeMemory);
        }
    }

    private void tellMemory(Request request) {
        QueueMemory shared = memory;
        int number = shared == null ? 0 : users.numberOf(request.client().process());
        request.answer(
                shared == null || number == 0
                        ? Message.of(NONE)
                        : Message.ofText(
                                Message.OK, shared.file().path().toString(), number, capacity));
    }

    private void makeMemory() {
        QueueMemory made = null;
        try {
            made = QueueMemory.create();
        } catch (IOException | RuntimeException | LinkageError e) {
            // no room, or no such memory on this system: all is asked of this process, as before
        }
        QueueMemory shared = made;
        if (shared != null) {
            SharedFile file = shared.file();
            Broker.whenGarbage(this, file::close);
        }
        settle(() -> {
            isMaking = false;
            if (shared != null && shared.tryLock()) { // nobody else has it
                line.setMemory(shared);
                memory = shared;
                leave();
            }
            attaching.all().forEach(this::tellMemory);
        });
    }

    private void grow(QueueMemory shared, long limit) {
        long newLimit = Math.min(QueueMemory.RING, limit * GROWTH);
        if (isGrowing || cannotGrow || limit == newLimit) {
            return;
        }
        isGrowing = true;
        elsewhere(() -> {
            boolean reserved = reserve(shared, limit, newLimit);
            settle(() -> {
                if (reserved) {
                    extend(shared, newLimit);
                } else {
                    cannotGrow = true;
                    isGrowing = false;
                }
            });
        });
    }

    private static boolean reserve(QueueMemory shared, long limit, long newLimit) {
        try {
            return shared.reserve(limit, newLimit);
        } catch (IOException | RuntimeException e) {
            return false; // the rest is kept here
        }
    }

    private void extend(QueueMemory shared, long newLimit) {
        if (enter()) {
            try {
                shared.extend(line.head(), newLimit);
                isGrowing = false; // not before: what is reserved once more becomes zeros
            } finally {
                leave();
            }
        } else {
            after(AGAIN_NANOS, () -> extend(shared, newLimit));
        }
    }
}
