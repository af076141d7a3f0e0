package io.procession.internal.broker;

import io.procession.DeadlockException;
import java.lang.ref.WeakReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A shared object as a process sees it: one a process and object. In the owner it leads to the
 * object itself, elsewhere to the process that has it, which it tells that the object is held as
 * long as this is reachable.
 */
public final class SharedRef {

    private final ObjectId id;
    private final @Nullable Served served; // null: another process owns it
    private @Nullable WeakReference<Object> face; // @GuardedBy("this")
    private volatile boolean ownerEnded;
    private volatile boolean mustBeAsked; // the owner has refused something that it was told

    SharedRef(ObjectId id, @Nullable Served served) {
        this.id = id;
        this.served = served;
    }

    public ObjectId id() {
        return id;
    }

    /** Whether this process owns it. */
    public boolean isOwned() {
        return served != null;
    }

    /** Whether this process has heard that the owner, another process, has ended. */
    public boolean hasOwnerEnded() {
        return ownerEnded;
    }

    void ownerHasEnded() {
        ownerEnded = true;
    }

    /**
     * Says that something was done to it, in memory, that its owner should look at. Does not block,
     * and gets no answer.
     */
    public void stir() {
        Served here = served;
        if (here == null) {
            Broker.stir(this);
        } else {
            here.stir();
        }
    }

    /** What users have in hand: the one that there is in this process, or a new one. */
    public synchronized <T> T face(Class<T> type, Function<SharedRef, T> maker) {
        Object known = face == null ? null : face.get();
        if (known == null) {
            T made = maker.apply(this);
            face = new WeakReference<>(made);
            return made;
        }
        return type.cast(known);
    }

    /** What users have in hand has just been made. */
    public synchronized void setFace(Object made) {
        face = new WeakReference<>(made);
    }

    /** Asks for something that is done at once. */
    public Message ask(Message message) {
        return awaitUninterruptibly(message, 0);
    }

    /**
     * Asks for something that is done at once, and fails only if the object is gone. Does not wait
     * until it is done where nobody could notice; but then it is certain to be, even if this
     * process dies now. That the object is gone is then told by a later operation.
     *
     * @return the answer, or {@link Message#OK} where none was awaited
     */
    public Message tell(Message message) {
        boolean isTold = served == null && !mustBeAsked && Broker.tell(this, message);
        return isTold ? Message.of(Message.OK) : ask(message);
    }

    void mustBeAsked() {
        mustBeAsked = true;
    }

    /** Asks for something that may have to wait; interrupts are kept for later. */
    public Message awaitUninterruptibly(Message message, long timeoutNanos) {
        try {
            return answered(exchange(message, timeoutNanos, /* heedsInterrupts= */ false));
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupt where none is heeded: object=" + id, e);
        }
    }

    /**
     * Asks for something that may have to wait, for so long at most; 0 is not at all, and {@link
     * Request#FOREVER} as long as it takes.
     *
     * @return the answer; its code may be {@link Message#TIMED_OUT}
     * @throws IllegalStateException if the object was closed, or its process has ended
     * @throws DeadlockException if it would have waited for ever
     */
    public Message await(Message message, long timeoutNanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return answered(exchange(message, timeoutNanos, /* heedsInterrupts= */ true));
    }

    /**
     * Asks for something and does not wait. The answer is heard on a thread that reads, or on this
     * one: whoever hears it must not block, nor run code of a user.
     *
     * @return gives up the wait, if it is still on: the answer then is {@link Message#INTERRUPTED}
     */
    public Runnable send(Message message, Consumer<Message> hears) {
        Served here = served;
        if (here == null) {
            return Broker.send(this, message, hears);
        }
        Request request =
                new Request(
                        here,
                        Client.current(),
                        message,
                        Request.FOREVER,
                        new LocalListener(this, hears));
        here.handle(request);
        return () -> here.cancel(request, Message.INTERRUPTED);
    }

    private Message exchange(Message message, long timeoutNanos, boolean heedsInterrupts)
            throws InterruptedException {
        Served here = served;
        if (here == null) {
            return Broker.exchange(this, message, timeoutNanos, heedsInterrupts);
        }
        LocalPending pending = new LocalPending();
        pending.request = new Request(here, Client.current(), message, timeoutNanos, pending);
        here.handle(pending.request);
        return pending.await(timeoutNanos, heedsInterrupts);
    }

    private static Message answered(Message reply) {
        if (reply.code() == Message.FAILED) {
            throw new IllegalStateException(reply.text());
        }
        if (reply.code() == Message.DEADLOCK) {
            throw new DeadlockException(reply.text());
        }
        return reply;
    }

    /** In the owner, frees the object; elsewhere does nothing. */
    public void close() {
        if (served != null) {
            served.close(Client.current());
        }
    }

    void endOf(String process) {
        if (served != null) {
            served.endOf(process);
        }
    }

    /** The object itself; null if another process owns it. */
    public @Nullable Served served() {
        return served;
    }

    /** What the object is called in messages, as far as this process knows. */
    @Override
    public String toString() {
        return served != null
                ? served.name()
                : "object " + id.number() + " of process " + Home.pidOf(id.owner());
    }

    /**
     * Hears the answer to a request of the owner itself, which keeps the object reachable until
     * then.
     */
    private record LocalListener(SharedRef ref, Consumer<Message> hears)
            implements Request.Responder {

        @Override
        public void answered(Request answeredRequest, Message reply) {
            hears.accept(reply);
        }

        @Override
        public boolean isRemote() {
            return false;
        }
    }

    /** A request of a thread of the owner itself. */
    private static final class LocalPending extends Pending implements Request.Responder {

        @Nullable Request request;

        @Override
        public void answered(Request answeredRequest, Message reply) {
            complete(reply);
        }

        @Override
        public boolean isRemote() {
            return false;
        }

        @Override
        void cancel(int why) {
            Request asked = request;
            if (asked != null) {
                asked.served().cancel(asked, why);
            }
        }

        @Override
        boolean ownerKeepsTime() {
            return false;
        }
    }
}
