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
import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A queue between processes: a {@link BlockingQueue} whose handle is the same queue in every
 * process that has it.
 *
 * <p>It lives in the process that made it, and ends with it. What is put is a copy, of the moment
 * of the put, also between threads of one process; what cannot be sent to another process is
 * refused there, by a {@link io.procession.TaskNotSerializableException}. An element survives the
 * process that has put it. One that was on its way to a process that ended before it arrived is the
 * first of the queue again.
 *
 * <p>Any thread of any process may use it. Those that wait for an element, or for room, are served
 * in the order in which they came; {@link #put}, {@link #take} and the timed methods block, heed
 * interrupts, and end with their process without a trace. Iterators show a copy of one moment.
 *
 * <p>{@link #close} ends it: nothing more can be put, takers get what is in it, then a {@link
 * QueueClosedException}. When its process has ended, every method throws an {@link
 * IllegalStateException}.
 *
 * <p>The idea is that of {@code multiprocessing.Queue} and {@code JoinableQueue} of Python.
 *
 * @param <E> the type of the elements
 */
public final class SharedQueue<E> extends AbstractQueue<E>
        implements BlockingQueue<E>, Serializable, AutoCloseable {

    private static final long serialVersionUID = 1L;

    private final transient SharedRef ref;

    private SharedQueue(SharedRef ref) {
        this.ref = ref;
    }

    /** A queue without a limit. */
    public static <E> SharedQueue<E> create() {
        return create(Integer.MAX_VALUE);
    }

    /** A queue of at most so many elements, from 1 on. */
    public static <E> SharedQueue<E> create(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be positive: capacity=" + capacity);
        }
        SharedRef ref = Broker.add(new QueueState(capacity));
        SharedQueue<E> queue = new SharedQueue<>(ref);
        ref.setFace(queue);
        return queue;
    }

    // BlockingQueue

    @Override
    public void put(E element) throws InterruptedException {
        open(ref.await(putting(element), Request.FOREVER));
    }

    @Override
    public boolean offer(E element) {
        return open(ref.ask(putting(element))).isOk();
    }

    @Override
    public boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
        return open(ref.await(putting(element), Waits.nanos(timeout, unit))).isOk();
    }

    /** The same as {@link #offer(Object, long, TimeUnit)}. */
    public boolean offer(E element, Duration timeout) throws InterruptedException {
        return open(ref.await(putting(element), Waits.nanos(timeout))).isOk();
    }

    private Message putting(E element) {
        Objects.requireNonNull(element, "element");
        return Message.of(QueueState.PUT, Values.encode(element, "element of SharedQueue"));
    }

    @Override
    public E take() throws InterruptedException {
        return decoded(ref.await(Message.of(QueueState.TAKE), Request.FOREVER));
    }

    @Override
    public @Nullable E poll() {
        return decodedOrNull(ref.ask(Message.of(QueueState.TAKE)));
    }

    @Override
    public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        return decodedOrNull(ref.await(Message.of(QueueState.TAKE), Waits.nanos(timeout, unit)));
    }

    /** The same as {@link #poll(long, TimeUnit)}. */
    public @Nullable E poll(Duration timeout) throws InterruptedException {
        return decodedOrNull(ref.await(Message.of(QueueState.TAKE), Waits.nanos(timeout)));
    }

    @Override
    public @Nullable E peek() {
        Message first = ref.ask(Message.of(QueueState.PEEK));
        return first.isOk() ? decoded(first) : null;
    }

    private @Nullable E decodedOrNull(Message reply) {
        return open(reply).isOk() ? decoded(reply) : null;
    }

    private E decoded(Message reply) {
        return Values.decode(open(reply).value(0), "element of SharedQueue");
    }

    private static Message open(Message reply) {
        if (reply.code() == QueueState.CLOSED) {
            throw new QueueClosedException(reply.text());
        }
        return reply;
    }

    @Override
    public int size() {
        return (int) ref.ask(Message.of(QueueState.COUNTS)).number(0);
    }

    @Override
    public int remainingCapacity() {
        Message counts = ref.ask(Message.of(QueueState.COUNTS));
        long capacity = counts.number(1);
        return capacity == Integer.MAX_VALUE
                ? Integer.MAX_VALUE
                : (int) Math.max(0, capacity - counts.number(0));
    }

    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super E> target, int maxElements) {
        Objects.requireNonNull(target, "target");
        if (target == this) {
            throw new IllegalArgumentException("a queue cannot be drained to itself: queue=" + ref);
        }
        if (maxElements <= 0) {
            return 0;
        }
        Message drained = open(ref.ask(Message.of(QueueState.DRAIN, maxElements)));
        for (int i = 0; i < drained.valueCount(); i++) {
            target.add(Values.<E>decode(drained.value(i), "element of SharedQueue"));
        }
        return drained.valueCount();
    }

    /** How many threads, of all processes, wait for an element. */
    public int getWaitingTakers() {
        return (int) ref.ask(Message.of(QueueState.COUNTS)).number(2);
    }

    // Collection

    /** Removes all elements; they need no {@link #taskDone}. */
    @Override
    public void clear() {
        ref.ask(Message.of(QueueState.CLEAR));
    }

    /** Compares in this process, by {@code equals}. */
    @Override
    public boolean contains(@Nullable Object element) {
        for (E each : this) {
            if (each.equals(element)) {
                return true;
            }
        }
        return false;
    }

    /** Compares in this process, by {@code equals}; what is removed needs no {@link #taskDone}. */
    @Override
    public boolean remove(@Nullable Object element) {
        boolean taken; // one that was equal, by somebody else: an equal one may be behind it now
        do {
            taken = false;
            Listed each = new Listed();
            while (each.hasNext()) {
                if (each.next().equals(element)) {
                    if (each.removeLast()) {
                        return true;
                    }
                    taken = true;
                }
            }
        } while (taken);
        return false;
    }

    /** The elements of this moment, as copies; what is taken meanwhile is still shown. */
    @Override
    public Iterator<E> iterator() {
        return new Listed();
    }

    @Override
    public Object[] toArray() {
        return new Listed().toArray();
    }

    // Joining, closing

    /**
     * Says that an element that was taken is dealt with.
     *
     * @throws IllegalStateException if it is said more often than elements were put
     */
    public void taskDone() {
        if (!ref.ask(Message.of(QueueState.TASK_DONE)).isOk()) {
            throw new IllegalStateException(
                    "taskDone was called more often than elements were put: queue=" + ref);
        }
    }

    /** Waits until every element that was put is dealt with: as many {@link #taskDone} as puts. */
    public void join() throws InterruptedException {
        ref.await(Message.of(QueueState.JOIN), Request.FOREVER);
    }

    /** The same for a limited time; false if that is over. */
    public boolean join(Duration timeout) throws InterruptedException {
        return ref.await(Message.of(QueueState.JOIN), Waits.nanos(timeout)).isOk();
    }

    /**
     * Ends the queue, from whichever process: nothing more can be put; takers get what is left, and
     * then a {@link QueueClosedException}. Does nothing the second time.
     */
    @Override
    public void close() {
        ref.ask(Message.of(QueueState.END));
    }

    /** The elements of this moment; or which queue it was, if it can be asked no more. */
    @Override
    public String toString() {
        try {
            return super.toString();
        } catch (IllegalStateException e) {
            return "SharedQueue(" + ref + ")";
        }
    }

    // How it travels.

    private Object writeReplace() {
        return new Travelling(ref.id());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("shared queue travels as a handle");
    }

    private record Travelling(ObjectId id) implements Handle, Serializable {

        private Object readResolve() {
            SharedRef found = Broker.refOf(id);
            return found.face(SharedQueue.class, ref -> new SharedQueue<Object>(ref));
        }
    }

    /** The elements of one moment. */
    private final class Listed implements Iterator<E> {

        private final Message all = ref.ask(Message.of(QueueState.SNAPSHOT));
        private int next;
        private boolean canRemove;

        @Override
        public boolean hasNext() {
            return next < all.valueCount();
        }

        @Override
        public E next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            canRemove = true;
            return Values.decode(all.value(next++), "element of SharedQueue");
        }

        @Override
        public void remove() {
            if (!canRemove) {
                throw new IllegalStateException("remove without next: queue=" + ref);
            }
            canRemove = false;
            removeLast();
        }

        /** False if somebody has taken it meanwhile. */
        boolean removeLast() {
            return ref.ask(Message.of(QueueState.REMOVE, all.number(next - 1))).isOk();
        }

        Object[] toArray() {
            Object[] elements = new Object[all.valueCount()];
            for (int i = 0; i < elements.length; i++) {
                elements[i] = Values.decode(all.value(i), "element of SharedQueue");
            }
            return elements;
        }
    }
}
