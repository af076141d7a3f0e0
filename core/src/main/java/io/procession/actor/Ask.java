package io.procession.actor;

import io.procession.ProcessFuture;
import io.procession.ProcessionException;
import io.procession.internal.broker.Message;
import io.procession.internal.broker.Request;
import io.procession.internal.pool.Awaited;
import io.procession.internal.pool.Inside;
import io.procession.spi.Engine;
import io.procession.spi.Payload;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Something that was asked of an actor, in the process of who asks: completes the future when the
 * answer comes, and sees to it that no wait for it lasts for ever.
 */
final class Ask implements Engine.Submission, Awaited {

    private static final AtomicLong COUNT = new AtomicLong();
    private static final Elastic ANSWERS = new Elastic("procession-actor-answers", null);

    private final Actor<?> actor;
    private final long number = COUNT.incrementAndGet();
    private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
    private final CompletableFuture<Object> future;
    private volatile @Nullable Runnable giveUp;
    private volatile long pid = -1;
    private @Nullable Thread waiter; // completes the future itself; @GuardedBy("this")
    private @Nullable Message reply; // for the waiter; @GuardedBy("this")

    private Ask(Actor<?> actor) {
        this.actor = actor;
        this.future = Inside.get().future(this);
    }

    /**
     * Sends a message whose result somebody waits for. Blocks if the mailbox is bounded, and full.
     */
    static <R> ProcessFuture<R> message(Actor<?> actor, Payload message) {
        Ask ask = new Ask(actor);
        if (actor.isBounded()) {
            ask.offer(message);
        } else {
            ask.send(Message.of(Ops.ASK, message, ask.number));
        }
        return ask.toFuture();
    }

    /** Asks for something else than a message. */
    static ProcessFuture<Void> other(Actor<?> actor, Message message) {
        Ask ask = new Ask(actor);
        ask.send(message);
        return ask.toFuture();
    }

    @SuppressWarnings("unchecked") // the result is of the type that the message says
    private <R> ProcessFuture<R> toFuture() {
        return (ProcessFuture<R>) (CompletableFuture<?>) future;
    }

    private void send(Message message) {
        giveUp = actor.ref().send(message, this::heard);
    }

    private void offer(Message reply) {
        if (reply.isOk()) {
            send(Message.of(Ops.COLLECT, reply.number(0)));
        } else {
            heard(reply);
        }
    }

    private void offer(Payload message) {
        offer(offer(actor, message, Ops.WANTS_ANSWER, number));
    }

    /** Puts a message into a mailbox; blocks while it is full, if it is to. */
    static Message tell(Actor<?> actor, Payload message) {
        return offer(actor, message, 0, COUNT.incrementAndGet());
    }

    private static Message offer(Actor<?> actor, Payload message, long flags, long number) {
        Running self = Running.current();
        boolean isOwn = self != null && self.actor().equals(actor.ref().id());
        Message offer =
                Message.of(Ops.OFFER, message, flags | (isOwn ? Ops.FROM_ITSELF : 0), number);
        try {
            Message reply =
                    !actor.isBounded()
                            ? actor.ref().ask(offer)
                            : self == null
                                    ? actor.ref().await(offer, Request.FOREVER)
                                    : Watch.offer(self, actor, offer, number);
            if (reply.code() == Ops.FULL) {
                throw new MailboxFullException(
                        "mailbox is full: actor="
                                + actor.name()
                                + (isOwn ? ", sender=the actor itself, which must not wait" : ""));
            }
            return reply;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProcessionException(
                    "interrupted while waiting for room in a mailbox: actor=" + actor.name(), e);
        } catch (IllegalStateException e) {
            throw new ActorStoppedException(
                    "actor cannot be reached: actor=" + actor.name() + "; " + e.getMessage(), e);
        }
    }

    /**
     * On a thread that reads: what users have put into messages, and their callbacks, must not run
     * on it.
     */
    private void heard(Message answer) {
        synchronized (this) {
            if (waiter != null) {
                reply = answer;
                notifyAll();
                return;
            }
        }
        ANSWERS.execute(() -> {
            Thread.currentThread().setContextClassLoader(loader);
            complete(answer);
        });
    }

    private void complete(Message reply) {
        if (reply.code() == Ops.RETURNED || reply.code() == Ops.THREW) {
            pid = reply.number(0);
        }
        try {
            switch (reply.code()) {
                case Message.OK -> future.complete(null);
                case Ops.RETURNED -> future.complete(Inside.get().returned(reply.value(0)));
                case Ops.THREW ->
                        future.completeExceptionally(
                                Inside.get().thrown(reply.value(0), reply.number(0)));
                case Ops.FAILED -> future.completeExceptionally(failure(reply));
                case Message.INTERRUPTED -> {} // it was cancelled
                default ->
                        future.completeExceptionally(
                                new ActorStoppedException(
                                        "actor cannot be reached: actor="
                                                + actor.name()
                                                + "; "
                                                + reply.text(),
                                        null));
            }
        } catch (IOException | ClassNotFoundException | RuntimeException | StackOverflowError e) {
            future.completeExceptionally(
                    new ProcessionException(
                            "answer of an actor cannot be read here: actor="
                                    + actor.name()
                                    + "; "
                                    + e.getMessage(),
                            e));
        }
    }

    /** What the owner of an actor says of its end. */
    static Throwable failure(Message reply) {
        Throwable error = Inside.get().decoded(reply.value(0));
        error.setStackTrace(
                new StackTraceElement[0]); // a thread of ours made it; who waits adds where
        return error;
    }

    // Waiting for it.

    @Override
    public void await(CompletableFuture<?> result, long nanos) throws InterruptedException {
        Running self = Running.current();
        if (self == null) {
            awaitReply(nanos);
            return;
        }
        self.threads().blocked();
        try {
            awaitReply(nanos < 0 ? Watch.PATIENCE_NANOS : nanos);
            if (nanos < 0 && !future.isDone()) {
                Watch.await(
                        self,
                        actor,
                        number,
                        "the answer of",
                        result.handle((value, error) -> null));
            }
        } finally {
            self.threads().unblocked();
        }
    }

    /**
     * Waits for the reply, and completes the future with it: one thread less on the way. If another
     * thread waits already, returns at once.
     */
    private void awaitReply(long nanos) throws InterruptedException {
        synchronized (this) {
            if (waiter != null) {
                return;
            }
            waiter = Thread.currentThread();
        }
        future.handle(this::wake);
        try {
            awaitAny(nanos);
        } finally {
            Message answer;
            synchronized (this) {
                waiter = null;
                answer = reply;
                reply = null;
            }
            if (answer != null) {
                complete(answer);
            }
        }
    }

    /** Until there is a reply, or somebody else has completed the future. */
    private synchronized void awaitAny(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        while (reply == null && !future.isDone()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (nanos >= 0 && left <= 0) {
                return;
            }
            wait(nanos < 0 ? 0 : left);
        }
    }

    private synchronized @Nullable Void wake(@Nullable Object value, @Nullable Throwable error) {
        notifyAll();
        return null;
    }

    // What can be done with the future.

    @Override
    public boolean isRunning() {
        return !future.isDone();
    }

    @Override
    public OptionalLong pid() {
        return pid < 0 ? actor.pid() : OptionalLong.of(pid);
    }

    @Override
    public OptionalInt exitCode() {
        return OptionalInt.empty();
    }

    /**
     * What waits never runs; what runs goes on, and its answer is dropped: others live in its
     * process.
     */
    @Override
    public boolean cancel(boolean kill) {
        Runnable action = giveUp;
        if (action != null) {
            action.run();
        }
        return true;
    }

    /**
     * Kills the process that the actor lives in, which is for all that live there as if it had
     * died.
     */
    @Override
    public void kill() {
        long own = ProcessHandle.current().pid();
        actor.pid()
                .ifPresent(process -> {
                    if (process != own) {
                        ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly);
                    }
                });
    }

    @Override
    public String label() {
        return actor.name() + "#" + number;
    }
}
