package io.procession.actor;

import io.procession.internal.broker.Broker;
import io.procession.internal.broker.Message;
import io.procession.internal.broker.ObjectId;
import io.procession.internal.broker.Request;
import io.procession.internal.broker.Served;
import io.procession.internal.broker.Waiters;
import io.procession.spi.Payload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One actor in the process that spawned it: the messages that wait for it, and where it lives. */
/*
 *   ASK, OFFER ─► [room: senders that wait] ─► waiting ─► sent ─► (Host, Stage, Cell) ─► done: the asker is answered
 *
 * Letters go to the host in order, some ahead of what runs, and come back done in that order. Among them are the actor's
 * own: CREATE first; LEAVE and END, behind which nothing is sent. A move is LEAVE here, whose answer is the state, then CREATE there.
 *
 * When the host dies, what it had begun fails, and all else that was sent stands in front of the line again, behind another CREATE: by
 * the rule, or, where no message had begun since, with what the last CREATE had.
 *
 * All fields are guarded by the monitor; what must be done without it is done in settled().
 */
final class Mailbox extends Served {

    /** So many letters are sent ahead, so that the actor need not wait for each. */
    private static final int WINDOW = 32;

    private static final int MOST_CREATIONS = 3;

    private final Settings settings;
    private final Troupe troupe;
    private final Waits waits = new Waits(this);
    private @Nullable ObjectId id; // set once, before anybody else sees this

    private final ArrayDeque<Letter> waiting = new ArrayDeque<>();
    private final ArrayDeque<Letter> sent = new ArrayDeque<>();
    private final Waiters room = new Waiters();
    private final Waiters asking = new Waiters();
    private final Waiters others = new Waiters(); // STOP
    private final Tickets tickets = new Tickets();
    private int messages; // of users, waiting and sent
    private int sentMessages;
    private @Nullable Host host;
    private boolean scheduled; // it is in the host's list of those that have something to send
    private boolean closed; // LEAVE or END was sent: nothing goes behind it
    private @Nullable Payload state;
    private int creations; // that did not come to an end
    private @Nullable Payload stopped; // takes no more
    private @Nullable Payload ended; // has answered all
    private boolean untold; // the troupe has not heard of the end

    Mailbox(Troupe troupe, Settings settings) {
        super("Actor " + settings.name());
        this.troupe = troupe;
        this.settings = settings;
    }

    /** Begins the actor's life. */
    void begin(ObjectId own, Host first) {
        id = own;
        change(() -> waiting.add(creation()));
        moveIn(first);
    }

    ObjectId id() {
        return Objects.requireNonNull(id);
    }

    private Letter creation() {
        Payload from = settings.restart() == Restart.SNAPSHOT ? state : null;
        return from != null ? settings.creation(from) : settings.creation();
    }

    private void moveIn(Host to) {
        change(() -> {
            if (ended == null) {
                host = to;
                scheduled = false;
            }
        });
        to.enter(this);
    }

    // What is asked of it.

    @Override
    protected void serve(Request request) {
        Message message = request.message();
        switch (message.code()) {
            case Ops.ASK -> ask(request);
            case Ops.OFFER -> offer(request);
            case Ops.COLLECT -> tickets.collect(request, asking);
            case Ops.STOP -> stop(request);
            case Ops.MOVE, Ops.MOVE_TO_PID -> move(request);
            case Ops.COPY -> control(request, new Letter(Kind.COPY, 0, List.of()));
            case Ops.STATUS -> {
                Host home = host;
                request.answer(
                        Message.of(
                                Message.OK,
                                home == null ? -1 : home.pid().orElse(-1),
                                Math.max(0, messages - (sentMessages > 0 ? 1 : 0))));
            }
            case Ops.WAITS -> waits.begins(request);
            case Ops.PROBE -> waits.probed(request);
            default -> throw new IllegalStateException("no operation of an actor: " + message);
        }
    }

    private boolean refused(Request request) {
        Payload why = stopped;
        if (why != null) {
            request.answer(Message.of(Ops.FAILED, why));
        }
        return why != null;
    }

    private void ask(Request request) {
        if (refused(request)) {
            return;
        }
        Letter letter = letterOf(request);
        letter.ask = request.client().process() + ":" + request.message().number(0);
        letter.asker = request;
        accept(letter);
        request.park(asking, letter);
    }

    private Letter letterOf(Request request) {
        Letter letter = new Letter(Kind.MESSAGE, 0, List.of(request.message().value(0)));
        letter.actor = Broker.refOf(id());
        return letter;
    }

    private void accept(Letter letter) {
        waiting.add(letter);
        messages++;
    }

    private boolean isFull() {
        return settings.capacity() > 0
                && messages - (sentMessages > 0 ? 1 : 0) >= settings.capacity();
    }

    private void offer(Request request) {
        if (refused(request)) {
            return;
        }
        long flags = request.message().number(0);
        Letter letter = letterOf(request);
        letter.ask = request.client().process() + ":" + request.message().number(1);
        if ((flags & Ops.WANTS_ANSWER) != 0) {
            letter.ticket = tickets.next();
        }
        if (!isFull()) {
            admit(request, letter);
        } else if (settings.whenFull() == WhenFull.FAIL || (flags & Ops.FROM_ITSELF) != 0) {
            request.answer(Message.of(Ops.FULL));
        } else {
            request.park(room, letter);
        }
    }

    private void admit(Request request, Letter letter) {
        if (letter.ticket != 0) {
            tickets.open(letter.ticket, request);
        }
        accept(letter);
        request.answer(Message.of(Message.OK, letter.ticket));
    }

    private void admitThoseWhoWait() {
        for (Request next = room.first(); next != null && !isFull(); next = room.first()) {
            admit(next, (Letter) Objects.requireNonNull(next.note()));
        }
    }

    /** What waits is given up; what runs goes on, and nobody hears of it. */
    @Override
    protected void cancelled(Request request, int why) {
        if (request.note() instanceof Letter letter
                && letter.kind == Kind.MESSAGE
                && waiting.remove(letter)) {
            messages--;
            admitThoseWhoWait();
        }
        request.answer(Message.of(why));
    }

    /** A letter of nobody's mailbox, and the answer to it. */
    private void control(Request request, Letter letter) {
        if (refused(request)) {
            return;
        }
        letter.asker = request;
        letter.actor = Broker.refOf(id());
        waiting.add(letter);
        request.park(asking, letter);
    }

    private void move(Request request) {
        Message message = request.message();
        long number = message.number(0);
        Host to = message.code() == Ops.MOVE ? Host.of(number) : Host.in(number);
        if (refused(request)) {
            return;
        }
        if (to == null || to.isDead()) {
            request.answer(
                    failed(
                            new IllegalArgumentException(
                                    "actor can move to a worker with actors only: actor="
                                            + settings.name()
                                            + ", pid="
                                            + (message.code() == Ops.MOVE ? "ended" : number)
                                            + ", workers with actors="
                                            + Host.pids()
                                            + "; or give moveTo a pool, or a worker from Procession.fork()")));
            return;
        }
        Letter letter = new Letter(Kind.LEAVE, 0, List.of());
        letter.asker = request;
        letter.target = to;
        letter.actor = Broker.refOf(id());
        Letter first = waiting.peekFirst();
        boolean isUnmade = first != null && first.kind == Kind.CREATE;
        if (isUnmade) {
            waiting.pollFirst();
        }
        waiting.addFirst(letter); // what waits follows it
        if (isUnmade) {
            waiting.addFirst(first);
        }
        request.park(asking, letter);
    }

    private static Message failed(Throwable error) {
        return Message.of(Ops.FAILED, Coding.encodeThrowable(error));
    }

    private void stop(Request request) {
        if (ended != null) {
            request.answer();
            return;
        }
        request.park(others);
        stopForGood("it was stopped by " + request.client());
    }

    private void stopForGood(String why) {
        if (stopped != null) {
            return;
        }
        Payload error = stoppedBecause(why);
        stopped = error;
        for (Request each : room.all()) {
            each.answer(Message.of(Ops.FAILED, error));
        }
        waiting.add(new Letter(Kind.END, 0, List.of()));
    }

    private Payload stoppedBecause(String why) {
        return Coding.encodeThrowable(
                new ActorStoppedException(
                        "actor takes no more messages: actor=" + settings.name() + "; " + why,
                        null));
    }

    /** Stops it as if by a request: what waits is run. */
    void stopWith(String why) {
        change(() -> stopForGood(why));
    }

    /** Ends it without another message. */
    void endNow(String why) {
        change(() -> end(stoppedBecause(why)));
    }

    @Override
    protected void processEnded(String address) {
        tickets.processEnded(address);
    }

    // To the host, and back.

    @Override
    protected void settled() {
        Host to = null;
        boolean isEnd;
        synchronized (this) {
            isEnd = untold;
            untold = false;
            if (host != null && !scheduled && maySend()) {
                scheduled = true;
                to = host;
            }
        }
        if (to != null) {
            to.schedule(this);
        }
        waits.sendProbes();
        if (isEnd) {
            troupe.ended(this);
        }
    }

    private boolean maySend() {
        return !closed && !waiting.isEmpty() && sent.size() < WINDOW;
    }

    /** Gives the host what is to be sent. */
    void takeFor(Host to, Host.Batch batch) {
        change(() -> {
            if (host != to) {
                return;
            }
            scheduled = false;
            while (maySend() && !batch.isFull()) {
                Letter next = waiting.removeFirst();
                next.item = to.nextItem(this);
                sent.add(next);
                sentMessages += next.kind == Kind.MESSAGE ? 1 : 0;
                closed = next.kind == Kind.LEAVE || next.kind == Kind.END;
                batch.add(id().number(), next);
            }
            admitThoseWhoWait();
        });
    }

    /** The host has done what was sent. */
    void done(Host by, long item, int code, List<Payload> values) {
        change(() -> {
            Letter letter = host == by ? takeSent(item) : null;
            if (letter == null) {
                return;
            }
            switch (letter.kind) {
                case CREATE -> created(code, values);
                case MESSAGE -> ran(by, letter, code, values);
                case COPY -> copied(by, letter, code, values);
                case LEAVE -> left(by, letter, code, values);
                case END -> end(Objects.requireNonNull(stopped));
            }
            admitThoseWhoWait();
        });
    }

    private @Nullable Letter takeSent(long item) {
        for (Iterator<Letter> each = sent.iterator(); each.hasNext(); ) {
            Letter letter = each.next();
            if (letter.item == item) {
                each.remove();
                return letter;
            }
        }
        return null;
    }

    private void created(int code, List<Payload> values) {
        if (code != Ops.RETURNED) {
            end(values.get(0));
            return;
        }
        creations = 0;
        if (!values.isEmpty()) {
            state = values.get(0);
        }
    }

    private void ran(Host by, Letter letter, int code, List<Payload> values) {
        messages--;
        sentMessages--;
        if (values.size() > 1) {
            state = values.get(1);
        }
        answer(letter, answer(by, code, values.get(0)));
    }

    private static Message answer(Host by, int code, Payload value) {
        return Message.of(code, value, by.pid().orElse(-1));
    }

    private void copied(Host by, Letter letter, int code, List<Payload> values) {
        if (code == Ops.RETURNED) {
            state = values.get(0);
            answer(letter, Message.of(Message.OK));
        } else {
            answer(letter, answer(by, code, values.get(0)));
        }
    }

    private void left(Host by, Letter letter, int code, List<Payload> values) {
        closed = false;
        if (code != Ops.RETURNED) {
            answer(letter, answer(by, code, values.get(0)));
            return;
        }
        by.leave(this);
        if (settings.restart() == Restart.SNAPSHOT) {
            state = values.get(0);
        }
        waiting.addFirst(settings.creation(values.get(0)));
        Host to = Objects.requireNonNull(letter.target);
        host = to;
        scheduled = false;
        to.enter(this);
        answer(letter, Message.of(Message.OK));
    }

    private void answer(Letter letter, Message answer) {
        Request asker = letter.asker;
        if (asker != null) {
            if (asker.place() == asking) { // else its process has ended, or it was given up
                asker.answer(answer);
            }
            return;
        }
        tickets.answer(letter.ticket, answer, asking);
    }

    /** Whether a message still waits for its end. For the search for deadlocks. */
    boolean hasUnanswered(String ask) {
        return waiting.stream().anyMatch(each -> each.ask.equals(ask))
                || sent.stream().anyMatch(each -> each.ask.equals(ask))
                || room.all().stream()
                        .anyMatch(each ->
                                each.note() instanceof Letter offered && offered.ask.equals(ask));
    }

    /** It runs nothing any more, and answers all with an error. */
    private void end(Payload error) {
        if (ended != null) {
            return;
        }
        ended = error;
        stopped = error;
        List<Letter> left = new ArrayList<>(sent);
        left.addAll(waiting);
        sent.clear();
        waiting.clear();
        messages = 0;
        sentMessages = 0;
        for (Letter each : left) {
            answer(each, Message.of(Ops.FAILED, error));
        }
        for (Request each : room.all()) {
            each.answer(Message.of(Ops.FAILED, error));
        }
        for (Request each : others.all()) {
            each.answer();
        }
        Host last = host;
        host = null;
        if (last != null) {
            last.leave(this);
        }
        state = null;
        untold = true;
    }

    // The death of a host.

    /**
     * Its host has died. Blocks for the start of another process.
     *
     * @param why null if its process has died, and says why
     * @param wasUp whether that has ever come to life
     */
    void hostDied(Host dead, @Nullable Throwable why, boolean wasUp) {
        List<Host> wanted = new ArrayList<>(1);
        change(() -> {
            if (host == dead && ended == null) {
                host = null;
                wanted.addAll(revive(dead, why, wasUp));
            }
        });
        synchronized (this) {
            if (ended != null || host != null) {
                return;
            }
        }
        Host next;
        try {
            next = wanted.isEmpty() ? troupe.choose(dead) : wanted.get(0);
        } catch (RuntimeException e) {
            change(() -> end(Coding.encodeThrowable(e)));
            return;
        }
        moveIn(next);
    }

    /** Puts what is to go on in front; gives where it wanted to move, if anywhere. */
    private List<Host> revive(Host dead, @Nullable Throwable why, boolean wasUp) {
        Throwable error = why != null ? why : dead.deathOf("actor " + settings.name());
        Payload failure = Coding.encodeThrowable(error);
        List<Letter> flying = new ArrayList<>(sent);
        sent.clear();
        sentMessages = 0;
        closed = false;
        Letter unmade = null;
        boolean wasUsed = false;
        List<Letter> again = new ArrayList<>();
        List<Host> wanted = new ArrayList<>();
        List<Letter> moves = new ArrayList<>();
        for (Letter each : flying) {
            boolean begun = dead.hasBegun(each.item);
            switch (each.kind) {
                case CREATE -> {
                    unmade = each;
                    creations += begun ? 1 : 0;
                }
                case LEAVE -> {
                    Host to = Objects.requireNonNull(each.target);
                    if (!to.isDead()) {
                        wanted.add(to);
                    }
                    moves.add(each);
                }
                case MESSAGE, COPY, END -> {
                    if (!begun || each.kind == Kind.END) {
                        again.add(each);
                        continue;
                    }
                    wasUsed = true;
                    messages -= each.kind == Kind.MESSAGE ? 1 : 0;
                    answer(each, Message.of(Ops.FAILED, failure));
                }
            }
        }
        Letter next = nextLife(dead, unmade, wasUsed);
        if (next == null || !wasUp && troupe.isHopeless()) {
            again.addAll(moves);
            again.forEach(waiting::addFirst); // to be answered
            end(failure);
            return List.of();
        }
        moves.forEach(each -> answer(each, Message.of(Message.OK))); // it will be elsewhere
        for (int i = again.size() - 1; i >= 0; i--) {
            waiting.addFirst(again.get(i));
        }
        if (waiting.isEmpty() || waiting.getFirst().kind != Kind.CREATE) {
            waiting.addFirst(next);
        }
        return wanted;
    }

    /** How it is made again; null if it is not. */
    private @Nullable Letter nextLife(Host dead, @Nullable Letter unmade, boolean wasUsed) {
        if (creations > MOST_CREATIONS) {
            return null;
        }
        Letter first = waiting.peekFirst();
        if (first != null && first.kind == Kind.CREATE) {
            return first; // nothing was sent yet
        }
        if (unmade != null && !wasUsed) {
            boolean isState = (unmade.extra & Ops.IS_STATE) != 0;
            if (isState || !dead.hasBegun(unmade.item)) {
                return unmade; // nothing is lost
            }
        }
        return settings.restart() == Restart.FAIL ? null : creation();
    }
}
