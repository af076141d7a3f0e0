package io.procession.internal.broker;

import io.procession.internal.channel.Channel;
import io.procession.internal.wire.ByteSink;
import io.procession.internal.wire.ByteSource;
import io.procession.internal.wire.FrameType;
import io.procession.spi.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A neighbour in the tree of processes, the parent or a worker, as far as shared objects go: what
 * it asked of this process and of those behind, and what was asked of it.
 *
 * <p>Thread-safe. Nothing here blocks.
 */
/*
 *   asked by it (incoming, its ids)                        asked of it (outgoing, our ids)
 *     Request of an object of this process                   Pending: a thread of this process waits
 *     Relay ───────────── to the next link ─────────────►    the same Relay, which passes the answer back
 *
 * Frames, each with i64 "bytes I have read from you" in front:
 *   REQUEST  id   owner, number, client, i64 timeout, message; id 0: nobody wants an answer
 *   REPLY    id   u8 status; message
 *   CANCEL_REQUEST  id   i32 why: TIMED_OUT, INTERRUPTED, or FAILED: its process has ended; or STILL_WAITING?
 *   TAKEN    id   the answer with status MUST_BE_TAKEN has been read by its client's process
 *   NOTICE   0    u8 kind; HOLD, RELEASE: owner, number, process, i64 hold; ENDED: process; CALL_ENDED: owner, process, i64 call;
 *                 STIR: owner, number; IN_VAIN: owner, number
 *
 * All of the data lane, and posted through one outbox: they arrive in the order in which they were posted. On that rests that
 * a HOLD comes before every request for the same object, and before the RELEASE of whoever sent the handle from beyond.
 */
public final class Link {

    /** The id of a request that nobody wants an answer to. Never passed on: see Broker.tell. */
    private static final long UNANSWERED = 0;

    // status of a REPLY
    private static final byte PARKED = 1;
    private static final byte FINAL = 2;
    private static final byte MUST_BE_TAKEN = 3;

    // kinds of NOTICE
    private static final byte HOLD = 1;
    private static final byte RELEASE = 2;
    private static final byte ENDED = 3;
    private static final byte CALL_ENDED = 4;
    private static final byte STIR = 5;
    private static final byte IN_VAIN = 6;

    /** Something that the neighbour has asked for. */
    private sealed interface Incoming permits Serving, Relay {
        void cancel(int why);

        void taken();
    }

    /** Something that the neighbour was asked for. */
    private sealed interface Outgoing permits Asked, Relay {
        void replied(byte status, Payload rest) throws IOException;

        void failed(String why);
    }

    private final String address;
    private final @Nullable LongFunction<String> describer;
    private final Channel channel;
    private final Outbox outbox;
    private final AtomicLong lastId = new AtomicLong();
    private final Map<Long, Incoming> incoming = new ConcurrentHashMap<>();
    private final Map<Long, Outgoing> outgoing = new ConcurrentHashMap<>();
    private final Set<Link> relayedTo = ConcurrentHashMap.newKeySet();
    private final Set<Link> relayedFrom = ConcurrentHashMap.newKeySet();

    /**
     * Of the neighbour's calls that run, those that asked something of processes further on: of
     * which.
     */
    private final Map<Long, Set<String>> ownersAsked = new ConcurrentHashMap<>();

    private volatile boolean ended;

    /**
     * @param address the neighbour's ({@link Home})
     * @param describer says what it is, and which call it runs, of a call's id; null for a parent
     */
    Link(String address, Channel channel, @Nullable LongFunction<String> describer) {
        this.address = address;
        this.describer = describer;
        this.channel = channel;
        this.outbox = new Outbox(channel);
    }

    public String address() {
        return address;
    }

    String describe(long call) {
        return describer == null ? "" : describer.apply(call);
    }

    /** Whether threads of this process wait for answers from there, or from beyond. */
    boolean isAwaited() {
        return !outgoing.isEmpty();
    }

    // What this process asks for.

    /** Makes a request. Whatever comes of it, the pending one is completed. */
    Asked ask(
            ObjectId object,
            Message message,
            long timeoutNanos,
            @Nullable Consumer<Message> hears) {
        long id = lastId.incrementAndGet();
        Asked asked = new Asked(this, id, message, hears);
        outgoing.put(id, asked);
        outbox.post(FrameType.REQUEST, id, request(object, message, timeoutNanos));
        if (ended) {
            failOutgoing();
        }
        return asked;
    }

    /**
     * Makes a request that nobody wants an answer to, if its frame can be written at once. Returns
     * whether it was.
     *
     * @param mayTell asked when all frames before it were written
     */
    boolean tell(ObjectId object, Message message, BooleanSupplier mayTell) {
        Payload body = request(object, message, /* timeoutNanos= */ 0);
        return outbox.postNow(FrameType.REQUEST, UNANSWERED, body, mayTell);
    }

    private static Payload request(ObjectId object, Message message, long timeoutNanos) {
        ByteSink sink = new ByteSink();
        putObject(sink, object);
        Client client = Client.current();
        sink.putString(client.process());
        sink.putLong(client.call());
        sink.putLong(client.threadId());
        sink.putString(client.threadName());
        sink.putLong(timeoutNanos);
        message.writeTo(sink);
        return sink.toPayload();
    }

    /** Nobody waits for the answer any more. */
    void forget(Asked asked) {
        outgoing.remove(asked.id, asked);
    }

    /** The threads of this process that wait for answers from there, or from beyond. */
    List<Thread> waitingThreads() {
        List<Thread> waiting = new ArrayList<>();
        for (Outgoing each : outgoing.values()) {
            if (each instanceof Asked asked) {
                waiting.add(asked.waiter());
            }
        }
        return waiting;
    }

    void hold(ObjectId object, long hold) {
        outbox.post(
                FrameType.NOTICE, 0, holdNotice(HOLD, object, Home.address(), hold).toPayload());
    }

    void release(ObjectId object, long hold) {
        outbox.post(
                FrameType.NOTICE, 0, holdNotice(RELEASE, object, Home.address(), hold).toPayload());
    }

    /** Something was done to an object, in memory, that its owner should look at. */
    void stir(ObjectId object) {
        ByteSink sink = new ByteSink(128);
        sink.putByte(STIR);
        putObject(sink, object);
        outbox.post(FrameType.NOTICE, 0, sink.toPayload());
    }

    private static ByteSink holdNotice(byte kind, ObjectId object, String process, long hold) {
        ByteSink sink = new ByteSink(128);
        sink.putByte(kind);
        putObject(sink, object);
        sink.putString(process);
        sink.putLong(hold);
        return sink;
    }

    private static void putObject(ByteSink sink, ObjectId object) {
        sink.putString(object.owner());
        sink.putLong(object.number());
    }

    // Frames, on the thread that reads from the neighbour.

    /** Serves a frame of a shared object. */
    public void frame(FrameType type, long id, ByteSource body) throws IOException {
        outbox.peerHasReceived(body.getLong());
        switch (type) {
            case REQUEST -> requested(id, channel.keep(body));
            case REPLY -> {
                byte status = body.getByte();
                Payload rest = channel.keep(body);
                Outgoing asked = status == PARKED ? outgoing.get(id) : outgoing.remove(id);
                if (asked != null) {
                    asked.replied(status, rest);
                }
            }
            case CANCEL_REQUEST -> {
                Incoming asked = incoming.get(id);
                if (asked != null) {
                    asked.cancel(body.getInt());
                }
            }
            case TAKEN -> {
                Incoming asked = incoming.remove(id);
                if (asked != null) {
                    asked.taken();
                }
            }
            case NOTICE -> noticed(channel.keep(body));
            default -> throw new IOException("not a frame of a shared object: type=" + type);
        }
    }

    /** The objects that the next answer of the neighbour names; it need not keep them any more. */
    public Object names(ByteSource body) throws IOException {
        return Names.receive(body, outbox);
    }

    private void requested(long id, Payload body) throws IOException {
        ByteSource in = new ByteSource(body);
        String owner = in.getString();
        long number = in.getLong();
        if (owner.equals(Home.address())) {
            serve(id, number, in);
            return;
        }
        if (id == UNANSWERED) {
            throw new IOException("request without an answer is not for this process: " + owner);
        }
        Link next = Broker.linkTo(owner);
        if (next == null || next.ended) {
            reply(id, FINAL, Message.failed(Broker.ownerHasEnded(owner)));
            return;
        }
        relaysTo(next);
        String process = in.getString();
        long call = in.getLong();
        if (call != 0 && process.equals(address)) {
            ownersAsked.computeIfAbsent(call, key -> ConcurrentHashMap.newKeySet()).add(owner);
        }
        Relay relay = new Relay(this, id, next, next.lastId.incrementAndGet());
        incoming.put(id, relay);
        next.outgoing.put(relay.nextId, relay);
        next.outbox.post(FrameType.REQUEST, relay.nextId, body);
        if (next.ended) {
            next.failOutgoing();
        }
    }

    /** Each of the two must hear when processes on the other's side end. */
    private void relaysTo(Link next) {
        relayedTo.add(next);
        next.relayedFrom.add(this);
    }

    private void serve(long id, long number, ByteSource in) throws IOException {
        Client client = new Client(in.getString(), in.getLong(), in.getLong(), in.getString());
        long timeoutNanos = in.getLong();
        Message message = Message.readFrom(in);
        SharedRef ref = Broker.find(number);
        Served served = ref == null ? null : ref.served();
        if (id == UNANSWERED) {
            if (served == null) {
                saidInVain(number);
            } else {
                served.handle(new Request(served, client, message, timeoutNanos, new Told(this)));
            }
            return;
        }
        if (served == null) {
            reply(id, FINAL, Message.failed(Broker.wasFreed(number)));
            return;
        }
        Serving serving = new Serving(this, id);
        Request request = new Request(served, client, message, timeoutNanos, serving);
        serving.request = request;
        incoming.put(id, serving);
        served.handle(request);
    }

    private void saidInVain(long number) {
        ByteSink sink = new ByteSink(128);
        sink.putByte(IN_VAIN);
        putObject(sink, new ObjectId(Home.address(), number));
        outbox.post(FrameType.NOTICE, 0, sink.toPayload());
    }

    private void reply(long id, byte status, Message message) {
        ByteSink sink = new ByteSink();
        sink.putByte(status);
        message.writeTo(sink);
        outbox.post(FrameType.REPLY, id, sink.toPayload());
    }

    private void noticed(Payload body) throws IOException {
        ByteSource in = new ByteSource(body);
        byte kind = in.getByte();
        if (kind == ENDED) {
            processEnded(in.getString());
            return;
        }
        String owner = in.getString();
        if (kind == IN_VAIN) {
            Broker.toldInVain(new ObjectId(owner, in.getLong()));
            return;
        }
        if (!owner.equals(Home.address())) {
            Link next = Broker.linkTo(owner);
            if (next != null) {
                relaysTo(next);
                next.outbox.post(FrameType.NOTICE, 0, body);
            }
            return;
        }
        if (kind == CALL_ENDED) {
            Broker.calls().ended(in.getString(), in.getLong());
            return;
        }
        long number = in.getLong();
        if (kind == STIR) {
            SharedRef ref = Broker.find(number);
            if (ref != null) {
                ref.stir();
            }
            return;
        }
        String process = in.getString();
        long hold = in.getLong();
        if (kind == HOLD) {
            Broker.registry().hold(number, process, hold);
        } else {
            Broker.registry().release(number, process, hold);
        }
    }

    // The end.

    /**
     * The neighbour, a worker, has answered a call: what it took in the course of it is its own
     * now. To be told before anybody else hears of the answer.
     */
    public void callEnded(long call) {
        Broker.calls().ended(address, call);
        Set<String> owners = ownersAsked.isEmpty() ? null : ownersAsked.remove(call);
        if (owners == null) {
            return;
        }
        for (String owner : owners) {
            Link next = Broker.linkTo(owner);
            if (next != null) {
                ByteSink sink = new ByteSink(128);
                sink.putByte(CALL_ENDED);
                sink.putString(owner);
                sink.putString(address);
                sink.putLong(call);
                next.outbox.post(FrameType.NOTICE, 0, sink.toPayload());
            }
        }
    }

    /** The neighbour's process has ended, and all below it. */
    public void end() {
        ended = true;
        Broker.unlink(this);
        failOutgoing();
        for (Incoming each : new ArrayList<>(incoming.values())) {
            each.cancel(Message.FAILED);
        }
        incoming.clear();
        ownersAsked.clear();
        processEnded(address);
    }

    private void failOutgoing() {
        for (Long id : new ArrayList<>(outgoing.keySet())) {
            Outgoing asked = outgoing.remove(id);
            if (asked != null) {
                asked.failed(Broker.ownerHasEnded(address));
            }
        }
    }

    /** A process on the neighbour's side has ended: whoever has heard of it from here must know. */
    private void processEnded(String process) {
        Broker.tellOfEnd(process);
        Broker.registry().processEnded(process);
        Broker.calls().processEnded(process);
        Set<Link> concerned = new HashSet<>(relayedTo);
        concerned.addAll(relayedFrom);
        for (Link each : concerned) {
            if (each.ended) {
                relayedTo.remove(each);
                relayedFrom.remove(each);
            } else {
                ByteSink sink = new ByteSink(64);
                sink.putByte(ENDED);
                sink.putString(process);
                each.outbox.post(FrameType.NOTICE, 0, sink.toPayload());
            }
        }
    }

    @Override
    public String toString() {
        return "link to " + address;
    }

    /** A request of the neighbour for an object of this process, to which it wants no answer. */
    private record Told(Link from) implements Request.Responder {

        @Override
        public void answered(Request request, Message reply) {
            if (reply.code() == Message.FAILED) {
                from.saidInVain(request.served().number());
            }
        }

        @Override
        public boolean isRemote() {
            return true;
        }
    }

    /** A request of the neighbour's side for an object of this process. */
    private static final class Serving implements Incoming, Request.Responder {

        private final Link from;
        private final long id;
        private @Nullable Request request; // before anybody else sees this

        @SuppressWarnings("UnusedVariable") // to be held is its use
        private volatile @Nullable Message untaken; // with it, the objects that it names

        Serving(Link from, long id) {
            this.from = from;
            this.id = id;
        }

        @Override
        public void answered(Request answered, Message reply) {
            if (answered.mustBeTaken() || reply.namesObjects()) {
                untaken = reply;
                from.reply(id, MUST_BE_TAKEN, reply);
                if (from.ended) {
                    cancel(Message.FAILED);
                }
            } else {
                from.incoming.remove(id);
                from.reply(id, FINAL, reply);
            }
        }

        private void sayThatItWaits() {
            ByteSink sink = new ByteSink(16);
            sink.putByte(PARKED);
            from.outbox.post(FrameType.REPLY, id, sink.toPayload());
        }

        @Override
        public boolean isRemote() {
            return true;
        }

        @Override
        public void cancel(int why) {
            Request asked = request;
            if (asked == null) {
                return;
            }
            if (why == Message.FAILED) {
                from.incoming.remove(id);
                asked.served().abandon(asked);
            } else if (why == Message.STILL_WAITING) {
                if (asked.served().isParked(asked)) {
                    sayThatItWaits();
                }
            } else {
                asked.served().cancel(asked, why);
            }
        }

        @Override
        public void taken() {
            untaken = null;
        }
    }

    /** A request on its way through this process. */
    private static final class Relay implements Incoming, Outgoing {

        private final Link from;
        private final long id;
        private final Link next;
        private final long nextId;

        Relay(Link from, long id, Link next, long nextId) {
            this.from = from;
            this.id = id;
            this.next = next;
            this.nextId = nextId;
        }

        @Override
        public void replied(byte status, Payload rest) {
            if (status == FINAL) {
                from.incoming.remove(id);
            }
            ByteSink sink = new ByteSink((int) Math.min(1 << 16, rest.length() + 16));
            sink.putByte(status);
            sink.putPayload(rest);
            from.outbox.post(FrameType.REPLY, id, sink.toPayload());
        }

        @Override
        public void failed(String why) {
            from.incoming.remove(id);
            from.reply(id, FINAL, Message.failed(why));
        }

        @Override
        public void cancel(int why) {
            if (why == Message.FAILED) {
                next.outgoing.remove(nextId);
            }
            ByteSink sink = new ByteSink(16);
            sink.putInt(why);
            next.outbox.post(FrameType.CANCEL_REQUEST, nextId, sink.toPayload());
        }

        @Override
        public void taken() {
            next.outbox.post(FrameType.TAKEN, nextId, Payload.EMPTY);
        }
    }

    /** A request of a thread of this process. */
    static final class Asked extends Pending implements Outgoing {

        private final Link owner;
        private final long id;

        @SuppressWarnings("UnusedVariable") // to be held is its use
        private final Message message; // with it, the objects that it names

        private final @Nullable Consumer<Message> hears; // null: a thread waits

        Asked(Link owner, long id, Message message, @Nullable Consumer<Message> hears) {
            this.owner = owner;
            this.id = id;
            this.message = message;
            this.hears = hears;
        }

        @Override
        public void replied(byte status, Payload rest) throws IOException {
            if (status == PARKED) {
                parked();
                return;
            }
            Message reply = Message.readFrom(new ByteSource(rest)); // takes hold of what it names
            if (status == MUST_BE_TAKEN) {
                owner.outbox.post(FrameType.TAKEN, id, Payload.EMPTY);
            }
            answer(reply);
        }

        @Override
        public void failed(String why) {
            answer(Message.failed(why));
        }

        private void answer(Message reply) {
            if (hears != null) {
                hears.accept(reply);
                return;
            }
            complete(reply);
            Home.Reader reader = Home.reader();
            if (reader != null) {
                reader.answered(waiter());
            }
        }

        @Override
        void cancel(int why) {
            ByteSink sink = new ByteSink(16);
            sink.putInt(why);
            owner.outbox.post(FrameType.CANCEL_REQUEST, id, sink.toPayload());
        }

        @Override
        boolean ownerKeepsTime() {
            return true;
        }
    }
}
