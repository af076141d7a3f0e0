package io.procession.shared;

import io.procession.internal.broker.Client;
import io.procession.internal.broker.Hold;
import io.procession.internal.broker.Message;
import io.procession.internal.broker.Request;
import io.procession.internal.broker.Served;
import io.procession.internal.broker.Waiters;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link SharedLock} in the process that made it: who holds it, how often, and who waits. */
/*
 * Invariant: somebody waits in `queue` only while somebody holds the lock; it passes from hand to hand.
 *
 *   a waiter for the lock       in queue, without a note
 *   one that awaits a condition in that condition's waiters, with a note: how often it held the lock
 *   one that was signalled, timed out or interrupted there     in queue, with the note, which says how its wait ended: it is
 *                                                              answered when it has the lock again, and not before
 */
final class LockState extends Served {

    static final int LOCK = 1;
    static final int UNLOCK = 2;
    static final int NEW_CONDITION = 3;
    static final int AWAIT = 4;
    static final int SIGNAL = 5;
    static final int SIGNAL_ALL = 6;
    static final int STATE = 7;
    static final int WAITING = 8;

    /** Refused: the caller does not hold the lock. */
    static final int NOT_HELD = 1;

    /** How one that awaits a condition held the lock, and how its wait has ended. */
    private static final class Awaiting {
        final int holds;
        Message outcome = Message.of(Message.OK);

        Awaiting(int holds) {
            this.holds = holds;
        }
    }

    private final boolean fair;
    private final Waiters queue = new Waiters();
    private final Map<Long, Waiters> conditions = new HashMap<>();
    private @Nullable Client holder;
    private int holds;
    private long grants; // how often it was given to somebody
    private boolean abandoned; // by the one who held it before

    LockState(boolean fair) {
        super("SharedLock");
        this.fair = fair;
    }

    @Override
    protected void serve(Request request) throws IOException {
        Message asked = request.message();
        switch (asked.code()) {
            case LOCK -> lock(request);
            case UNLOCK -> unlock(request);
            case NEW_CONDITION -> newCondition(request);
            case STATE -> request.answer(state(request.client()));
            case AWAIT -> await(request, asked.number(0));
            case SIGNAL -> signal(request, asked.number(0), /* all= */ false);
            case SIGNAL_ALL -> signal(request, asked.number(0), /* all= */ true);
            case WAITING -> request.answer(Message.of(Message.OK, waiters(asked.number(0)).size()));
            default -> throw new IOException("unknown operation: code=" + asked.code());
        }
    }

    private void lock(Request request) {
        if (holder == null) {
            grant(request);
        } else if (holder.equals(request.client())) {
            if (holds == Integer.MAX_VALUE) {
                throw new IllegalStateException("lock is held too often: lock=" + name());
            }
            holds++;
            request.answer();
        } else {
            request.park(queue);
        }
    }

    private void grant(Request request) {
        holder = request.client();
        grants++;
        if (request.note() instanceof Awaiting awaiting) {
            holds = awaiting.holds;
            request.answer(awaiting.outcome);
        } else {
            holds = 1;
            request.answer();
        }
    }

    private void unlock(Request request) {
        if (isHeldBy(request)) {
            holds--;
            if (holds == 0) {
                abandoned = false;
                passOn();
            }
            request.answer();
        }
    }

    private void passOn() {
        holder = null;
        holds = 0;
        Request next = queue.first();
        if (next != null) {
            grant(next);
        }
    }

    private boolean isHeldBy(Request request) {
        if (request.client().equals(holder)) {
            return true;
        }
        String by = holder == null ? "nobody" : holder.toString();
        request.answer(
                Message.ofText(
                        NOT_HELD,
                        "lock is not held by the caller: lock="
                                + name()
                                + ", holder="
                                + by
                                + ", caller="
                                + request.client()));
        return false;
    }

    // Conditions

    private void newCondition(Request request) {
        long number = conditions.size() + 1L;
        conditions.put(number, new Waiters());
        request.answer(Message.of(Message.OK, number));
    }

    private Waiters waiters(long condition) {
        return conditions.computeIfAbsent(condition, key -> new Waiters());
    }

    private void await(Request request, long condition) {
        if (isHeldBy(request)) {
            request.park(waiters(condition), new Awaiting(holds));
            abandoned = false;
            passOn();
        }
    }

    private void signal(Request request, long condition, boolean all) {
        if (!isHeldBy(request)) {
            return;
        }
        for (Request each : waiters(condition).all()) {
            each.moveTo(queue);
            if (!all) {
                break;
            }
        }
        request.answer();
    }

    /** A wait for the lock ends at once; one for a condition when the lock is had again. */
    @Override
    protected void cancelled(Request request, int why) {
        if (!(request.note() instanceof Awaiting awaiting)) {
            request.answer(Message.of(why));
        } else if (request.place() != queue) {
            comeBack(request, awaiting, Message.of(why));
        }
    }

    private void comeBack(Request request, Awaiting awaiting, Message outcome) {
        awaiting.outcome = outcome;
        if (holder == null) {
            grant(request);
        } else {
            request.moveTo(queue);
        }
    }

    @Override
    protected void endless(Request request, Message answer) {
        if (request.note() instanceof Awaiting awaiting && request.place() != queue) {
            comeBack(request, awaiting, answer);
        } else {
            super.endless(request, answer);
        }
    }

    // Others

    private Message state(Client client) {
        boolean isOwn = client.equals(holder);
        return Message.ofText(
                Message.OK,
                String.valueOf(holder),
                isOwn ? holds : 0,
                holder == null ? 0 : 1,
                isOwn && abandoned ? 1 : 0,
                queue.size(),
                fair ? 1 : 0);
    }

    @Override
    protected void processEnded(String address) {
        if (holder != null && holder.isWithin(address)) {
            abandoned = true;
            passOn();
        }
    }

    @Override
    protected List<Hold> holds() {
        return holder == null ? List.of() : List.of(new Hold(holder, grants));
    }

    /** One that awaits a condition may be signalled by anybody. */
    @Override
    protected List<Hold> awaited(Request request) {
        return request.place() == queue ? holds() : List.of();
    }

    /** One that was signalled must not come back without the lock, if there is another way. */
    @Override
    protected boolean mayFail(Request request) {
        return request.note() == null || request.place() != queue;
    }

    @Override
    protected boolean needsSomebody(Request request) {
        return true;
    }
}
