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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;

/**
 * A read lock for many and a write lock for one, between processes. Both are reentrant, and outlive
 * their holders: what a process holds is freed when it dies, and if that was the write lock, those
 * who come next can ask {@link #wasAbandoned}.
 *
 * <p>All who wait stand in one line, so that neither kind starves. Who has the write lock may take
 * the read lock too; who has the read lock only and waits for the write lock would wait for itself,
 * which is an {@link IllegalStateException}. There are no conditions; use {@link SharedLock} for
 * these. It lives in the process that made it, and ends with it; then, and when it was closed, its
 * methods throw an {@link IllegalStateException}. After {@link
 * java.util.concurrent.locks.ReentrantReadWriteLock}.
 */
public final class SharedReadWriteLock implements ReadWriteLock, Serializable, AutoCloseable {

    private static final long serialVersionUID = 1L;

    private final transient SharedRef ref;
    private final transient Tenure writing = new Tenure();

    private SharedReadWriteLock(SharedRef ref) {
        this.ref = ref;
    }

    /** A lock that nobody holds. */
    public static SharedReadWriteLock create() {
        SharedRef ref = Broker.add(new ReadWriteState());
        SharedReadWriteLock lock = new SharedReadWriteLock(ref);
        ref.setFace(lock);
        return lock;
    }

    /** The side for many. Can be sent to other processes as this can. */
    @Override
    public Lock readLock() {
        return new Side(this, ReadWriteState.READ, ReadWriteState.END_READ);
    }

    /** The side for one. Can be sent to other processes as this can. */
    @Override
    public Lock writeLock() {
        return new Side(this, ReadWriteState.WRITE, ReadWriteState.END_WRITE);
    }

    /**
     * Whether a process has died with the write lock in hand, and nobody has had that, and let go
     * of it, since: what it protects may be half done.
     */
    public boolean wasAbandoned() {
        return state().number(2) == 1;
    }

    /** How often the calling thread holds the read lock. */
    public int getReadHoldCount() {
        return (int) state().number(0);
    }

    /** How often the calling thread holds the write lock. */
    public int getWriteHoldCount() {
        return (int) state().number(1);
    }

    /** How many threads, of all processes, hold the read lock. */
    public int getReadLockCount() {
        return (int) state().number(4);
    }

    public boolean isWriteLocked() {
        return state().number(5) == 1;
    }

    /** How many threads, of all processes, wait for either side. */
    public int getQueueLength() {
        return (int) state().number(3);
    }

    private Message state() {
        return ref.ask(Message.of(ReadWriteState.STATE));
    }

    /** One of its sides. */
    private record Side(SharedReadWriteLock both, int begin, int end)
            implements Lock, Serializable {

        @Override
        public void lock() {
            begun(both.ref.awaitUninterruptibly(Message.of(begin), Request.FOREVER));
        }

        @Override
        public void lockInterruptibly() throws InterruptedException {
            begun(both.ref.await(Message.of(begin), Request.FOREVER));
        }

        @Override
        public boolean tryLock() {
            return begun(both.ref.ask(Message.of(begin)));
        }

        @Override
        public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
            return begun(both.ref.await(Message.of(begin), Waits.nanos(time, unit)));
        }

        @Override
        public void unlock() {
            Message unlock = Message.of(end);
            if (end == ReadWriteState.END_WRITE && both.writing.isOwn()) {
                both.writing.end();
                granted(both.ref.tell(unlock));
            } else {
                granted(both.ref.ask(unlock));
            }
        }

        @Override
        public Condition newCondition() {
            throw new UnsupportedOperationException(
                    "a SharedReadWriteLock has no conditions: lock=" + both + "; use a SharedLock");
        }

        private boolean begun(Message reply) {
            boolean isGranted = granted(reply);
            if (isGranted && begin == ReadWriteState.WRITE && !both.ref.isOwned()) {
                both.writing.begin();
            }
            return isGranted;
        }

        private static boolean granted(Message reply) {
            if (reply.code() == ReadWriteState.NOT_HELD) {
                throw new IllegalMonitorStateException(reply.text());
            }
            if (reply.code() == ReadWriteState.UPGRADE) {
                throw new IllegalStateException(reply.text());
            }
            return reply.isOk();
        }
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
        return "SharedReadWriteLock(" + ref + ")";
    }

    // How it travels.

    private Object writeReplace() {
        return new Travelling(ref.id());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("SharedReadWriteLock travels as a handle");
    }

    private record Travelling(ObjectId id) implements Handle, Serializable {

        private Object readResolve() {
            return Broker.refOf(id).face(SharedReadWriteLock.class, SharedReadWriteLock::new);
        }
    }
}
