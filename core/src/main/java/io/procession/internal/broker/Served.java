package io.procession.internal.broker;

import io.procession.internal.util.Threads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A shared object in the process that owns it: its state, and how it serves requests.
 *
 * <p>Every operation runs under the object's monitor, on the thread that asks or on the one that
 * has read the request: it must not block, nor run code of a user. What cannot be done yet is
 * parked, and is answered by the operation that makes it possible.
 */
/*
 * Under the monitor nothing is sent and nobody is woken: what was answered is gathered in `ready`, and delivered when it is free.
 * No two of these monitors are ever held at once.
 */
public abstract class Served {

    private static final AtomicLong COUNT = new AtomicLong();

    private final long number = COUNT.incrementAndGet();
    private final String name;

    // @GuardedBy("this"), all
    final Set<Request> parked = new LinkedHashSet<>();
    private List<Request> ready = new ArrayList<>(2);
    private @Nullable String closed;
    private long lastSequence;

    /**
     * @param type the name of its type, for messages
     */
    protected Served(String type) {
        this.name = type + " " + number + " of process " + Home.pidOf(Home.address());
    }

    /** What messages call it. */
    public final String name() {
        return name;
    }

    final long number() {
        return number;
    }

    // What a type says of itself. All under the monitor.

    /** Does an operation: answers the request, or parks it. */
    protected abstract void serve(Request request) throws IOException;

    /**
     * The time of a parked request is over ({@link Message#TIMED_OUT}), or its thread was
     * interrupted ({@link Message#INTERRUPTED}). Answers it so, unless it must go on waiting for
     * something else.
     */
    protected void cancelled(Request request, int why) {
        request.answer(Message.of(why));
    }

    /**
     * A process has ended, with those below it: {@code client.isWithin(address)}. Its requests have
     * left their places; what it held is to be freed here.
     */
    protected void processEnded(String address) {}

    /** A request has left its place, because its process has ended, or its wait would never end. */
    protected void withdrawn(Request request) {}

    /** An answer that had to be taken was not: its process has ended before. */
    protected void lost(Request request, Message reply) {}

    /**
     * A call of a worker has been answered, in the course of which {@link #heedEndOf} was said. If
     * its worker ends before that, this is never called, but {@link #processEnded}.
     */
    protected void callEnded(String process, long call) {}

    /** Somebody says that there is something to look at ({@link SharedRef#stir}). */
    protected void stirred() {}

    /** It was closed: nobody waits any more. */
    protected void closed() {}

    /** Something was done to it, perhaps. Called without the monitor; must not block. */
    protected void settled() {}

    /** Whether a process is the one at an address, or one below it. */
    protected static boolean isWithin(String process, String address) {
        return Home.isWithin(process, address);
    }

    /** Who holds it so that others must wait, for messages and for the search for deadlocks. */
    protected List<Hold> holds() {
        return List.of();
    }

    /**
     * Those of whom each must let go before a parked request can be answered. Empty if somebody
     * else could bring that about: whoever is in doubt says so, for a wait is ended on the strength
     * of this.
     */
    protected List<Hold> awaited(Request request) {
        return List.of();
    }

    /**
     * Whether a parked request can be answered that it was in vain, and all is as if it had not
     * been made.
     */
    protected boolean mayFail(Request request) {
        return true;
    }

    /**
     * Whether a parked request waits for an operation that some thread has to do; false if it might
     * end otherwise, by a lease or by work elsewhere.
     */
    protected boolean needsSomebody(Request request) {
        return !awaited(request).isEmpty();
    }

    /**
     * The wait of a request would never end. Answers it so, unless it must go on waiting for
     * something else.
     */
    protected void endless(Request request, Message answer) {
        request.answer(answer);
        withdrawn(request);
    }

    /** Who holds it. */
    public final synchronized List<Client> holders() {
        return holds().stream().map(Hold::client).toList();
    }

    /** The requests that wait for it. */
    public final synchronized List<Request> waiting() {
        return new ArrayList<>(parked);
    }

    // What a type may do beside answering. Under the monitor, or not.

    /**
     * Wants to know when the call ends in the course of which a client asks; a client without one
     * is ignored.
     */
    protected final void heedEndOf(Client client) {
        if (client.call() != 0) {
            Broker.calls().heed(client, this);
        }
    }

    /**
     * Does something that may block, or runs code of a user, on another thread. It is not under the
     * monitor; {@link #settle} takes it there.
     */
    protected final void elsewhere(Runnable work) {
        Threads.background(work);
    }

    /** Does something under the monitor, after a time, unless it was closed. */
    protected final Future<?> after(long nanos, Runnable action) {
        return Alarms.in(nanos, () -> settle(action));
    }

    /**
     * Does something under the monitor, from any thread that is not under it; nothing once it was
     * closed.
     */
    protected final void settle(Runnable action) {
        List<Request> answered;
        synchronized (this) {
            if (closed == null) {
                action.run();
            }
            answered = takeReady();
        }
        deliver(answered);
    }

    /** The end of a wait that {@link #elsewhere} was to end; does nothing if it ended otherwise. */
    protected final void answerParked(Request request, Message reply) {
        settle(() -> {
            if (request.isParked()) {
                request.answer(reply);
            }
        });
    }

    // How it is driven.

    final void handle(Request request) {
        List<Request> answered;
        synchronized (this) {
            if (closed != null) {
                request.answer(Message.failed(closed));
            } else {
                serveSafely(request);
            }
            answered = takeReady();
        }
        deliver(answered);
        settled();
    }

    final void stir() {
        settle(this::stirred);
    }

    // The search for deadlocks.

    final long nextSequence() {
        return ++lastSequence;
    }

    final synchronized DeadlockWatch.Waits waits() {
        DeadlockWatch.Waits found = DeadlockWatch.Waits.NONE;
        for (Request each : parked) {
            if (!each.isLimited()) {
                if (each.becomesOld() && !awaited(each).isEmpty()) {
                    return DeadlockWatch.Waits.OLD;
                }
                if (!each.isOld()) {
                    return DeadlockWatch.Waits.YOUNG; // and so are those behind
                }
                found = DeadlockWatch.Waits.SOME;
            }
        }
        return found;
    }

    /**
     * Who holds it, and who waits for it, null if nobody does.
     *
     * @param threads where to add those of this process that wait
     */
    final synchronized Picture.@Nullable Owned picture(List<Thread> threads) {
        List<Hold> holds = holds();
        if (holds.isEmpty() && parked.isEmpty()) {
            return null;
        }
        List<Picture.ForObject> waits = new ArrayList<>();
        for (Request each : parked) {
            Thread thread = each.thread();
            if (thread != null) {
                threads.add(thread);
            }
            waits.add(
                    new Picture.ForObject(
                            each.sequence(),
                            each.client(),
                            each.isLimited(),
                            mayFail(each),
                            needsSomebody(each),
                            each.ageNanos(),
                            awaited(each)));
        }
        return new Picture.Owned(number, name, holds, waits);
    }

    /** Ends a wait that would never end, if it is still on. */
    final void breakWait(long sequence, String why) {
        List<Request> answered;
        synchronized (this) {
            for (Request each : new ArrayList<>(parked)) {
                if (each.sequence() == sequence) {
                    endless(each, Message.ofText(Message.DEADLOCK, why));
                }
            }
            answered = takeReady();
        }
        deliver(answered);
    }

    /** Whether a request still waits. */
    final synchronized boolean isParked(Request request) {
        return request.isParked();
    }

    private void serveSafely(Request request) {
        try {
            serve(request);
        } catch (IOException | RuntimeException e) {
            if (request.reply() == null && !request.isParked()) {
                request.answer(Message.failed(name + " could not serve a request: " + e));
            }
        }
    }

    /** Ends the wait of a request; does nothing if it has been answered. */
    final void cancel(Request request, int why) {
        List<Request> answered;
        synchronized (this) {
            if (!request.isParked()) {
                return;
            }
            cancelled(request, why);
            answered = takeReady();
        }
        deliver(answered);
        settled();
    }

    /** The process of a request has ended before it heard, or took, the answer. */
    final void abandon(Request request) {
        List<Request> answered;
        synchronized (this) {
            Message reply = request.reply();
            if (request.isParked()) {
                withdraw(request);
            } else if (reply != null && request.mustBeTaken()) {
                lost(request, reply);
            }
            answered = takeReady();
        }
        deliver(answered);
        settled();
    }

    private void withdraw(Request request) {
        request.goneWithItsProcess();
        if (closed == null) {
            withdrawn(request);
        }
    }

    final void endOf(String address) {
        List<Request> answered;
        synchronized (this) {
            for (Request each : new ArrayList<>(parked)) {
                if (each.client().isWithin(address)) {
                    withdraw(each);
                }
            }
            if (closed == null) {
                processEnded(address);
            }
            answered = takeReady();
        }
        deliver(answered);
        settled();
    }

    final void close(Client by) {
        List<Request> answered;
        synchronized (this) {
            if (closed != null) {
                return;
            }
            String why = name + " was closed: closed by " + by;
            closed = why;
            for (Request each : new ArrayList<>(parked)) {
                each.answer(Message.failed(why));
            }
            closed();
            answered = takeReady();
        }
        deliver(answered);
        settled();
    }

    /** Changes it under the monitor, then sends the answers that came of that. Not to be nested. */
    protected final void change(Runnable action) {
        List<Request> answered;
        synchronized (this) {
            action.run();
            answered = takeReady();
        }
        deliver(answered);
        settled();
    }

    final synchronized boolean isClosed() {
        return closed != null;
    }

    void isReady(Request request) {
        ready.add(request);
    }

    private List<Request> takeReady() {
        if (ready.isEmpty()) {
            return List.of(); // not the list itself: others add to it
        }
        List<Request> answered = ready;
        ready = new ArrayList<>(2);
        return answered;
    }

    private static void deliver(List<Request> answered) {
        for (Request each : answered) {
            Message reply = each.reply();
            if (reply != null) {
                each.responder().answered(each, reply);
            }
        }
    }
}
