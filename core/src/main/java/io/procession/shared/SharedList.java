package io.procession.shared;

import io.procession.TaskNotSerializableException;
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
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A list between processes: a {@link List} whose handle is the same list in every process that has
 * it.
 *
 * <p>It lives in the process that made it, and ends with it. What is put is a copy, of the moment,
 * and what is got is another: to change an element, {@link #set} it again, or use {@link
 * #replaceAll}. Shared objects in it are not copied but shared. Elements may be null; what cannot
 * be sent to another process is refused, by a {@link TaskNotSerializableException}.
 *
 * <p>Each method is atomic, also those that take a collection or a function, and most are one round
 * trip. {@code contains}, {@code indexOf} and {@code remove(Object)} compare by {@code equals}, in
 * the calling process. A function ({@link #removeIf}, {@link #replaceAll}, {@link #sort}) that is
 * {@link Serializable} runs in the process that made the list, on a copy of what it captured, any
 * other in the calling thread; either runs again if the list was changed meanwhile, and holds no
 * lock.
 *
 * <p>Iterators show a copy of one moment; {@code set}, {@code remove} and {@code add} write through
 * to the element that was shown, and do nothing to one that is not there any more. A {@link
 * #subList} sees what is set; it must not be used any more when elements were added or removed
 * otherwise.
 *
 * <p>Any thread of any process may use it; no method waits for more than an answer. When it was
 * closed, or its process has ended, every method throws an {@link IllegalStateException}.
 *
 * <p>The idea is that of {@code multiprocessing.Manager().list()} of Python.
 *
 * @param <E> the type of the elements
 */
public final class SharedList<E> extends AbstractList<E>
        implements RandomAccess, Serializable, AutoCloseable {

    private static final long serialVersionUID = 1L;

    private final transient SharedRef ref;

    private SharedList(SharedRef ref) {
        this.ref = ref;
    }

    /** An empty list, in this process. */
    public static <E> SharedList<E> create() {
        SharedRef ref = Broker.add(new ListState());
        SharedList<E> list = new SharedList<>(ref);
        ref.setFace(list);
        return list;
    }

    /** A list of the same elements, in this process. */
    public static <E> SharedList<E> create(Collection<? extends E> elements) {
        SharedList<E> list = create();
        list.addAll(elements);
        return list;
    }

    // By index

    @Override
    public E get(int index) {
        return decoded(at(index, ref.ask(Message.of(ListState.GET, index))));
    }

    @Override
    public E set(int index, E element) {
        return decoded(at(index, ref.ask(Message.of(ListState.SET, encoded(element), index))));
    }

    @Override
    public boolean add(E element) {
        ref.ask(Message.of(ListState.ADD, encoded(element)));
        return true;
    }

    @Override
    public void add(int index, E element) {
        at(index, ref.ask(Message.of(ListState.INSERT, encoded(element), index)));
    }

    @Override
    public boolean addAll(Collection<? extends E> elements) {
        List<Payload> values = encodedAll(elements);
        if (!values.isEmpty()) {
            ref.ask(Message.of(ListState.ADD, values));
        }
        return !values.isEmpty();
    }

    @Override
    public boolean addAll(int index, Collection<? extends E> elements) {
        List<Payload> values = encodedAll(elements);
        at(index, ref.ask(Message.of(ListState.INSERT, values, index)));
        return !values.isEmpty();
    }

    @Override
    public E remove(int index) {
        return decoded(at(index, ref.ask(Message.of(ListState.REMOVE, index))));
    }

    @Override
    protected void removeRange(int from, int to) {
        ref.ask(Message.of(ListState.REMOVE_RANGE, from, to));
    }

    @Override
    public int size() {
        return (int) ref.ask(Message.of(ListState.SIZE)).number(0);
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public void clear() {
        ref.ask(Message.of(ListState.CLEAR));
    }

    private static Message at(int index, Message reply) {
        if (reply.code() == ListState.NONE) {
            throw new IndexOutOfBoundsException(
                    "list has no such index: index=" + index + ", size=" + reply.number(0));
        }
        return reply;
    }

    // By element

    @Override
    public int indexOf(@Nullable Object element) {
        ListCopy<E> copy = copy();
        for (int i = 0; i < copy.size(); i++) {
            if (Objects.equals(element, copy.get(i))) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public int lastIndexOf(@Nullable Object element) {
        ListCopy<E> copy = copy();
        for (int i = copy.size() - 1; i >= 0; i--) {
            if (Objects.equals(element, copy.get(i))) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return indexOf(element) >= 0;
    }

    /** Removes the first that is equal; if somebody else removes that meanwhile, looks again. */
    @Override
    public boolean remove(@Nullable Object element) {
        for (; ; ) {
            ListCopy<E> copy = copy();
            int index = 0;
            while (index < copy.size() && !Objects.equals(element, copy.get(index))) {
                index++;
            }
            if (index == copy.size()) {
                return false;
            }
            if (removeSeen(copy.number(index), index)) {
                return true;
            }
        }
    }

    // By a function

    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        Objects.requireNonNull(filter, "filter");
        return updated(new ListUpdate.RemoveIf<>(this, filter));
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        Objects.requireNonNull(elements, "elements");
        return removeIf(elements::contains);
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        Objects.requireNonNull(elements, "elements");
        return removeIf(each -> !elements.contains(each));
    }

    @Override
    public void replaceAll(UnaryOperator<E> operator) {
        Objects.requireNonNull(operator, "operator");
        updated(new ListUpdate.ReplaceAll<>(this, operator));
    }

    @Override
    public void sort(@Nullable Comparator<? super E> comparator) {
        updated(new ListUpdate.Sort<>(this, comparator));
    }

    /** Runs it in the owner, if that is another process and the function can go there. */
    private boolean updated(ListUpdate<E> update) {
        Object function = update.function();
        if (!ref.isOwned() && (function == null || function instanceof Serializable)) {
            Payload encoded = null;
            try {
                encoded = Values.encode(update, "function for SharedList");
            } catch (TaskNotSerializableException e) {
                // it has captured what cannot travel: it runs here
            }
            if (encoded != null) {
                Message reply =
                        ref.awaitUninterruptibly(
                                Message.of(ListState.UPDATE, encoded), Request.FOREVER);
                if (reply.code() == ListState.THREW) {
                    throw Values.rethrow(reply.value(0), "exception in the owner of SharedList");
                }
                if (reply.code() != ListState.CANNOT_RUN) {
                    return reply.number(0) == 1;
                }
            }
        }
        return update.run();
    }

    // All elements

    @Override
    public Object[] toArray() {
        return copy().toList().toArray();
    }

    @Override
    public <T> T[] toArray(T[] array) {
        return copy().toList().toArray(array);
    }

    @Override
    public Iterator<E> iterator() {
        return listIterator();
    }

    @Override
    public ListIterator<E> listIterator() {
        return listIterator(0);
    }

    @Override
    public ListIterator<E> listIterator(int index) {
        ListCopy<E> copy = copy();
        if (index < 0 || index > copy.size()) {
            throw new IndexOutOfBoundsException(
                    "list has no such index: index=" + index + ", size=" + copy.size());
        }
        return new ListCursor<>(this, copy, index);
    }

    // For those who have seen a copy

    ListCopy<E> copy() {
        return new ListCopy<>(ref.ask(Message.of(ListState.ALL)));
    }

    boolean isExchanged(ListCopy<E> seen, List<E> changed) {
        return ref.ask(Message.of(ListState.EXCHANGE, encodedAll(changed), seen.version())).isOk();
    }

    boolean removeSeen(long number, int index) {
        return ref.ask(Message.of(ListState.REMOVE_SEEN, number, index)).isOk();
    }

    /** The number of the new element, 0 if the other is not there any more. */
    long setSeen(long number, int index, E element) {
        Message reply = ref.ask(Message.of(ListState.SET_SEEN, encoded(element), number, index));
        return reply.isOk() ? reply.number(0) : 0;
    }

    /** The number of the new element. */
    long insertSeen(long beforeNumber, int index, E element) {
        return ref.ask(Message.of(ListState.INSERT_SEEN, encoded(element), beforeNumber, index))
                .number(0);
    }

    private static Payload encoded(@Nullable Object element) {
        return Values.encode(element, "element of SharedList");
    }

    private static List<Payload> encodedAll(Collection<?> elements) {
        List<Payload> encoded = new ArrayList<>(elements.size());
        for (Object each : elements) {
            encoded.add(encoded(each));
        }
        return encoded;
    }

    private E decoded(Message reply) {
        return Values.decode(reply.value(0), "element of SharedList");
    }

    // The end

    /** In the process that made it, frees the list. Elsewhere does nothing. */
    @Override
    public void close() {
        ref.close();
    }

    // How it travels

    private Object writeReplace() {
        return new Travelling(ref.id());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("shared list travels as a handle");
    }

    private record Travelling(ObjectId id) implements Handle, Serializable {

        private Object readResolve() {
            return Broker.refOf(id).face(SharedList.class, ref -> new SharedList<Object>(ref));
        }
    }
}
