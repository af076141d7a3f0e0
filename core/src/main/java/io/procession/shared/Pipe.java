package io.procession.shared;

import io.procession.internal.broker.Broker;
import io.procession.internal.broker.Handle;
import io.procession.internal.broker.ObjectId;
import io.procession.internal.broker.SharedRef;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;

/**
 * Two connected ends, between processes: what is sent into one comes out of the other, in both
 * directions and in whole messages.
 *
 * <p>{@link #left} and {@link #right} are the same, and each can be sent to another process. The
 * pipe lives in the process that made it, and ends with it. The idea is that of {@code
 * multiprocessing.Pipe} of Python.
 */
public final class Pipe implements Serializable, AutoCloseable {

    private static final long serialVersionUID = 1L;

    private final transient SharedRef ref;

    private Pipe(SharedRef ref) {
        this.ref = ref;
    }

    /** A new pipe, with both sides open. */
    public static Pipe open() {
        SharedRef ref = Broker.add(new PipeState());
        Pipe pipe = new Pipe(ref);
        ref.setFace(pipe);
        return pipe;
    }

    /** One end. */
    public Connection left() {
        return new Connection(this, 0);
    }

    /** The other end. */
    public Connection right() {
        return new Connection(this, 1);
    }

    SharedRef ref() {
        return ref;
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
        return "Pipe(" + ref + ")";
    }

    // How it travels.

    private Object writeReplace() {
        return new Travelling(ref.id());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("Pipe travels as a handle");
    }

    private record Travelling(ObjectId id) implements Handle, Serializable {

        private Object readResolve() {
            return Broker.refOf(id).face(Pipe.class, Pipe::new);
        }
    }
}
