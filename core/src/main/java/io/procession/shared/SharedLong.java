package io.procession.shared;

import io.procession.internal.broker.Broker;
import io.procession.internal.broker.Handle;
import io.procession.internal.broker.Message;
import io.procession.internal.broker.ObjectId;
import io.procession.internal.broker.SharedRef;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * A number between processes, each of whose operations is atomic. No method waits for another
 * thread.
 *
 * <p>It lives in the process that made it, and ends with it; then, and when it was closed, its
 * methods throw an {@link IllegalStateException}. After {@link
 * java.util.concurrent.atomic.AtomicLong}; for arrays of numbers, and for speed, {@link
 * SharedLongs}. The idea is that of {@code multiprocessing.Value} of Python.
 */
public final class SharedLong extends Number implements AutoCloseable {

    private static final long serialVersionUID = 1L;

    private final transient SharedRef ref;

    private SharedLong(SharedRef ref) {
        this.ref = ref;
    }

    /** The number 0. */
    public static SharedLong create() {
        return create(0);
    }

    /** A number. */
    public static SharedLong create(long value) {
        SharedRef ref = Broker.add(new LongState(value));
        SharedLong made = new SharedLong(ref);
        ref.setFace(made);
        return made;
    }

    public long get() {
        return before(Message.of(LongState.GET));
    }

    public void set(long value) {
        ref.tell(Message.of(LongState.SET, value));
    }

    public long getAndSet(long value) {
        return before(Message.of(LongState.SET, value));
    }

    public long getAndAdd(long delta) {
        return before(Message.of(LongState.ADD, delta));
    }

    public long addAndGet(long delta) {
        return getAndAdd(delta) + delta;
    }

    public long incrementAndGet() {
        return addAndGet(1);
    }

    public long decrementAndGet() {
        return addAndGet(-1);
    }

    public long getAndIncrement() {
        return getAndAdd(1);
    }

    public long getAndDecrement() {
        return getAndAdd(-1);
    }

    /** Sets it if it is what is expected; whether it was. */
    public boolean compareAndSet(long expected, long value) {
        return before(Message.of(LongState.COMPARE_AND_SET, expected, value)) == expected;
    }

    /** Applies a function, in this process; again, if the number changes meanwhile. */
    public long updateAndGet(LongUnaryOperator function) {
        long current = get();
        while (true) {
            long next = function.applyAsLong(current);
            long found = before(Message.of(LongState.COMPARE_AND_SET, current, next));
            if (found == current) {
                return next;
            }
            current = found;
        }
    }

    /**
     * Applies a function to it and an operand, in this process; again, if the number changes
     * meanwhile.
     */
    public long accumulateAndGet(long operand, LongBinaryOperator function) {
        return updateAndGet(current -> function.applyAsLong(current, operand));
    }

    private long before(Message message) {
        return ref.ask(message).number(0);
    }

    @Override
    public int intValue() {
        return (int) get();
    }

    @Override
    public long longValue() {
        return get();
    }

    @Override
    public float floatValue() {
        return get();
    }

    @Override
    public double doubleValue() {
        return get();
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
        return "SharedLong(" + ref + ")";
    }

    // How it travels.

    private Object writeReplace() {
        return new Travelling(ref.id());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("SharedLong travels as a handle");
    }

    private record Travelling(ObjectId id) implements Handle, Serializable {

        private Object readResolve() {
            return Broker.refOf(id).face(SharedLong.class, SharedLong::new);
        }
    }
}
