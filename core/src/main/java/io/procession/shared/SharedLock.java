package io.procession.shared;

import io.procession.DeadlockException;
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
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * A reentrant lock between processes, which outlives its holder: when the process that holds it
 * dies, the next has it at once, and is told ({@link #wasAbandoned}).
 *
 * <p>It is held by a thread of a process, and only that thread can unlock it. A task that ends with
 * the lock in hand keeps it, as a thread does: the worker's next task, on the same thread, has it
 * still. The lock lives in the process that made it, and ends with it.
 *
 * <p>Those that wait get it in the order in which they came, and it is passed from hand to hand:
 * nobody can come in between. {@link #lock} and the like block; the interruptible and timed ones
 * are what {@link Lock} says. A lock that was closed by its process, or whose process has ended,
 * throws an {@link IllegalStateException}. A wait that would never end, because those who hold the
 * lock wait for those who want it, throws a {@link DeadlockException}.
 *
 * <p>The idea is that of {@code multiprocessing.RLock} and {@code Condition} of Python, which stay
 * locked for ever when their holder is killed.
 */
public final class SharedLock implements Lock, Serializable, AutoCloseable {

    private static final long serialVersionUID = 1L;

    private final transient SharedRef ref;
    private final transient Tenure tenure = new Tenure();

    private SharedLock(SharedRef ref) {
        this.ref = ref;
    }

    /** A lock that nobody holds. */
    public static SharedLock create() {
        return create(/* fair= */ false);
    }

    /**
     * A lock that nobody holds.
     *
     * @param fair whether the program relies on the order of those that wait. All locks keep it
     *     today; one that is not fair may come to prefer speed
     */
    public static SharedLock create(boolean fair) {
        SharedRef ref = Broker.add(new LockState(fair));
        SharedLock lock = new SharedLock(ref);
        ref.setFace(lock);
        return lock;
    }

    // Lock

    @Override
    public void lock() {
        got(ref.awaitUninterruptibly(Message.of(LockState.LOCK), Request.FOREVER));
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        got(ref.await(Message.of(LockState.LOCK), Request.FOREVER));
    }

    @Override
    public boolean tryLock() {
        return got(ref.ask(Message.of(LockState.LOCK)));
    }

    @Override
    public boolean tryLock(long timeout, TimeUnit unit) throws InterruptedException {
        return got(ref.await(Message.of(LockState.LOCK), Waits.nanos(timeout, unit)));
    }

    /** The same as {@link #tryLock(long, TimeUnit)}. */
    public boolean tryLock(Duration timeout) throws InterruptedException {
        return got(ref.await(Message.of(LockState.LOCK), Waits.nanos(timeout)));
    }

    private boolean got(Message reply) {
        if (reply.isOk() && !ref.isOwned()) {
            tenure.begin();
        }
        return reply.isOk();
    }

    /**
     * Lets go of it, once. May return before the lock's process has done so; but it is done also if
     * this process is killed now, and whoever hears of the return by Procession's means, whatever
     * they are, finds it done. That the lock was closed is then told by a later call.
     *
     * @throws IllegalMonitorStateException if another thread, or nobody, holds it
     */
    @Override
    public void unlock() {
        Message unlock = Message.of(LockState.UNLOCK);
        if (tenure.isOwn()) {
            tenure.end();
            held(ref.tell(unlock));
        } else {
            held(ref.ask(unlock));
        }
    }

    private static Message held(Message reply) {
        if (reply.code() == LockState.NOT_HELD) {
            throw new IllegalMonitorStateException(reply.text());
        }
        return reply;
    }

    /** A condition of this lock, which can be sent to other processes as the lock can. */
    @Override
    public Condition newCondition() {
        return new Waiting(this, ref.ask(Message.of(LockState.NEW_CONDITION)).number(0));
    }

    // What is known of it

    /**
     * Whether the process of the one who held it before has died with it in hand: what the lock
     * protects may be half done. For its holder to ask; false for others, and after the holder has
     * let go of it.
     */
    public boolean wasAbandoned() {
        return state().number(2) == 1;
    }

    /** How often the calling thread holds it. */
    public int getHoldCount() {
        return (int) state().number(0);
    }

    public boolean isHeldByCurrentThread() {
        return state().number(0) > 0;
    }

    /** Whether anybody holds it. */
    public boolean isLocked() {
        return state().number(1) == 1;
    }

    public boolean isFair() {
        return state().number(4) == 1;
    }

    /** How many threads, of all processes, wait for it. */
    public int getQueueLength() {
        return (int) state().number(3);
    }

    private Message state() {
        return ref.ask(Message.of(LockState.STATE));
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
        return "SharedLock(" + ref + ")";
    }

    // How it travels.

    private Object writeReplace() {
        return new Travelling(ref.id());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("shared lock travels as a handle");
    }

    private record Travelling(ObjectId id) implements Handle, Serializable {

        private Object readResolve() {
            return Broker.refOf(id).face(SharedLock.class, SharedLock::new);
        }
    }

    /** A condition: which one of which lock. */
    private record Waiting(SharedLock lock, long number) implements Condition, Serializable {

        @Override
        public void await() throws InterruptedException {
            suspend(Request.FOREVER);
        }

        @Override
        public void awaitUninterruptibly() {
            try {
                held(lock.ref.awaitUninterruptibly(asking(LockState.AWAIT), Request.FOREVER));
            } catch (DeadlockException e) {
                lock.tenure.forget();
                throw e;
            }
        }

        @Override
        public long awaitNanos(long nanosTimeout) throws InterruptedException {
            long deadline = System.nanoTime() + nanosTimeout;
            isSignalled(nanosTimeout);
            return deadline - System.nanoTime();
        }

        @Override
        public boolean await(long time, TimeUnit unit) throws InterruptedException {
            return isSignalled(unit.toNanos(time));
        }

        @Override
        public boolean awaitUntil(Date deadline) throws InterruptedException {
            long millis = deadline.getTime() - System.currentTimeMillis();
            return isSignalled(TimeUnit.MILLISECONDS.toNanos(millis));
        }

        @Override
        public void signal() {
            signal(LockState.SIGNAL);
        }

        @Override
        public void signalAll() {
            signal(LockState.SIGNAL_ALL);
        }

        private void signal(int operation) {
            Message signal = asking(operation);
            held(lock.tenure.isOwn() ? lock.ref.tell(signal) : lock.ref.ask(signal));
        }

        private boolean isSignalled(long nanos) throws InterruptedException {
            long atLeast = Math.max(1, nanos); // it lets go of the lock in any case
            return suspend(atLeast);
        }

        /** The lock is had again in the end, but perhaps after a deadlock. */
        private boolean suspend(long nanos) throws InterruptedException {
            try {
                return held(lock.ref.await(asking(LockState.AWAIT), nanos)).isOk();
            } catch (DeadlockException e) {
                lock.tenure.forget();
                throw e;
            }
        }

        private Message asking(int operation) {
            return Message.of(operation, number);
        }
    }
}
