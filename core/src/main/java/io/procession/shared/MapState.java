package io.procession.shared;

import io.procession.internal.broker.Message;
import io.procession.internal.broker.Request;
import io.procession.internal.broker.Served;
import io.procession.internal.broker.Waiters;
import io.procession.spi.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A {@link SharedMap} in the process that made it. */
/*
 * The entries are in concurrent maps, not under the object's monitor: threads of this process use them directly, and what other processes ask
 * with plain keys is served where it is read. Keys that are not plain are compared by code of a user: what comes with such is handed to
 * a background thread, as is every function. They have a map of their own, so that no thread that reads waits for a bin in which a user's
 * equals runs.
 *
 * An update compares versions, and nothing is held while code of a user runs: so a function may run again, and two functions that
 * use the map cannot block each other.
 */
final class MapState extends Served implements MapEntries {

    static final int GET = 1;
    static final int STORE = 2;
    static final int REMOVE = 3;
    static final int SIZE = 4;
    static final int CLEAR = 5;
    static final int ALL = 6;
    static final int STORE_ALL = 7;
    static final int UPDATE = 8;

    /** Nothing there, or not done. */
    static final int NONE = 1;

    /** The value is an exception that the operation has ended in. */
    static final int THREW = 2;

    /** The owner cannot rebuild the function: the caller must run it. */
    static final int CANNOT_RUN = 3;

    private final ConcurrentMap<Object, Item> plain = new ConcurrentHashMap<>();
    private final ConcurrentMap<Object, Item> others = new ConcurrentHashMap<>();
    private final AtomicLong versions = new AtomicLong();
    private final Waiters elsewhere = new Waiters();
    private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
    private volatile boolean isClosed;

    MapState() {
        super("SharedMap");
    }

    /** Whether the object's own operations must say why they cannot be done. */
    boolean isClosedForDirectUse() {
        return isClosed;
    }

    @Override
    protected void closed() {
        isClosed = true;
        clear();
    }

    // What other processes ask

    @Override
    protected void serve(Request request) throws IOException {
        Message asked = request.message();
        switch (asked.code()) {
            case SIZE -> request.answer(Message.of(Message.OK, size()));
            case CLEAR -> {
                clear();
                request.answer();
            }
            case ALL -> request.answer(answerOf(all()));
            case GET, STORE, REMOVE, STORE_ALL -> {
                if (asked.number(0) == 1) {
                    request.answer(done(asked));
                } else {
                    later(request);
                }
            }
            case UPDATE -> later(request);
            default -> throw new IOException("unknown operation: code=" + asked.code());
        }
    }

    private void later(Request request) {
        request.park(elsewhere);
        elsewhere(() -> answerParked(request, doneSafely(request.message())));
    }

    private Message doneSafely(Message asked) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return asked.code() == UPDATE ? updated(asked) : done(asked);
        } catch (Throwable e) {
            return Message.of(THREW, Values.encodeError(e));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Message updated(Message asked) {
        MapUpdate<Object, Object> update;
        try {
            update = Values.decode(asked.value(0), "function for SharedMap");
        } catch (RuntimeException | LinkageError e) {
            return Message.of(CANNOT_RUN);
        }
        Object result = update.run(this);
        return result == null
                ? Message.of(NONE)
                : Message.of(Message.OK, Values.encode(result, "value of SharedMap"));
    }

    private Message done(Message asked) {
        boolean isPlain = asked.number(0) == 1;
        switch (asked.code()) {
            case GET -> {
                Item found = get(Key.of(asked.value(0), isPlain));
                return found == null ? Message.of(NONE) : answerOf(Message.OK, found);
            }
            case STORE -> {
                Stored stored =
                        store(Key.of(asked.value(0), isPlain), asked.value(1), asked.number(1));
                int code = stored.isDone() ? Message.OK : NONE;
                Item before = stored.before();
                return before == null ? Message.of(code) : answerOf(code, before);
            }
            case REMOVE -> {
                Item removed = remove(Key.of(asked.value(0), isPlain), asked.number(1));
                return removed == null ? Message.of(NONE) : answerOf(Message.OK, removed);
            }
            default -> {
                List<Key> keys = new ArrayList<>();
                List<Payload> values = new ArrayList<>();
                for (int i = 0; i < asked.valueCount(); i += 2) {
                    keys.add(Key.of(asked.value(i), asked.number(1 + i / 2) == 1));
                    values.add(asked.value(i + 1));
                }
                storeAll(keys, values);
                return Message.of(Message.OK);
            }
        }
    }

    private static Message answerOf(int code, Item item) {
        return Message.of(code, item.value, item.version);
    }

    private static Message answerOf(List<Item> items) {
        List<Payload> values = new ArrayList<>(2 * items.size());
        long[] versions = new long[items.size()];
        for (int i = 0; i < versions.length; i++) {
            values.add(items.get(i).key);
            values.add(items.get(i).value);
            versions[i] = items.get(i).version;
        }
        return Message.of(Message.OK, values, versions);
    }

    // The entries

    private ConcurrentMap<Object, Item> mapOf(Key key) {
        return key.isPlain() ? plain : others;
    }

    @Override
    public @Nullable Item get(Key key) {
        return mapOf(key).get(key.lookup());
    }

    @Override
    public Stored store(Key key, Payload value, long condition) {
        ConcurrentMap<Object, Item> map = mapOf(key);
        for (; ; ) {
            Item before = map.get(key.lookup());
            if (!isMet(condition, before)) {
                return new Stored(false, before);
            }
            if (before == null ? isAdded(map, key, value) : isReplaced(map, key, before, value)) {
                return new Stored(true, before);
            }
        }
    }

    private static boolean isMet(long condition, @Nullable Item there) {
        if (condition == ALWAYS) {
            return true;
        }
        if (condition == IF_ABSENT) {
            return there == null;
        }
        return there != null && (condition == IF_PRESENT || condition == there.version);
    }

    private boolean isAdded(ConcurrentMap<Object, Item> map, Key key, Payload value) {
        Payload encoded = key.payload();
        Object own =
                key.isPlain() ? key.lookup() : Values.decode(encoded, "key of SharedMap"); // a copy
        return map.putIfAbsent(own, new Item(versions.incrementAndGet(), encoded, value)) == null;
    }

    private boolean isReplaced(
            ConcurrentMap<Object, Item> map, Key key, Item before, Payload value) {
        return map.replace(
                key.lookup(), before, new Item(versions.incrementAndGet(), before.key, value));
    }

    @Override
    public @Nullable Item remove(Key key, long condition) {
        ConcurrentMap<Object, Item> map = mapOf(key);
        if (condition == ALWAYS) {
            return map.remove(key.lookup());
        }
        Item there = map.get(key.lookup());
        return there != null && there.version == condition && map.remove(key.lookup(), there)
                ? there
                : null;
    }

    @Override
    public int size() {
        return (int) Math.min(Integer.MAX_VALUE, (long) plain.size() + others.size());
    }

    @Override
    public void clear() {
        plain.clear();
        others.clear();
    }

    @Override
    public List<Item> all() {
        List<Item> all = new ArrayList<>(plain.values());
        all.addAll(others.values());
        return all;
    }

    @Override
    public void storeAll(List<Key> keys, List<Payload> values) {
        for (int i = 0; i < keys.size(); i++) {
            store(keys.get(i), values.get(i), ALWAYS);
        }
    }
}
