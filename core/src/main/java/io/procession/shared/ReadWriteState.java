package io.procession.shared;

import io.procession.internal.broker.Client;
import io.procession.internal.broker.Hold;
import io.procession.internal.broker.Message;
import io.procession.internal.broker.Request;
import io.procession.internal.broker.Served;
import io.procession.internal.broker.Waiters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SharedReadWriteLock} in the process that made it: its readers or its writer, and who
 * waits.
 */
/*
 * One line for both kinds: a reader who comes behind a waiting writer waits too, unless it reads already. So neither kind starves.
 */
final class ReadWriteState extends Served {

    static final int READ = 1;
    static final int END_READ = 2;
    static final int WRITE = 3;
    static final int END_WRITE = 4;
    static final int STATE = 5;

    /** Refused: the caller does not hold it, or must not ask; the text says more. */
    static final int NOT_HELD = 1;

    /** Refused: it would wait for itself. */
    static final int UPGRADE = 2;

    /** How often a reader is in, and since which grant. */
    private static final class Reading {
        final long stamp;
        int count;

        Reading(long stamp) {
            this.stamp = stamp;
        }
    }

    private final Waiters queue = new Waiters();
    private final Map<Client, Reading> readers = new LinkedHashMap<>();
    private @Nullable Client writer;
    private int writes;
    private long writerStamp;
    private long grants; // how often it was given to somebody
    private boolean abandoned;

    ReadWriteState() {
        super("SharedReadWriteLock");
    }

    @Override
    protected void serve(Request request) throws IOException {
        switch (request.message().code()) {
            case READ -> read(request);
            case END_READ -> endRead(request);
            case WRITE -> write(request);
            case END_WRITE -> endWrite(request);
            case STATE -> request.answer(state(request.client()));
            default -> throw new IOException("unknown operation: " + request.message());
        }
    }

    private void read(Request request) {
        Client client = request.client();
        boolean isIn = readers.containsKey(client) || client.equals(writer);
        boolean mayPass = queue.isEmpty() || request.isProbe();
        if (isIn || writer == null && mayPass) {
            grant(request);
        } else {
            request.park(queue);
        }
    }

    private void write(Request request) {
        Client client = request.client();
        if (client.equals(writer)) {
            writes++;
            request.answer();
        } else if (readers.containsKey(client) && !request.isProbe()) {
            request.answer(
                    Message.ofText(
                            UPGRADE,
                            "write lock would wait for the read lock of the same thread: lock="
                                    + name()
                                    + ", caller="
                                    + client
                                    + "; unlock the read lock before"));
        } else if (writer == null && readers.isEmpty()) {
            grant(request);
        } else {
            request.park(queue);
        }
    }

    private void grant(Request request) {
        if (request.message().code() == READ) {
            readers.computeIfAbsent(request.client(), key -> new Reading(++grants)).count++;
        } else {
            writer = request.client();
            writerStamp = ++grants;
            writes = 1;
        }
        request.answer();
    }

    private void endRead(Request request) {
        Reading reading = readers.get(request.client());
        if (reading == null) {
            refuse(request, "read lock is not held by the caller");
            return;
        }
        reading.count--;
        if (reading.count == 0) {
            readers.remove(request.client());
        }
        request.answer();
        passOn();
    }

    private void endWrite(Request request) {
        if (!request.client().equals(writer)) {
            refuse(request, "write lock is not held by the caller");
            return;
        }
        writes--;
        if (writes == 0) {
            writer = null;
            abandoned = false;
        }
        request.answer();
        passOn();
    }

    private void refuse(Request request, String rule) {
        request.answer(
                Message.ofText(
                        NOT_HELD,
                        rule
                                + ": lock="
                                + name()
                                + ", holders="
                                + holders()
                                + ", caller="
                                + request.client()));
    }

    /** To the first writer in the line, or to the readers before it. */
    private void passOn() {
        for (Request next = queue.first(); next != null && writer == null; next = queue.first()) {
            if (next.message().code() == WRITE && !readers.isEmpty()) {
                return;
            }
            grant(next);
        }
    }

    private Message state(Client client) {
        Reading reading = readers.get(client);
        return Message.of(
                Message.OK,
                reading == null ? 0 : reading.count,
                client.equals(writer) ? writes : 0,
                abandoned ? 1 : 0,
                queue.size(),
                readers.size(),
                writer == null ? 0 : 1);
    }

    @Override
    protected void cancelled(Request request, int why) {
        super.cancelled(request, why);
        passOn(); // readers may have stood behind a writer
    }

    @Override
    protected void withdrawn(Request request) {
        passOn();
    }

    @Override
    protected void processEnded(String address) {
        readers.keySet().removeIf(each -> each.isWithin(address));
        if (writer != null && writer.isWithin(address)) {
            writer = null;
            writes = 0;
            abandoned = true;
        }
        passOn();
    }

    @Override
    protected List<Hold> holds() {
        List<Hold> held = new ArrayList<>();
        readers.forEach((client, reading) -> held.add(new Hold(client, reading.stamp)));
        if (writer != null) {
            held.add(new Hold(writer, writerStamp));
        }
        return held;
    }

    /** A writer waits for all who are in, a reader for the writer who is in, or before it in the line. */
    @Override
    protected List<Hold> awaited(Request request) {
        if (request.message().code() == WRITE) {
            return holds();
        }
        if (writer != null) {
            return List.of(new Hold(writer, writerStamp));
        }
        for (Request each : queue.all()) {
            if (each == request) {
                break;
            }
            if (each.message().code() == WRITE) {
                return List.of(new Hold(each.client(), -each.sequence()));
            }
        }
        return List.of();
    }

    @Override
    protected boolean needsSomebody(Request request) {
        return true;
    }
}
