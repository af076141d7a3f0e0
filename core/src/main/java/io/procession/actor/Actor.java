package io.procession.actor;

import io.procession.ProcessFuture;
import io.procession.ProcessPool;
import io.procession.Procession;
import io.procession.TaskConsumer;
import io.procession.TaskFunction;
import io.procession.TaskSupplier;
import io.procession.Worker;
import io.procession.WorkerInfo;
import io.procession.internal.broker.Broker;
import io.procession.internal.broker.Handle;
import io.procession.internal.broker.Message;
import io.procession.internal.broker.ObjectId;
import io.procession.internal.broker.SharedRef;
import io.procession.spi.Codec;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An object that lives in a worker process and is sent messages, which it handles one at a time: an
 * active object.
 *
 * {@snippet :
 * Actor<Counter> counter = Actor.spawn(pool, Counter::new);
 * ProcessFuture<Long> n = counter.ask(c -> c.increment());
 * counter.tell(c -> c.reset());
 * CounterApi typed = counter.proxy(CounterApi.class);
 * }
 *
 * <p>Actors live in worker processes of their own, with the settings of the pool, as many processes
 * as that has workers: thousands of actors in a few. They end with the pool. A message is a lambda;
 * what it captures is copied to the worker, its result is copied back. Messages of one sender, a
 * thread, run in the order in which they were sent. The actor's state needs no lock: no two of its
 * messages run at a time. Messages of different actors in one process take turns; one that waits
 * lets others go on.
 *
 * <p>What a message throws reaches who asked, with its type and its trace, and the actor lives on;
 * what a message throws that was told, and not asked, is logged. When the worker dies, {@link
 * Restart} says what becomes of its actors; a message that had not begun is never lost, and none is
 * begun twice.
 *
 * <p>This is a handle: it can be sent to tasks, to other actors, through queues, and any process
 * may ask. The actor's mailbox is in the process that spawned it, and the actor ends with that
 * process. It also ends, after the messages that wait, when no process has a handle any more.
 *
 * <p>All methods may be called by any thread of any process.
 *
 * <p>The idea is Hewitt's: actors; that they are told of failures and begun again, Erlang's; that
 * they are objects with futures, called as others are and moved while they work, that of ABCL and
 * of ProActive's active objects.
 *
 * @param <T> the class of the object
 */
public final class Actor<T> implements Serializable {

    private static final long serialVersionUID = 1L;

    static {
        Procession.inWorker(); // what the pools let this package do is installed there
    }

    private final transient SharedRef ref;
    private final transient String name;
    private final transient boolean bounded;

    Actor(SharedRef ref, String name, boolean bounded) {
        this.ref = ref;
        this.name = name;
        this.bounded = bounded;
    }

    // Making one.

    /**
     * Makes an actor that lives in a worker of a pool, with the default settings: {@link #builder}
     * has others. Does not wait for the object; may block for the start of a worker process (a few
     * milliseconds).
     *
     * @param factory makes the object, there
     * @throws io.procession.TaskNotSerializableException if what the factory captured cannot travel
     * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down
     */
    public static <T> Actor<T> spawn(ProcessPool pool, TaskSupplier<T> factory) {
        return builder(pool, factory).spawn();
    }

    /** An actor with settings of its own. */
    public static <T> ActorBuilder<T> builder(ProcessPool pool, TaskSupplier<T> factory) {
        return new ActorBuilder<>(pool, factory);
    }

    /**
     * The actor whose message the calling thread runs, to be given to others.
     *
     * @param <T> its class, which is not checked
     * @throws IllegalStateException if the thread runs none
     */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public static <T> Actor<T> current() {
        Running running = Running.current();
        if (running == null) {
            throw new IllegalStateException("thread runs no message of an actor");
        }
        return (Actor<T>)
                new Travelling(running.actor(), running.name(), running.bounded()).readResolve();
    }

    // Messages.

    /**
     * Sends a message whose result is wanted. Does not wait for it; blocks for room in a bounded
     * mailbox.
     *
     * <p>An actor may ask others, and itself, and may wait for others: while it does, its own
     * messages wait, those of others in the same process do not. A wait that could never end, for
     * itself or in a cycle, throws a {@link io.procession.DeadlockException} from the future's
     * {@code get}, {@code join} or {@code result}. (Not found: a cycle by way of something else
     * than these waits, such as a future that was made from this one.)
     *
     * <p>Cancelling the future gives a message up that has not begun; one that runs goes on.
     *
     * @return fails with what the message throws, with {@link io.procession.WorkerDiedException} if
     *     the worker dies while it runs, and with {@link ActorStoppedException} if the actor takes
     *     no more messages
     * @throws io.procession.TaskNotSerializableException if what it captured cannot travel
     * @throws MailboxFullException if the mailbox is full, and the sender must not wait
     */
    public <R> ProcessFuture<R> ask(TaskFunction<T, R> message) {
        return Ask.message(
                this,
                Coding.encode(message, Codec.Direction.CALL, "message", "message to " + name));
    }

    /**
     * Sends a message without a result. Returns when it is in the mailbox; blocks for room in a
     * bounded one.
     *
     * @throws ActorStoppedException if the actor takes no more messages
     * @throws io.procession.WorkerDiedException if it has died with its worker
     * @throws MailboxFullException if the mailbox is full, and the sender must not wait
     */
    public void tell(TaskConsumer<T> message) {
        Message reply =
                Ask.tell(
                        this,
                        Coding.encode(
                                message, Codec.Direction.CALL, "message", "message to " + name));
        if (reply.code() == Ops.FAILED && Ask.failure(reply) instanceof RuntimeException error) {
            error.setStackTrace(new Throwable().getStackTrace());
            throw error;
        }
    }

    /**
     * The actor as an interface, whose calls are messages. Methods that return a {@link
     * java.util.concurrent.CompletableFuture}, {@link java.util.concurrent.CompletionStage} or
     * {@link java.util.concurrent.Future} do not wait; others wait for the result, and throw what
     * the method throws. The object need not implement the interface, if it has methods of the same
     * names and parameters; a promise that its method returns is waited for there. A default method
     * runs there, in one message. {@code equals}, {@code hashCode} and {@code toString} are the
     * proxy's own.
     */
    public <P> P proxy(Class<P> type) {
        return ProxyCalls.of(this, type);
    }

    // Life.

    /**
     * Takes no more messages: asks fail with {@link ActorStoppedException} from now on. Those that
     * were accepted run; then the object is closed, if it is {@link AutoCloseable}, and dropped.
     * Does not block.
     *
     * @return completes when that is done; waiting for it in a message of the actor itself would
     *     never end
     */
    public ProcessFuture<Void> stop() {
        return Ask.other(this, Message.of(Ops.STOP));
    }

    /**
     * Moves it to another process that a pool's settings make, or made, for actors: the one with
     * the fewest. Its state is copied there; messages that wait follow, and are run there, each
     * once. Does not block.
     *
     * <p>If the worker that it leaves dies meanwhile, {@link Restart} has the word, and it is made
     * again where it was to go; if the one that it goes to dies, it goes elsewhere with the same
     * state.
     *
     * @return completes when it is on its way; fails, and it stays, if its state cannot travel
     * @throws IllegalStateException if another process has spawned it: only that has the pool
     */
    public ProcessFuture<Void> moveTo(ProcessPool pool) {
        requireOwn();
        return moveTo(Troupe.of(pool).choose(hostOrNull()));
    }

    /**
     * The same, to a process that was forked. It is then as long as this one there: a worker that
     * is joined takes its actors with it as if it had died.
     */
    public ProcessFuture<Void> moveTo(Worker worker) {
        requireOwn();
        return moveTo(Troupe.in(worker));
    }

    /**
     * The same, to a worker in which other actors live: one of {@link ProcessPool#workers} with
     * their {@link #pid}.
     */
    public ProcessFuture<Void> moveTo(WorkerInfo worker) {
        return Ask.other(this, Message.of(Ops.MOVE_TO_PID, worker.pid()));
    }

    private ProcessFuture<Void> moveTo(Host host) {
        return Ask.other(this, Message.of(Ops.MOVE, host.number()));
    }

    private @Nullable Host hostOrNull() {
        return Host.in(pid().orElse(-1));
    }

    private void requireOwn() {
        if (!ref.isOwned()) {
            throw new IllegalStateException(
                    "actor can be moved to a pool or a fork by the process that spawned it only: actor="
                            + name
                            + ", that process="
                            + io.procession.internal.broker.Home.pidOf(ref.id().owner())
                            + "; moveTo(WorkerInfo) can be called anywhere");
        }
    }

    /**
     * Copies its state in its turn, for {@link Restart#SNAPSHOT} to begin again from; beside the
     * copies that are made after messages.
     *
     * @return completes when that is done; fails if the state cannot travel
     */
    public ProcessFuture<Void> snapshot() {
        return Ask.other(this, Message.of(Ops.COPY));
    }

    // What is known of it.

    /** What messages call it. */
    public String name() {
        return name;
    }

    /** The process in which it lives; empty when it has ended, or is between two. */
    public OptionalLong pid() {
        long pid = status().number(0);
        return pid < 0 ? OptionalLong.empty() : OptionalLong.of(pid);
    }

    /** How many messages wait, beside the one that runs. */
    public int waiting() {
        return (int) status().number(1);
    }

    private Message status() {
        try {
            return ref.ask(Message.of(Ops.STATUS));
        } catch (IllegalStateException e) { // the process that spawned it has ended
            return Message.of(Message.OK, -1, 0);
        }
    }

    boolean isBounded() {
        return bounded;
    }

    SharedRef ref() {
        return ref;
    }

    /** Whether it is the same actor: handles are equal in all processes. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Actor<?> actor && actor.ref.id().equals(ref.id());
    }

    @Override
    public int hashCode() {
        return ref.id().hashCode();
    }

    @Override
    public String toString() {
        return "Actor[" + name + "]";
    }

    // How it travels.

    private Object writeReplace() {
        return new Travelling(ref.id(), name, bounded);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("actor travels as a handle");
    }

    private record Travelling(ObjectId id, String name, boolean bounded)
            implements Handle, Serializable {

        private Object readResolve() {
            return Broker.refOf(id).face(Actor.class, ref -> new Actor<>(ref, name, bounded));
        }
    }
}
