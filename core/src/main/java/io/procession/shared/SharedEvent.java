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
 * A flag between processes, which threads of any process can wait for.
 *
 * <p>It lives in the process that made it, and ends with it; then, and when it was closed, its
 * methods throw an {@link IllegalStateException}. The idea is that of {@code multiprocessing.Event}
 * of Python.
 */
public final class SharedEvent implements Serializable, AutoCloseable {

    private static final long serialVersionUID = 1L;

    private final transient SharedRef ref;

    private SharedEvent(SharedRef ref) {
        this.ref = ref;
    }

    /** An event that is not set. */
    public static SharedEvent create() {
        SharedRef ref = Broker.add(new EventState());
        SharedEvent event = new SharedEvent(ref);
        ref.setFace(event);
        return event;
    }

    /**
     * Sets it: all who wait go on, and nobody waits until it is cleared. May return before, as
     * {@link SharedLock#unlock} does.
     */
    public void set() {
        ref.tell(Message.of(EventState.SET));
    }

    /** Clears it, in the same way: who waits from now on waits for the next {@link #set}. */
    public void clear() {
        ref.tell(Message.of(EventState.CLEAR));
    }

    public boolean isSet() {
        return ref.ask(Message.of(EventState.IS_SET)).number(0) == 1;
    }

    /** Blocks until it is set. */
    public void await() throws InterruptedException {
        ref.await(Message.of(EventState.AWAIT), Request.FOREVER);
    }

    /** Waits for a limited time; false if that is over. */
    public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
        return ref.await(Message.of(EventState.AWAIT), Waits.nanos(timeout, unit)).isOk();
    }

    /** Waits for a limited time; false if that is over. */
    public boolean await(Duration timeout) throws InterruptedException {
        return ref.await(Message.of(EventState.AWAIT), Waits.nanos(timeout)).isOk();
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
        return "SharedEvent(" + ref + ")";
    }

    // How it travels.

    private Object writeReplace() {
        return new Travelling(ref.id());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("SharedEvent travels as a handle");
    }

    private record Travelling(ObjectId id) implements Handle, Serializable {

        private Object readResolve() {
            return Broker.refOf(id).face(SharedEvent.class, SharedEvent::new);
        }
    }
}
