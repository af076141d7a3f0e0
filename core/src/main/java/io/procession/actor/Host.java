package io.procession.actor;

import io.procession.Worker;
import io.procession.internal.broker.Broker;
import io.procession.internal.broker.Message;
import io.procession.internal.broker.ObjectId;
import io.procession.internal.broker.Request;
import io.procession.internal.broker.Served;
import io.procession.internal.broker.SharedRef;
import io.procession.internal.pool.Inside;
import io.procession.internal.util.Threads;
import io.procession.shared.SharedBytes;
import io.procession.spi.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A worker process with actors in it, as the process that spawned them sees it: sends items to its
 * {@link Stage}, hands the results to the mailboxes, and tells these when it has died.
 */
/*
 * A mailbox that has something to send is in `ready`, once. Whoever puts it there sends all that is ready in one message, unless some are
 * on their way: what comes meanwhile goes when one is answered. So a lone message goes at once, and many go together. The answer, which has
 * results, comes when there are some, or when another message has come.
 *
 * STARTING -> UP      its stage is there; only now is anything sent
 * STARTING -> DEAD    it did not start
 * UP       -> DEAD    its process has ended
 *
 * The lock is never held while a monitor of a shared object is taken.
 */
final class Host {

    /** So many items may be at a host at once; a byte of shared memory each. */
    private static final int RING = 1 << 15;

    private static final int MOST_IN_BATCH = 512;
    private static final int MOST_BATCHES = 3;
    private static final long MOST_BYTES_IN_BATCH = 1 << 20;
    private static final AtomicLong COUNT = new AtomicLong();
    private static final Map<Long, Host> ALL = new ConcurrentHashMap<>();

    /** What is sent together. */
    static final class Batch {
        private long[] numbers = new long[32];
        private int length;
        private long bytes;
        private int items;
        private final List<Payload> values = new ArrayList<>();

        void add(long actor, Letter letter) {
            if (length == numbers.length) {
                numbers = Arrays.copyOf(numbers, length * 2);
            }
            numbers[length++] = actor;
            numbers[length++] = letter.kind.ordinal();
            numbers[length++] = letter.item;
            numbers[length++] = letter.extra;
            values.addAll(letter.values);
            letter.values.forEach(each -> bytes += each.length());
            items++;
        }

        boolean isFull() {
            return items >= MOST_IN_BATCH || bytes >= MOST_BYTES_IN_BATCH;
        }

        private Message toMessage() {
            return Message.of(Ops.RUN, values, Arrays.copyOf(numbers, length));
        }
    }

    private enum State {
        STARTING,
        UP,
        DEAD
    }

    private final Troupe troupe;
    private final @Nullable Worker worker; // null: this process
    private final long number = COUNT.incrementAndGet();
    private final SharedBytes begun = SharedBytes.create(RING);
    private final SharedRef inlet;
    private final Set<Mailbox> actors = ConcurrentHashMap.newKeySet();
    private final Map<Long, Mailbox> sent = new ConcurrentHashMap<>();
    private final AtomicLong lastItem = new AtomicLong();
    private final ConcurrentLinkedQueue<Mailbox> ready = new ConcurrentLinkedQueue<>();

    private final Map<Long, Message> early = new HashMap<>(); // @GuardedBy("early"), like the next
    private long nextBatch = 1;
    private boolean reading;

    private final Object lock = new Object();
    private State state = State.STARTING; // all below: @GuardedBy("lock")
    private @Nullable SharedRef stage;
    private int sending;
    private boolean building;
    private @Nullable Death death;

    /** How it came to its end; why is null where the process itself says so. */
    private record Death(@Nullable Throwable why, boolean wasUp) {}

    /**
     * @param worker its process; null for this process
     */
    Host(Troupe troupe, @Nullable Worker worker) {
        this.troupe = troupe;
        this.worker = worker;
        this.inlet = Broker.add(new Inlet(this));
        ALL.put(number, this);
    }

    /** Makes its stage. Does not block. */
    void start() {
        ObjectId id = inlet.id();
        SharedBytes memory = begun;
        if (worker == null) {
            isUp(Stage.open(id, memory));
            return;
        }
        worker.call(() -> Stage.open(id, memory))
                .whenComplete((opened, error) -> {
                    if (error == null) {
                        isUp(opened);
                    } else if (worker.isAlive()) {
                        died(error);
                    } // else who watches the process will say so, and knows more
                });
        worker.onExit().whenComplete((ended, never) -> Threads.background(() -> died(null)));
    }

    private void isUp(ObjectId id) {
        synchronized (lock) {
            if (state == State.STARTING) {
                state = State.UP;
                stage = Broker.refOf(id);
            }
        }
        troupe.hasStarted(this);
        flush();
    }

    static @Nullable Host of(long number) {
        return ALL.get(number);
    }

    /** The one in a process. */
    static @Nullable Host in(long pid) {
        for (Host each : ALL.values()) {
            if (each.pid().orElse(-1) == pid && each.worker != null) {
                return each;
            }
        }
        return null;
    }

    /** The processes in which there are any. */
    static List<Long> pids() {
        return ALL.values().stream()
                .flatMap(each -> each.pid().stream().boxed())
                .distinct()
                .sorted()
                .toList();
    }

    long number() {
        return number;
    }

    Troupe troupe() {
        return troupe;
    }

    @Nullable Worker worker() {
        return worker;
    }

    OptionalLong pid() {
        return OptionalLong.of(worker == null ? ProcessHandle.current().pid() : worker.pid());
    }

    boolean isDead() {
        synchronized (lock) {
            return state == State.DEAD;
        }
    }

    int load() {
        return actors.size();
    }

    /** An actor is to live here; if there is no life here any more, it will hear of that. */
    void enter(Mailbox actor) {
        actors.add(actor);
        Death end;
        synchronized (lock) {
            end = death;
        }
        if (end != null) {
            actors.remove(actor);
            Threads.background(() -> actor.hostDied(this, end.why, end.wasUp));
        }
    }

    void leave(Mailbox actor) {
        actors.remove(actor);
    }

    // Sending.

    /** The number of the next item. */
    long nextItem(Mailbox actor) {
        long item = lastItem.incrementAndGet();
        begun.set(item % RING, (byte) 0);
        sent.put(item, actor);
        return item;
    }

    /** Whether an item may have had effects. */
    boolean hasBegun(long item) {
        return begun.get(item % RING) != 0;
    }

    /** A mailbox has something to send. Called without any monitor. Does not block. */
    void schedule(Mailbox actor) {
        ready.add(actor);
        flush();
    }

    private void flush() {
        while (claim()) {
            Batch batch = new Batch();
            for (Mailbox next = ready.poll(); next != null; next = ready.poll()) {
                next.takeFor(this, batch);
                if (batch.isFull()) {
                    break;
                }
            }
            send(batch);
            Death late;
            synchronized (lock) {
                building = false;
                late = death;
            }
            if (late != null) {
                Threads.background(() -> bury(late));
            }
        }
    }

    private boolean claim() {
        synchronized (lock) {
            if (state != State.UP || sending >= MOST_BATCHES || building || ready.isEmpty()) {
                return false;
            }
            if (sent.size() > RING / 4) {
                return false; // results will come, and look again
            }
            sending++;
            building = true;
            return true;
        }
    }

    private void send(Batch batch) {
        SharedRef to = stage;
        if (batch.items == 0 || to == null) {
            synchronized (lock) {
                sending--;
            }
            return;
        }
        to.send(batch.toMessage(), this::answered);
    }

    private void answered(Message reply) {
        synchronized (lock) {
            sending--;
        }
        if (reply.code() == Ops.DONE) {
            results(reply); // else the process has ended
        }
        flush();
    }

    // Results.

    /** What a stage tells: results, in the order in which they came about. */
    private void results(Message message) {
        synchronized (early) {
            early.put(message.number(0), message);
            if (reading) {
                return; // who reads goes on with it
            }
            reading = true;
        }
        for (Message next = nextResults(); next != null; next = nextResults()) {
            read(next);
        }
    }

    private @Nullable Message nextResults() {
        synchronized (early) {
            Message next = early.remove(nextBatch);
            reading = next != null;
            nextBatch += reading ? 1 : 0;
            return next;
        }
    }

    private void read(Message message) {
        int value = 0;
        for (int i = 1; i < message.numberCount(); i += 3) {
            List<Payload> values = new ArrayList<>(2);
            for (int v = 0; v < message.number(i + 2); v++) {
                values.add(message.value(value++));
            }
            long item = message.number(i);
            Mailbox actor = sent.remove(item);
            if (actor != null) {
                actor.done(this, item, (int) message.number(i + 1), values);
            }
        }
    }

    /** Where results arrive. */
    private static final class Inlet extends Served {

        private final Host host;
        private final ConcurrentLinkedQueue<Message> arrived = new ConcurrentLinkedQueue<>();

        Inlet(Host host) {
            super("results of actors");
            this.host = host;
        }

        @Override
        protected void serve(Request request) {
            arrived.add(request.message());
            request.answer();
        }

        @Override
        protected void settled() {
            for (Message next = arrived.poll(); next != null; next = arrived.poll()) {
                host.results(next);
                host.flush();
            }
        }
    }

    // The end.

    /** Tells its process to end, when its stage has nothing left to do. Does not block. */
    void retire() {
        Worker process = worker;
        SharedRef to;
        synchronized (lock) {
            to = stage;
            if (process == null) {
                state = State.DEAD;
            }
        }
        if (to != null) {
            to.send(Message.of(Ops.CLOSE), reply -> {});
        }
        if (process == null) {
            ALL.remove(number);
            begun.close();
            troupe.hasDied(this, /* wasUp= */ true);
        } else if (troupe.owns(this)) {
            Threads.background(() -> process.join(Duration.ZERO));
        }
    }

    void kill() {
        Worker process = worker;
        if (process != null && troupe.owns(this)) {
            process.kill();
        } else if (process == null) {
            died(new ActorStoppedException("actors were stopped: " + troupe, null));
        }
    }

    private void died(@Nullable Throwable why) {
        Death end;
        synchronized (lock) {
            if (state == State.DEAD) {
                return;
            }
            end = new Death(why, state == State.UP);
            state = State.DEAD;
            death = end;
            if (building) {
                return; // who builds sees it
            }
        }
        bury(end);
    }

    private void bury(Death end) {
        ALL.remove(number);
        troupe.hasDied(this, end.wasUp);
        for (Mailbox each : actors) {
            actors.remove(each);
            each.hostDied(this, end.why, end.wasUp);
        }
        sent.clear();
        begun.close();
    }

    /** The exception for an actor that has lived here, when the process has died. */
    Throwable deathOf(String actor) {
        return worker == null
                ? new ActorStoppedException("actors were stopped: " + troupe, null)
                : Inside.get().death(worker, actor);
    }

    @Override
    public String toString() {
        return "host " + number + " of " + troupe + " pid=" + pid().orElse(-1);
    }
}
