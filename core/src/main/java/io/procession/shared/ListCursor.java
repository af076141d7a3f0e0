package io.procession.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import java.util.NoSuchElementException;

/**
 * Goes over a {@link SharedList} as it was at one moment; what is set, removed or added through it
 * is done in the list, to the very element that was shown, wherever that is now. An element that is
 * not there any more is not set, nor removed.
 */
final class ListCursor<E> implements ListIterator<E> {

    private final SharedList<E> list;
    private final List<Seen<E>> seen;
    private int next;
    private int last = -1;

    /** An element, decoded when it is shown. */
    private static final class Seen<E> {
        private final ListCopy<E> copy;
        private final int index; // in the copy
        long number;
        private boolean isOwn;
        private E own; // if it was set or added here

        @SuppressWarnings("NullAway") // isOwn says whether own means anything
        Seen(ListCopy<E> copy, int index) {
            this.copy = copy;
            this.index = index;
            this.number = copy.number(index);
        }

        @SuppressWarnings("NullAway")
        Seen(ListCopy<E> copy, long number, E own) {
            this.copy = copy;
            this.index = -1;
            this.number = number;
            this.isOwn = true;
            this.own = own;
        }

        E value() {
            return isOwn ? own : copy.get(index);
        }
    }

    private final ListCopy<E> copy;

    ListCursor(SharedList<E> list, ListCopy<E> copy, int start) {
        this.list = list;
        this.copy = copy;
        this.seen = new ArrayList<>(copy.size());
        for (int i = 0; i < copy.size(); i++) {
            seen.add(new Seen<>(copy, i));
        }
        this.next = start;
    }

    @Override
    public boolean hasNext() {
        return next < seen.size();
    }

    @Override
    public E next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        last = next;
        next++;
        return seen.get(last).value();
    }

    @Override
    public boolean hasPrevious() {
        return next > 0;
    }

    @Override
    public E previous() {
        if (!hasPrevious()) {
            throw new NoSuchElementException();
        }
        next--;
        last = next;
        return seen.get(last).value();
    }

    @Override
    public int nextIndex() {
        return next;
    }

    @Override
    public int previousIndex() {
        return next - 1;
    }

    @Override
    public void remove() {
        list.removeSeen(shownLast().number, last);
        seen.remove(last);
        if (last < next) {
            next--;
        }
        last = -1;
    }

    @Override
    public void set(E element) {
        long number = list.setSeen(shownLast().number, last, element);
        if (number != 0) {
            seen.set(last, new Seen<>(copy, number, element));
        }
    }

    private Seen<E> shownLast() {
        if (last < 0) {
            throw new IllegalStateException("remove or set without next or previous");
        }
        return seen.get(last);
    }

    @Override
    public void add(E element) {
        long before = hasNext() ? seen.get(next).number : 0;
        seen.add(next, new Seen<>(copy, list.insertSeen(before, next, element), element));
        next++;
        last = -1;
    }
}
