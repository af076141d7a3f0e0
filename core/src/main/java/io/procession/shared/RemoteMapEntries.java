package io.procession.shared;

import io.procession.internal.broker.Message;
import io.procession.internal.broker.Request;
import io.procession.internal.broker.SharedRef;
import io.procession.spi.Payload;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The entries of a {@link SharedMap} that another process owns: each operation is a round trip. */
final class RemoteMapEntries implements MapEntries {

    private final SharedRef ref;

    RemoteMapEntries(SharedRef ref) {
        this.ref = ref;
    }

    @Override
    public @Nullable Item get(Key key) {
        Payload encoded = key.payload();
        Message reply = ask(Message.of(MapState.GET, encoded, plainness(key)));
        return reply.isOk() ? item(reply, encoded) : null;
    }

    @Override
    public Stored store(Key key, Payload value, long condition) {
        Payload encoded = key.payload();
        Message reply =
                ask(Message.of(MapState.STORE, List.of(encoded, value), plainness(key), condition));
        return new Stored(reply.isOk(), reply.valueCount() == 0 ? null : item(reply, encoded));
    }

    @Override
    public @Nullable Item remove(Key key, long condition) {
        Payload encoded = key.payload();
        Message reply = ask(Message.of(MapState.REMOVE, encoded, plainness(key), condition));
        return reply.isOk() ? item(reply, encoded) : null;
    }

    @Override
    public int size() {
        return (int) ask(Message.of(MapState.SIZE)).number(0);
    }

    @Override
    public void clear() {
        ask(Message.of(MapState.CLEAR));
    }

    @Override
    public List<Item> all() {
        Message reply = ask(Message.of(MapState.ALL));
        List<Item> all = new ArrayList<>(reply.numberCount());
        for (int i = 0; i < reply.numberCount(); i++) {
            all.add(new Item(reply.number(i), reply.value(2 * i), reply.value(2 * i + 1)));
        }
        return all;
    }

    @Override
    public void storeAll(List<Key> keys, List<Payload> values) {
        List<Payload> sent = new ArrayList<>(2 * keys.size());
        long[] numbers = new long[1 + keys.size()];
        numbers[0] = 1;
        for (int i = 0; i < keys.size(); i++) {
            sent.add(keys.get(i).payload());
            sent.add(values.get(i));
            numbers[1 + i] = plainness(keys.get(i));
            numbers[0] &= numbers[1 + i];
        }
        ask(Message.of(MapState.STORE_ALL, sent, numbers));
    }

    /** The result of an update that the owner has run, encoded. */
    Message update(Payload encoded) {
        return ask(Message.of(MapState.UPDATE, encoded));
    }

    /** Waits for as long as a user's equals, or function, runs in the owner. */
    private Message ask(Message asked) {
        Message reply = ref.awaitUninterruptibly(asked, Request.FOREVER);
        if (reply.code() == MapState.THREW) {
            throw Values.rethrow(reply.value(0), "exception in the owner of SharedMap");
        }
        return reply;
    }

    private static long plainness(Key key) {
        return key.isPlain() ? 1 : 0;
    }

    private static Item item(Message reply, Payload key) {
        return new Item(reply.number(0), key, reply.value(0));
    }
}
