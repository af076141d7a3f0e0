package io.procession.internal.broker;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One operation that somebody asks of a shared object, in the process that owns it.
 *
 * <pre>
 * ASKED  -> ANSWERED  it could be done at once
 * ASKED  -> PARKED    it must wait
 * PARKED -> ANSWERED  it could be done; or its time was over, or its thread interrupted; or the object was closed
 * PARKED -> GONE      its process has ended: nobody wants an answer
 * </pre>
 *
 * All under the monitor of the object. The same for a thread of this process and for one of
 * another.
 */
public final class Request {

    /** Who hears the answer. Called without a lock; must not block. */
    interface Responder {
        void answered(Request request, Message reply);

        /** Whether the owner must keep its deadline. */
        boolean isRemote();
    }

    /** To wait for as long as it takes. */
    public static final long FOREVER = -1;

    private final Served served;
    private final Client client;
    private final Message message;
    private final long timeoutNanos;
    private final Responder responder;

    // all below: @GuardedBy("served")
    private @Nullable Waiters place;
    private @Nullable Object note;
    private @Nullable Message reply;
    private @Nullable Future<?> alarm;
    private boolean gone;
    private boolean mustBeTaken;
    private long sequence; // which wait of the object it is; 0 before it waits
    private long parkedAt; // System.nanoTime()
    private boolean isOld; // the watch has seen it

    Request(Served served, Client client, Message message, long timeoutNanos, Responder responder) {
        this.served = served;
        this.client = client;
        this.message = message;
        this.timeoutNanos = timeoutNanos;
        this.responder = responder;
    }

    public Client client() {
        return client;
    }

    public Message message() {
        return message;
    }

    /** Whether it does not want to wait at all. */
    public boolean isProbe() {
        return timeoutNanos == 0;
    }

    /** What the object has noted on it while it waits, or with its answer. */
    public @Nullable Object note() {
        return note;
    }

    /** Where it waits, or null. */
    public @Nullable Waiters place() {
        return place;
    }

    /** Whether it comes from another process. */
    public boolean isRemote() {
        return responder.isRemote();
    }

    /** Answers it, which ends its wait if it waits. Sent when the monitor has been let go of. */
    public void answer(Message answer) {
        if (reply != null || gone) {
            throw new IllegalStateException("request was answered before: object=" + served.name());
        }
        leave();
        reply = answer;
        served.isReady(this);
    }

    /** Answers that it was done. */
    public void answer() {
        answer(Message.of(Message.OK));
    }

    /**
     * Answers with something that must not be lost: if the process of its client ends before it has
     * read the answer, {@link Served#lost} has it back.
     */
    public void answerToBeTaken(Message answer) {
        mustBeTaken = isRemote();
        answer(answer);
    }

    /** The same, with a note of the object's own for {@link Served#lost}. */
    public void answerToBeTaken(Message answer, Object ownNote) {
        note = ownNote;
        answerToBeTaken(answer);
    }

    /**
     * Lets it wait, behind those that wait there already. What does not want to wait is answered
     * {@link Message#TIMED_OUT} instead.
     */
    public void park(Waiters waiters) {
        park(waiters, null);
    }

    /** The same, with a note of the object's own. */
    public void park(Waiters waiters, @Nullable Object ownNote) {
        if (timeoutNanos == 0) {
            answer(Message.of(Message.TIMED_OUT));
            return;
        }
        note = ownNote;
        place = waiters;
        waiters.add(this);
        served.parked.add(this);
        sequence = served.nextSequence();
        if (timeoutNanos < 0) {
            parkedAt = System.nanoTime();
            DeadlockWatch.waitBegins();
        }
        if (timeoutNanos > 0 && isRemote() && alarm == null) {
            alarm = Alarms.in(timeoutNanos, () -> served.cancel(this, Message.TIMED_OUT));
        }
    }

    /** Lets it wait elsewhere. */
    public void moveTo(Waiters waiters) {
        Waiters before = place;
        if (before != null) {
            before.remove(this);
        }
        place = waiters;
        waiters.add(this);
    }

    /** Takes it from where it waits, because its process has ended. */
    void goneWithItsProcess() {
        leave();
        gone = true;
    }

    private void leave() {
        Waiters before = place;
        if (before != null) {
            before.remove(this);
            place = null;
            served.parked.remove(this);
        }
        if (alarm != null) {
            alarm.cancel(false);
        }
    }

    /** Which wait of its object it is, once it waits; never used again. */
    public long sequence() {
        return sequence;
    }

    long ageNanos() {
        return System.nanoTime() - parkedAt;
    }

    /** Whether it has a limit to its wait. */
    boolean isLimited() {
        return timeoutNanos >= 0;
    }

    /** Whether it has become old since this was asked before. */
    boolean becomesOld() {
        if (isOld || ageNanos() < DeadlockWatch.OLD_NANOS) {
            return false;
        }
        isOld = true;
        return true;
    }

    /** The thread that waits, if it is one of this process. */
    @Nullable Thread thread() {
        return responder instanceof Pending pending ? pending.waiter() : null;
    }

    boolean isParked() {
        return place != null;
    }

    boolean isGone() {
        return gone;
    }

    boolean mustBeTaken() {
        return mustBeTaken;
    }

    @Nullable Message reply() {
        return reply;
    }

    Served served() {
        return served;
    }

    Responder responder() {
        return responder;
    }

    long timeoutNanos() {
        return timeoutNanos;
    }
}
