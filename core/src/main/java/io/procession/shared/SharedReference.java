package io.procession.shared;

import io.procession.internal.broker.Broker;
import io.procession.internal.broker.Handle;
import io.procession.internal.broker.Message;
import io.procession.internal.broker.ObjectId;
import io.procession.internal.broker.SharedRef;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A reference between processes, each of whose operations is atomic. No method waits for another
 * thread.
 *
 * <p>What is set is copied, also between threads of one process, and {@link #get} gives a new copy
 * each time: so values are compared by {@code equals}, not by identity. It lives in the process
 * that made it, and ends with it; then, and when it was closed, its methods throw an {@link
 * IllegalStateException}. After {@link java.util.concurrent.atomic.AtomicReference}.
 *
 * @param <V> the type of the value, which may be null
 */
public final class SharedReference<V extends @Nullable Object>
        implements Serializable, AutoCloseable {

    private static final long serialVersionUID = 1L;
    private static final String WHAT = "value of SharedReference";

    private final transient SharedRef ref;

    private SharedReference(SharedRef ref) {
        this.ref = ref;
    }

    /** A reference to null. */
    public static <V> SharedReference<@Nullable V> create() {
        return SharedReference.<@Nullable V>create(null);
    }

    /** A reference to a copy of a value. */
    public static <V extends @Nullable Object> SharedReference<V> create(V value) {
        SharedRef ref = Broker.add(new ReferenceState(Values.encode(value, WHAT)));
        SharedReference<V> made = new SharedReference<>(ref);
        ref.setFace(made);
        return made;
    }

    /** A copy of the value. */
    public V get() {
        return decoded(ref.ask(Message.of(ReferenceState.GET)));
    }

    public void set(V value) {
        ref.tell(Message.of(ReferenceState.SET, Values.encode(value, WHAT)));
    }

    public V getAndSet(V value) {
        return decoded(ref.ask(Message.of(ReferenceState.SET, Values.encode(value, WHAT))));
    }

    /** Sets it if it equals what is expected; whether it did. Compares in this process. */
    public boolean compareAndSet(V expected, V value) {
        Message seen = ref.ask(Message.of(ReferenceState.GET));
        while (Objects.equals(this.decoded(seen), expected)) {
            Message reply = setIfUnchanged(value, seen);
            if (reply.isOk()) {
                return true;
            }
            seen = reply;
        }
        return false;
    }

    /** Applies a function, in this process; again, if the value changes meanwhile. */
    public V updateAndGet(UnaryOperator<V> function) {
        Message seen = ref.ask(Message.of(ReferenceState.GET));
        while (true) {
            V next = function.apply(decoded(seen));
            Message reply = setIfUnchanged(next, seen);
            if (reply.isOk()) {
                return next;
            }
            seen = reply;
        }
    }

    private Message setIfUnchanged(V value, Message seen) {
        return ref.ask(
                Message.of(
                        ReferenceState.SET_IF_UNCHANGED,
                        Values.encode(value, WHAT),
                        seen.number(0)));
    }

    private V decoded(Message reply) {
        return Values.decode(reply.value(0), WHAT);
    }

    /**
     * In the process that made it, frees it: whoever waits for it, or uses it later, gets an {@link
     * IllegalStateException}. Elsewhere does nothing.
     */
    @Override
    public void close() {
        ref.close();
    }

    @Override
    public String toString() {
        return "SharedReference(" + ref + ")";
    }

    // How it travels.

    private Object writeReplace() {
        return new Travelling(ref.id());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("SharedReference travels as a handle");
    }

    private record Travelling(ObjectId id) implements Handle, Serializable {

        private Object readResolve() {
            return Broker.refOf(id)
                    .face(SharedReference.class, ref -> new SharedReference<@Nullable Object>(ref));
        }
    }
}
