package io.procession.actor;

import io.procession.ProcessPool;
import io.procession.TaskNotSerializableException;
import io.procession.TaskSupplier;
import io.procession.internal.broker.Broker;
import io.procession.internal.broker.SharedRef;
import io.procession.internal.util.Threads;
import io.procession.spi.Codec;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an actor. Each method refuses bad values at once. Not thread-safe. Made by {@link
 * Actor#builder}.
 *
 * @param <T> the class of the object
 */
public final class ActorBuilder<T> {

    private static final AtomicLong UNNAMED = new AtomicLong();

    /** The thread that stops actors which nobody can reach any more. */
    private static final class Garbage {
        static final Cleaner CLEANER =
                Cleaner.create(body -> Threads.daemon("procession-actor-cleaner", body));
    }

    private final ProcessPool pool;
    private final TaskSupplier<T> factory;
    private @Nullable String name;
    private Restart restart = Restart.FAIL;
    private int copyEvery = 1;
    private int capacity;
    private WhenFull whenFull = WhenFull.BLOCK;

    ActorBuilder(ProcessPool pool, TaskSupplier<T> factory) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.factory = Objects.requireNonNull(factory, "factory");
    }

    /** What messages call it; unless set, {@code actor-1} and so on. Need not be unique. */
    public ActorBuilder<T> name(String name) {
        if (name.isBlank() || name.indexOf('\n') >= 0) {
            throw new IllegalArgumentException(
                    "name of an actor must be one line that is not blank: name=" + name);
        }
        this.name = name;
        return this;
    }

    /** What becomes of it when its worker dies; {@link Restart#FAIL} unless set. */
    public ActorBuilder<T> restart(Restart restart) {
        this.restart = Objects.requireNonNull(restart, "restart");
        return this;
    }

    /**
     * With {@link Restart#SNAPSHOT}: it is copied after so many messages; after each one unless
     * set. A copy costs what it costs to send the whole object to the process that spawned it. What
     * messages did after the last copy is lost with the worker: they are not run again.
     */
    public ActorBuilder<T> snapshotEvery(int messages) {
        if (messages < 1) {
            throw new IllegalArgumentException(
                    "snapshotEvery must be at least 1: messages=" + messages);
        }
        this.copyEvery = messages;
        return this;
    }

    /**
     * So many messages may wait, beside the one that runs; as many as there is memory for unless
     * set.
     */
    public ActorBuilder<T> mailbox(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "mailbox must have room for at least 1: capacity=" + capacity);
        }
        this.capacity = capacity;
        return this;
    }

    /** What becomes of the senders when the mailbox is full; {@link WhenFull#BLOCK} unless set. */
    public ActorBuilder<T> whenFull(WhenFull whenFull) {
        this.whenFull = Objects.requireNonNull(whenFull, "whenFull");
        return this;
    }

    /**
     * Makes the actor. Does not wait for the object; may block for the start of a worker process (a
     * few milliseconds).
     *
     * @throws TaskNotSerializableException if what the factory captured cannot travel
     * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down
     */
    public Actor<T> spawn() {
        String called = name == null ? "actor-" + UNNAMED.incrementAndGet() : name;
        Troupe troupe = Troupe.of(pool);
        Mailbox mailbox =
                new Mailbox(
                        troupe,
                        new Settings(
                                called,
                                Coding.encode(
                                        factory,
                                        Codec.Direction.CALL,
                                        "factory",
                                        "factory of actor " + called),
                                restart,
                                restart == Restart.SNAPSHOT ? copyEvery : 0,
                                capacity,
                                whenFull));
        Host first = troupe.choose(null);
        SharedRef ref = Broker.add(mailbox);
        Actor<T> actor = new Actor<>(ref, called, capacity > 0);
        ref.setFace(actor);
        troupe.add(mailbox);
        mailbox.begin(ref.id(), first);
        Garbage.CLEANER.register(ref, () -> mailbox.stopWith("nobody could reach it any more"));
        Reference.reachabilityFence(ref);
        return actor;
    }
}
