package io.procession.actor;

import io.procession.DeadlockException;
import io.procession.internal.broker.Broker;
import io.procession.internal.broker.Home;
import io.procession.internal.broker.Message;
import io.procession.internal.broker.SharedRef;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The waits of actors for actors, on the side of the one that waits: ends those that could never
 * end.
 */
final class Watch {

    /** A wait that is over so soon is nobody's business. */
    static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private Watch() {}

    /**
     * Waits for something that another actor must do.
     *
     * @param number of the ask, in this process
     * @param what it waits for, such as "the answer of"
     * @throws DeadlockException if that actor waits, perhaps by way of others, for this one
     */
    static void await(
            Running self, Actor<?> other, long number, String what, CompletableFuture<?> done)
            throws InterruptedException {
        String words =
                "actor "
                        + self.name()
                        + " in process "
                        + ProcessHandle.current().pid()
                        + " waits for "
                        + what
                        + " actor "
                        + other.name()
                        + ", at "
                        + Place.ofUser();
        if (self.actor().equals(other.ref().id())) {
            throw deadlock("  " + words);
        }
        CompletableFuture<String> cycle = new CompletableFuture<>();
        SharedRef waiter = Broker.refOf(self.actor());
        Message waits = Waits.waitFor(other.ref().id(), Home.address() + ":" + number, words);
        Runnable end =
                waiter.send(
                        waits,
                        reply -> {
                            if (reply.code() == Ops.DEADLOCK) {
                                cycle.complete(reply.text());
                            }
                        });
        try {
            CompletableFuture.anyOf(done, cycle).get();
        } catch (ExecutionException e) {
            throw new AssertionError(e); // neither completes so
        } finally {
            end.run();
        }
        if (!done.isDone()) {
            throw deadlock(cycle.join());
        }
    }

    private static DeadlockException deadlock(String cycle) {
        return new DeadlockException(
                "deadlock: none of these can go on, since each waits for the next and the last for the first:\n"
                        + cycle
                        + "\nuse the answer in a callback, or tell instead of ask");
    }

    /** Sends an offer, and waits for room. */
    static Message offer(Running self, Actor<?> other, Message offer, long number)
            throws InterruptedException {
        CompletableFuture<Message> reply = new CompletableFuture<>();
        Runnable giveUp = other.ref().send(offer, reply::complete);
        self.threads().blocked();
        try {
            if (!isOver(reply)) {
                await(self, other, number, "room in the mailbox of", reply);
            }
        } catch (DeadlockException | InterruptedException e) {
            giveUp.run();
            if (reply.join().code() == Message.INTERRUPTED) { // else it has come in after all
                throw e;
            }
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        } finally {
            self.threads().unblocked();
        }
        return reply.join();
    }

    private static boolean isOver(CompletableFuture<?> done) throws InterruptedException {
        try {
            done.get(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError(e); // it never completes so
        }
    }
}
