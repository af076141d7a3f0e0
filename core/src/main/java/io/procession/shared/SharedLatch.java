package io.procession.shared;

import io.procession.internal.broker.Broker;
import io.procession.internal.broker.Handle;
import io.procession.internal.broker.Message;
import io.procession.internal.broker.ObjectId;
import io.procession.internal.broker.Request;
import io.procession.internal.broker.SharedRef;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A count-down latch between processes: threads of any process wait until it has been counted down
 * to 0.
 *
 * <p>A process that dies counts nothing down. It lives in the process that made it, and ends with
 * it; then, and when it was closed, its methods throw an {@link IllegalStateException}. After
 * {@link java.util.concurrent.CountDownLatch}.
 */
public final class SharedLatch implements Serializable, AutoCloseable {

    private static final long serialVersionUID = 1L;

    private final transient SharedRef ref;

    private SharedLatch(SharedRef ref) {
        this.ref = ref;
    }

    /** A latch that is to be counted down so often. */
    public static SharedLatch create(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("count must not be negative: count=" + count);
        }
        SharedRef ref = Broker.add(new LatchState(count));
        SharedLatch latch = new SharedLatch(ref);
        ref.setFace(latch);
        return latch;
    }

    /**
     * Counts down, if it is not at 0; does not block. May return before, as {@link
     * SharedLock#unlock} does.
     */
    public void countDown() {
        ref.tell(Message.of(LatchState.COUNT_DOWN));
    }

    /** Blocks until it is at 0. */
    public void await() throws InterruptedException {
        ref.await(Message.of(LatchState.AWAIT), Request.FOREVER);
    }

    /** Waits for a limited time; false if that is over. */
    public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
        return ref.await(Message.of(LatchState.AWAIT), Waits.nanos(timeout, unit)).isOk();
    }

    /** Waits for a limited time; false if that is over. */
    public boolean await(Duration timeout) throws InterruptedException {
        return ref.await(Message.of(LatchState.AWAIT), Waits.nanos(timeout)).isOk();
    }

    /** How often it is still to be counted down. */
    public long getCount() {
        return ref.ask(Message.of(LatchState.COUNT)).number(0);
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
        return "SharedLatch(" + ref + ")";
    }

    // How it travels.

    private Object writeReplace() {
        return new Travelling(ref.id());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("SharedLatch travels as a handle");
    }

    private record Travelling(ObjectId id) implements Handle, Serializable {

        private Object readResolve() {
            return Broker.refOf(id).face(SharedLatch.class, SharedLatch::new);
        }
    }
}
