package io.procession.internal.broker;

import io.procession.internal.wire.ByteSink;
import io.procession.internal.wire.ByteSource;
import io.procession.spi.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Who waits for whom, as far as one process knows: what it owns, and what its threads do.
 *
 * @param process its address
 * @param objects what it owns that somebody holds or waits for
 * @param futures its threads that wait, without a limit, for the answer of a call
 * @param seats the threads on which calls of workers run
 * @param places where in the code its threads wait
 * @param alive its threads that run code of the program, or may come to do so by themselves
 * @param unfinished how many calls it has given to workers that have no answer; -1 if one of them may end by itself
 * @param workers the addresses of its own workers
 */
record Picture(
        String process,
        List<Owned> objects,
        List<ForCall> futures,
        List<Seat> seats,
        List<Place> places,
        List<Client> alive,
        long unfinished,
        List<String> workers) {

    /** A shared object. */
    record Owned(long number, String name, List<Hold> holds, List<ForObject> waits) {}

    /**
     * A thread that waits for an object.
     *
     * @param sequence which wait of the object it is: never used again
     * @param isLimited whether it ends by itself
     * @param mayFail whether it may end with nothing, as far as the caller can tell
     * @param needsSomebody whether only an operation of some thread can end it
     * @param on those of whom each must let go before it can end; empty if others might end it
     */
    record ForObject(
            long sequence,
            Client client,
            boolean isLimited,
            boolean mayFail,
            boolean needsSomebody,
            long ageNanos,
            List<Hold> on) {}

    /** A thread that waits for the answer of a call which runs in the worker of an address. */
    record ForCall(Client client, long sequence, String worker, long call) {}

    /** The thread on which a worker runs its calls, and the call that it runs; 0 for none. */
    record Seat(String worker, Client client, long call) {}

    /** Where a thread waits. */
    record Place(long threadId, String line) {}

    /*
     * As bytes: the components in order; of a list, i32 count and the elements.
     */

    Payload toPayload() {
        ByteSink sink = new ByteSink();
        sink.putString(process);
        putAll(sink, objects, Picture::put);
        putAll(sink, futures, Picture::put);
        putAll(sink, seats, Picture::put);
        putAll(
                sink,
                places,
                (to, each) -> {
                    to.putLong(each.threadId);
                    to.putString(each.line);
                });
        putAll(sink, alive, Picture::put);
        sink.putLong(unfinished);
        putAll(sink, workers, ByteSink::putString);
        return sink.toPayload();
    }

    private static void put(ByteSink sink, Owned object) {
        sink.putLong(object.number);
        sink.putString(object.name);
        putAll(sink, object.holds, Picture::put);
        putAll(sink, object.waits, Picture::put);
    }

    private static void put(ByteSink sink, ForObject wait) {
        sink.putLong(wait.sequence);
        put(sink, wait.client);
        sink.writeBoolean(wait.isLimited);
        sink.writeBoolean(wait.mayFail);
        sink.writeBoolean(wait.needsSomebody);
        sink.putLong(wait.ageNanos);
        putAll(sink, wait.on, Picture::put);
    }

    private static void put(ByteSink sink, ForCall wait) {
        put(sink, wait.client);
        sink.putLong(wait.sequence);
        sink.putString(wait.worker);
        sink.putLong(wait.call);
    }

    private static void put(ByteSink sink, Seat seat) {
        sink.putString(seat.worker);
        put(sink, seat.client);
        sink.putLong(seat.call);
    }

    private static void put(ByteSink sink, Hold hold) {
        put(sink, hold.client());
        sink.putLong(hold.stamp());
    }

    private static void put(ByteSink sink, Client client) {
        sink.putString(client.process());
        sink.putLong(client.threadId());
        sink.putString(client.threadName());
    }

    static Picture of(Payload bytes) throws IOException {
        ByteSource in = new ByteSource(bytes);
        return new Picture(
                in.getString(),
                all(in, Picture::owned),
                all(in, each -> new ForCall(client(each), each.getLong(), each.getString(), each.getLong())),
                all(in, each -> new Seat(each.getString(), client(each), each.getLong())),
                all(in, each -> new Place(each.getLong(), each.getString())),
                all(in, Picture::client),
                in.getLong(),
                all(in, ByteSource::getString));
    }

    private static Owned owned(ByteSource in) throws IOException {
        return new Owned(
                in.getLong(), in.getString(), all(in, Picture::hold), all(in, Picture::forObject));
    }

    private static ForObject forObject(ByteSource in) throws IOException {
        return new ForObject(
                in.getLong(),
                client(in),
                in.readBoolean(),
                in.readBoolean(),
                in.readBoolean(),
                in.getLong(),
                all(in, Picture::hold));
    }

    private static Hold hold(ByteSource in) throws IOException {
        return new Hold(client(in), in.getLong());
    }

    private static Client client(ByteSource in) throws IOException {
        return new Client(in.getString(), /* call= */ 0, in.getLong(), in.getString());
    }

    private interface Putter<T> {
        void put(ByteSink sink, T each);
    }

    private interface Getter<T> {
        T get(ByteSource in) throws IOException;
    }

    private static <T> void putAll(ByteSink sink, List<T> all, Putter<T> putter) {
        sink.putInt(all.size());
        for (T each : all) {
            putter.put(sink, each);
        }
    }

    private static <T> List<T> all(ByteSource in, Getter<T> getter) throws IOException {
        int count = in.getInt();
        in.requireAtLeast(count);
        List<T> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(getter.get(in));
        }
        return all;
    }
}
