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
 * A semaphore between processes: so many permits, which threads of any process acquire and release.
 *
 * <p>Those that wait get theirs in the order in which they came. Permits that a process has
 * acquired and not released are released when it dies. As with {@link
 * java.util.concurrent.Semaphore}, any thread may release; what a process releases beyond its own
 * counts as released for the one that acquired first. It lives in the process that made it, and
 * ends with it; then, and when it was closed, its methods throw an {@link IllegalStateException}.
 *
 * <p>The idea is that of {@code multiprocessing.Semaphore} and {@code BoundedSemaphore} of Python.
 */
public final class SharedSemaphore implements Serializable, AutoCloseable {

    private static final long serialVersionUID = 1L;

    private final transient SharedRef ref;
    private final transient boolean isBounded;

    private SharedSemaphore(SharedRef ref, boolean isBounded) {
        this.ref = ref;
        this.isBounded = isBounded;
    }

    /** A semaphore of so many permits, to which more may be released. */
    public static SharedSemaphore create(int permits) {
        return create(permits, Integer.MAX_VALUE);
    }

    /** A semaphore that never has more permits than at the start. */
    public static SharedSemaphore createBounded(int permits) {
        return create(permits, permits);
    }

    private static SharedSemaphore create(int permits, int most) {
        if (permits < 0) {
            throw new IllegalArgumentException("permits must not be negative: permits=" + permits);
        }
        SharedRef ref = Broker.add(new SemaphoreState(permits, most));
        SharedSemaphore semaphore = new SharedSemaphore(ref, most < Integer.MAX_VALUE);
        ref.setFace(semaphore);
        return semaphore;
    }

    /** Acquires a permit; blocks until there is one. */
    public void acquire() throws InterruptedException {
        acquire(1);
    }

    /** Acquires several permits at once; blocks until there are so many. */
    public void acquire(int permits) throws InterruptedException {
        ref.await(acquiring(permits), Request.FOREVER);
    }

    /** The same, and keeps interrupts for later. */
    public void acquireUninterruptibly() {
        ref.awaitUninterruptibly(acquiring(1), Request.FOREVER);
    }

    /** Acquires a permit if there is one, even if others wait. */
    public boolean tryAcquire() {
        return tryAcquire(1);
    }

    /** Acquires several permits if there are so many, even if others wait. */
    public boolean tryAcquire(int permits) {
        return ref.ask(acquiring(permits)).isOk();
    }

    /** Waits for a permit for a limited time. */
    public boolean tryAcquire(long timeout, TimeUnit unit) throws InterruptedException {
        return tryAcquire(1, timeout, unit);
    }

    /** Waits for several permits for a limited time. */
    public boolean tryAcquire(int permits, long timeout, TimeUnit unit)
            throws InterruptedException {
        return ref.await(acquiring(permits), Waits.nanos(timeout, unit)).isOk();
    }

    /** Waits for a permit for a limited time. */
    public boolean tryAcquire(Duration timeout) throws InterruptedException {
        return ref.await(acquiring(1), Waits.nanos(timeout)).isOk();
    }

    /** Releases a permit. */
    public void release() {
        release(1);
    }

    /**
     * Releases several permits. One without a bound may return before, as {@link SharedLock#unlock}
     * does.
     *
     * @throws IllegalStateException if it is bounded, and would have more than at the start
     */
    public void release(int permits) {
        Message release = Message.of(SemaphoreState.RELEASE, checked(permits));
        Message reply = isBounded ? ref.ask(release) : ref.tell(release);
        if (reply.code() == SemaphoreState.TOO_MANY) {
            throw new IllegalStateException(reply.text());
        }
    }

    /** How many permits there are now. */
    public int availablePermits() {
        return (int) ref.ask(Message.of(SemaphoreState.AVAILABLE)).number(0);
    }

    /** Acquires all permits that there are; how many that was. */
    public int drainPermits() {
        return (int) ref.ask(Message.of(SemaphoreState.DRAIN)).number(0);
    }

    private static Message acquiring(int permits) {
        return Message.of(SemaphoreState.ACQUIRE, checked(permits));
    }

    private static int checked(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("permits must not be negative: permits=" + permits);
        }
        return permits;
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
        return "SharedSemaphore(" + ref + ")";
    }

    // How it travels.

    private Object writeReplace() {
        return new Travelling(ref.id(), isBounded);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("SharedSemaphore travels as a handle");
    }

    private record Travelling(ObjectId id, boolean isBounded) implements Handle, Serializable {

        private Object readResolve() {
            return Broker.refOf(id)
                    .face(SharedSemaphore.class, ref -> new SharedSemaphore(ref, isBounded));
        }
    }
}
