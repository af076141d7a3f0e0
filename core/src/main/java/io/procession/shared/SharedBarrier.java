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
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A barrier between processes: threads wait for each other until so many have come, and then go on
 * together; again and again.
 *
 * <p>It breaks, for all who wait and until it is reset, when one of them is interrupted, waits in
 * vain, or dies with its process. It lives in the process that made it, and ends with it; then, and
 * when it was closed, its methods throw an {@link IllegalStateException}. After {@link
 * java.util.concurrent.CyclicBarrier}, without its action.
 */
public final class SharedBarrier implements Serializable, AutoCloseable {

    private static final long serialVersionUID = 1L;

    private final transient SharedRef ref;

    private SharedBarrier(SharedRef ref) {
        this.ref = ref;
    }

    /** A barrier for so many threads, from 1 on. */
    public static SharedBarrier create(int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException("parties must be positive: parties=" + parties);
        }
        SharedRef ref = Broker.add(new BarrierState(parties));
        SharedBarrier barrier = new SharedBarrier(ref);
        ref.setFace(barrier);
        return barrier;
    }

    /**
     * Blocks until all have come.
     *
     * @return how many came after this one; 0 for the last
     */
    public int await() throws InterruptedException, BrokenBarrierException {
        return arrived(ref.await(Message.of(BarrierState.AWAIT), Request.FOREVER));
    }

    /**
     * Blocks until all have come, for a limited time.
     *
     * @throws TimeoutException if that is over; the barrier is broken then
     */
    public int await(long timeout, TimeUnit unit)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(Waits.nanos(timeout, unit));
    }

    /** The same. */
    public int await(Duration timeout)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(Waits.nanos(timeout));
    }

    private int await(long nanos)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        Message reply = ref.await(Message.of(BarrierState.AWAIT), nanos);
        if (reply.code() == Message.TIMED_OUT) {
            throw new TimeoutException("others did not come: barrier=" + ref);
        }
        return arrived(reply);
    }

    private static int arrived(Message reply) throws BrokenBarrierException {
        if (reply.code() == BarrierState.BROKEN) {
            throw new BrokenBarrierException(reply.text());
        }
        return (int) reply.number(0);
    }

    /** How many must come. */
    public int getParties() {
        return (int) state().number(0);
    }

    /** How many wait. */
    public int getNumberWaiting() {
        return (int) state().number(1);
    }

    public boolean isBroken() {
        return state().number(2) == 1;
    }

    /** Makes it as new; for those who wait it breaks. */
    public void reset() {
        ref.ask(Message.of(BarrierState.RESET));
    }

    private Message state() {
        return ref.ask(Message.of(BarrierState.STATE));
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
        return "SharedBarrier(" + ref + ")";
    }

    // How it travels.

    private Object writeReplace() {
        return new Travelling(ref.id());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("SharedBarrier travels as a handle");
    }

    private record Travelling(ObjectId id) implements Handle, Serializable {

        private Object readResolve() {
            return Broker.refOf(id).face(SharedBarrier.class, SharedBarrier::new);
        }
    }
}
