package io.procession.shared;

import io.procession.internal.broker.Broker;
import io.procession.internal.broker.Handle;
import io.procession.internal.broker.Message;
import io.procession.internal.broker.ObjectId;
import io.procession.internal.broker.Request;
import io.procession.internal.broker.SharedRef;
import io.procession.spi.Payload;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
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
 * first of the queue again; one that a thread has taken by itself is gone with its process.
 *
 * <p>Any thread of any process may use it. A process of this machine that uses it more than once or
 * twice maps the memory in which the elements lie, and puts and takes them there without a message
 * to anybody; an element of more than 64 KB, or with handles of shared objects in it, and what is
 * more than 16 MB, goes through the process that made the queue. {@link #put}, {@link #take} and
 * the timed methods block: they look at that memory for some microseconds where that has paid
 * lately, then sleep; they heed interrupts, and end with their process without a trace. Those that
 * sleep, for an element or for room, are served in the order in which they fell asleep, and before
 * those that come later; those that still look are not in line.
 *
 * <p>A process that dies at any point of an operation has done all of it or nothing, and holds up
 * nobody. One that is stopped (SIGSTOP) in the middle of one, which takes some microseconds at
 * most, keeps all others from the elements until it goes on, or dies; nothing limits that, no
 * time-out either.
 *
 * <p>Iterators show a copy of one moment; {@link #drainTo} takes as much as there is, not
 * necessarily at one moment.
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
    private final transient QueueAccess access;

    private SharedQueue(SharedRef ref) {
        this.ref = ref;
        this.access = new QueueAccess(ref);
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
        put(element, Request.FOREVER);
    }

    @Override
    public boolean offer(E element) {
        Payload value = encoded(element);
        return switch (access.put(value, /* waits= */ false)) {
            case DONE -> true;
            case REFUSED -> false;
            case ASK -> open(ask(Message.of(QueueState.PUT, value))).isOk();
        };
    }

    @Override
    public boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
        return put(element, Waits.nanos(timeout, unit));
    }

    /** The same as {@link #offer(Object, long, TimeUnit)}. */
    public boolean offer(E element, Duration timeout) throws InterruptedException {
        return put(element, Waits.nanos(timeout));
    }

    private boolean put(E element, long timeoutNanos) throws InterruptedException {
        Payload value = encoded(element);
        throwIfInterrupted();
        return switch (access.put(value, timeoutNanos != 0)) {
            case DONE -> true;
            case REFUSED -> false;
            case ASK -> open(await(Message.of(QueueState.PUT, value), timeoutNanos)).isOk();
        };
    }

    private static Payload encoded(Object element) {
        Objects.requireNonNull(element, "element");
        return Values.encode(element, "element of SharedQueue");
    }

    private static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    @Override
    public E take() throws InterruptedException {
        E taken = poll(Request.FOREVER);
        if (taken == null) {
            throw new IllegalStateException("queue gave nothing: queue=" + ref);
        }
        return taken;
    }

    @Override
    public @Nullable E poll() {
        Payload taken = access.take(/* waits= */ false);
        if (taken == QueueAccess.NOTHING) {
            return null;
        }
        return taken == QueueAccess.ASK
                ? decodedOrNull(ask(Message.of(QueueState.TAKE)))
                : decoded(taken);
    }

    @Override
    public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        return poll(Waits.nanos(timeout, unit));
    }

    /** The same as {@link #poll(long, TimeUnit)}. */
    public @Nullable E poll(Duration timeout) throws InterruptedException {
        return poll(Waits.nanos(timeout));
    }

    private @Nullable E poll(long timeoutNanos) throws InterruptedException {
        throwIfInterrupted();
        Payload taken = access.take(timeoutNanos != 0);
        if (taken == QueueAccess.NOTHING) {
            return null;
        }
        return taken == QueueAccess.ASK
                ? decodedOrNull(await(Message.of(QueueState.TAKE), timeoutNanos))
                : decoded(taken);
    }

    @Override
    public @Nullable E peek() {
        Payload seen = access.peek();
        if (seen == QueueAccess.NOTHING) {
            return null;
        }
        if (seen != QueueAccess.ASK) {
            return decoded(seen);
        }
        Message first = ask(Message.of(QueueState.PEEK));
        return first.isOk() ? decoded(first.value(0)) : null;
    }

    private @Nullable E decodedOrNull(Message reply) {
        return open(reply).isOk() ? decoded(reply.value(0)) : null;
    }

    private E decoded(Payload value) {
        return Values.decode(value, "element of SharedQueue");
    }

    QueueAccess access() {
        return access;
    }

    /** Asks the owner for something that is done at once. */
    private Message ask(Message message) {
        access.asking();
        Message reply = ref.ask(message);
        while (reply.code() == QueueState.BUSY) {
            Waits.nap();
            reply = ref.ask(message);
        }
        return reply;
    }

    /** Asks the owner for something that may have to wait. */
    private Message await(Message message, long timeoutNanos) throws InterruptedException {
        if (timeoutNanos == 0) {
            return ask(message);
        }
        access.asking();
        return ref.await(message, timeoutNanos);
    }

    private static Message open(Message reply) {
        if (reply.code() == QueueState.CLOSED) {
            throw new QueueClosedException(reply.text());
        }
        return reply;
    }

    @Override
    public int size() {
        QueueMemory memory = access.memory();
        return (int)
                (memory == null
                        ? ask(Message.of(QueueState.COUNTS)).number(0)
                        : memory.look().size());
    }

    @Override
    public int remainingCapacity() {
        QueueMemory memory = access.memory();
        if (memory != null) {
            return remaining(access.capacity(), memory.look().size());
        }
        Message counts = ask(Message.of(QueueState.COUNTS));
        return remaining(counts.number(1), counts.number(0));
    }

    private static int remaining(long capacity, long size) {
        return capacity == Integer.MAX_VALUE
                ? Integer.MAX_VALUE
                : (int) Math.max(0, capacity - size);
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
        List<Payload> drained = new ArrayList<>();
        int count = access.drain(drained, maxElements);
        if (count < maxElements && access.mustAskForMore()) {
            Message rest = ask(Message.of(QueueState.DRAIN, maxElements - count));
            if (count == 0) {
                open(rest);
            }
            for (int i = 0; i < rest.valueCount(); i++) {
                drained.add(rest.value(i));
            }
        }
        drained.forEach(each -> target.add(decoded(each)));
        return drained.size();
    }

    /** How many threads, of all processes, wait for an element. */
    public int getWaitingTakers() {
        return (int) ask(Message.of(QueueState.COUNTS)).number(2);
    }

    // Collection

    /** Removes all elements; they need no {@link #taskDone}. */
    @Override
    public void clear() {
        ask(Message.of(QueueState.CLEAR));
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
        QueueAccess.Tried tried = access.taskDone();
        if (tried == QueueAccess.Tried.REFUSED
                || tried == QueueAccess.Tried.ASK
                        && !ask(Message.of(QueueState.TASK_DONE)).isOk()) {
            throw new IllegalStateException(
                    "taskDone was called more often than elements were put: queue=" + ref);
        }
    }

    /** Waits until every element that was put is dealt with: as many {@link #taskDone} as puts. */
    public void join() throws InterruptedException {
        join(Request.FOREVER);
    }

    /** The same for a limited time; false if that is over. */
    public boolean join(Duration timeout) throws InterruptedException {
        return join(Waits.nanos(timeout));
    }

    private boolean join(long timeoutNanos) throws InterruptedException {
        throwIfInterrupted();
        return access.isAllDone() || await(Message.of(QueueState.JOIN), timeoutNanos).isOk();
    }

    /**
     * Ends the queue, from whichever process: nothing more can be put; takers get what is left, and
     * then a {@link QueueClosedException}. Does nothing the second time.
     */
    @Override
    public void close() {
        ask(Message.of(QueueState.END));
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

        private final Message all = ask(Message.of(QueueState.SNAPSHOT));
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
            return ask(Message.of(QueueState.REMOVE, all.number(next - 1))).isOk();
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
