package io.procession.space;

import io.procession.internal.broker.Client;
import io.procession.internal.broker.Message;
import io.procession.internal.broker.Request;
import io.procession.internal.broker.Served;
import io.procession.spi.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A {@link TupleSpace} in the process that made it: the tuples, who holds some for the time of a
 * call, and who waits.
 */
/*
 *   OFFERED -> TAKEN    by a thread of this process, or outside of any call
 *   OFFERED -> HELD     in the course of a worker's call
 *   HELD    -> TAKEN    that call was answered
 *   HELD    -> OFFERED  its process has ended before; in the place that it had
 *   OFFERED, HELD -> GONE    its lease is over (one that is held goes when it would be offered again)
 *
 * Invariant: who waits to take or to read wants none of the tuples that are offered.
 *
 * One who seeks looks at the tuples that fit as far as the space can tell, and takes by number the one that he likes. He
 * waits for stamps: every tuple offered later than his last look has a higher one, also one that is offered again. So he misses none.
 */
final class SpaceState extends Served {

    static final int WRITE = 1;
    static final int TAKE = 2;
    static final int READ = 3;
    static final int SEEK = 4;
    static final int TAKE_NUMBER = 5;
    static final int RENEW = 6;
    static final int CANCEL = 7;
    static final int SIZE = 8;

    /** There is no such tuple. */
    static final int NONE = 1;

    /** A look is at so many tuples, or at so many bytes and one more. */
    private static final int LOOK_COUNT = 32;

    private static final long LOOK_BYTES = 1 << 20;

    private record Held(Stored tuple, String process, long call) {}

    /** Noted on the answer that brings a tuple to a taker outside of any call. */
    private record Handed(Stored tuple) {}

    private final Shelves shelves = new Shelves();
    private final Line line = new Line();
    private final NavigableMap<Long, Held> held = new TreeMap<>();
    private long lastNumber;
    private long lastStamp;

    SpaceState() {
        super("TupleSpace");
    }

    @Override
    protected void serve(Request request) throws IOException {
        Message asked = request.message();
        switch (asked.code()) {
            case WRITE -> write(request, asked.number(0));
            case TAKE, READ -> find(request);
            case SEEK -> seek(request);
            case TAKE_NUMBER -> takeNumber(request, asked.number(0));
            case RENEW -> renew(request, asked.number(0), asked.number(1));
            case CANCEL -> cancel(request, asked.number(0));
            case SIZE -> request.answer(Message.of(Message.OK, shelves.size(), line.size()));
            default -> throw new IOException("unknown operation: code=" + asked.code());
        }
    }

    // Writing, offering

    private void write(Request request, long leaseNanos) {
        lastNumber++;
        Stored tuple =
                new Stored(lastNumber, valuesOf(request.message()), request.message().text());
        request.answer(Message.of(Message.OK, tuple.number));
        if (leaseNanos > 0) {
            lease(tuple, leaseNanos);
        }
        offer(tuple);
    }

    private static List<Payload> valuesOf(Message message) {
        List<Payload> values = new ArrayList<>(message.valueCount());
        for (int i = 0; i < message.valueCount(); i++) {
            values.add(message.value(i));
        }
        return values;
    }

    /** To those who wait for such: all who only look, then the first who takes. */
    private void offer(Stored tuple) {
        if (tuple.hasExpired()) {
            return;
        }
        lastStamp++;
        tuple.stamp = lastStamp;
        Request taker = null;
        for (Request each : line.thoseWhoWant(tuple)) {
            if (each.message().code() == READ) {
                each.answer(Message.of(Message.OK, tuple.values, tuple.number));
            } else if (each.message().code() == SEEK) {
                each.answer(
                        Message.of(
                                Message.OK,
                                tuple.values,
                                lastStamp,
                                /* isMore= */ 0,
                                tuple.number));
            } else if (taker == null) {
                taker = each;
            }
        }
        if (taker == null) {
            shelves.add(tuple);
        } else {
            hand(taker, tuple, tuple.values);
        }
        line.dropPlacesOf(tuple);
    }

    private void hand(Request taker, Stored tuple, List<Payload> values) {
        Message answer = Message.of(Message.OK, values, tuple.number);
        if (isWithinCall(taker)) {
            Client client = taker.client();
            held.put(tuple.number, new Held(tuple, client.process(), client.call()));
            taker.answer(answer); // if it is lost, so is the process, and then this comes back
        } else {
            endLease(tuple);
            taker.answerToBeTaken(answer, new Handed(tuple));
        }
    }

    private static boolean isWithinCall(Request taker) {
        return taker.isRemote()
                && taker.client().call() != 0
                && !(taker.note() instanceof Line.Waiting waiting && waiting.callHasEnded);
    }

    // Taking, reading

    private void find(Request request) {
        Pattern wanted = patternOf(request.message());
        boolean takes = request.message().code() == TAKE;
        if (takes) {
            heedEndOf(request);
        }
        Stored found = shelves.first(wanted);
        if (found == null) {
            line.park(request, wanted);
        } else if (takes) {
            shelves.remove(found);
            hand(request, found, found.values);
        } else {
            request.answer(Message.of(Message.OK, found.values, found.number));
        }
    }

    private void heedEndOf(Request request) {
        if (request.isRemote()) {
            heedEndOf(request.client());
        }
    }

    private static Pattern patternOf(Message asked) {
        return new Pattern(asked.text(), valuesOf(asked));
    }

    /** The tuples behind a number, offered after a stamp, that fit. */
    private void seek(Request request) {
        Message asked = request.message();
        Pattern wanted = patternOf(asked);
        Shelves.Look look =
                shelves.look(wanted, asked.number(0), asked.number(1), LOOK_COUNT, LOOK_BYTES);
        if (look.tuples().isEmpty()) {
            line.park(request, wanted);
            return;
        }
        List<Payload> values = new ArrayList<>();
        long[] numbers = new long[2 + look.tuples().size()];
        numbers[0] = lastStamp;
        numbers[1] = look.isMore() ? 1 : 0;
        for (int i = 0; i < look.tuples().size(); i++) {
            Stored each = look.tuples().get(i);
            values.addAll(each.values);
            numbers[2 + i] = each.number;
        }
        request.answer(Message.of(Message.OK, values, numbers));
    }

    private void takeNumber(Request request, long number) {
        Stored found = shelves.find(number);
        if (found == null) {
            request.answer(Message.of(NONE));
            return;
        }
        heedEndOf(request);
        shelves.remove(found);
        hand(request, found, List.of());
    }

    // Leases

    private void lease(Stored tuple, long nanos) {
        tuple.isLeased = true;
        tuple.expiresAt = System.nanoTime() + nanos;
        tuple.alarm = after(nanos, () -> expire(tuple));
    }

    private void expire(Stored tuple) {
        if (tuple.hasExpired()) { // not renewed meanwhile
            shelves.remove(tuple);
        }
    }

    private static void endLease(Stored tuple) {
        if (tuple.alarm != null) {
            tuple.alarm.cancel(false);
        }
    }

    private void renew(Request request, long number, long nanos) {
        Stored found = shelves.find(number);
        if (found == null) {
            request.answer(Message.of(NONE));
            return;
        }
        endLease(found);
        lease(found, nanos);
        request.answer();
    }

    private void cancel(Request request, long number) {
        Stored found = shelves.find(number);
        if (found == null) {
            request.answer(Message.of(NONE));
            return;
        }
        endLease(found);
        shelves.remove(found);
        request.answer();
    }

    // What becomes of what was taken

    @Override
    protected void callEnded(String process, long call) {
        held.values()
                .removeIf(each -> {
                    boolean isIts = each.call == call && each.process.equals(process);
                    if (isIts) {
                        endLease(each.tuple);
                    }
                    return isIts;
                });
        line.callEnded(process, call);
    }

    @Override
    protected void processEnded(String address) {
        for (Held each : new ArrayList<>(held.values())) {
            if (isWithin(each.process, address)) {
                held.remove(each.tuple.number);
                offer(each.tuple);
            }
        }
    }

    @Override
    protected void withdrawn(Request request) {
        line.left(request);
    }

    @Override
    protected void lost(Request request, Message reply) {
        if (request.note() instanceof Handed handed) {
            offer(handed.tuple);
        }
    }

    @Override
    protected void cancelled(Request request, int why) {
        super.cancelled(request, why);
        line.left(request);
    }

    @Override
    protected void closed() {
        shelves.clear();
        held.clear();
        line.dropEmptyPlaces();
    }
}
