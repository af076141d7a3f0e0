package io.procession.shared;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Something that changes a whole {@link SharedList} by a function of a user. It runs in the owner
 * if the function can travel, else in the process that asks, with the same effect.
 *
 * <p>Atomic: if the list has changed while it ran, it runs again.
 */
@SuppressWarnings("serial") // it travels if what it holds can, which is tried
abstract class ListUpdate<E> implements Serializable {

    private static final long serialVersionUID = 1L;

    private final SharedList<E> list; // the handle

    ListUpdate(SharedList<E> list) {
        this.list = list;
    }

    /** The function, which tells whether this can travel. */
    abstract @Nullable Object function();

    /** What the list is to be; null if it is to stay as it is. */
    abstract @Nullable List<E> changed(List<E> elements);

    /** Does it; whether anything was to be changed. */
    final boolean run() {
        for (; ; ) {
            ListCopy<E> seen = list.copy();
            List<E> changed = changed(seen.toList());
            if (changed == null) {
                return false;
            }
            if (list.isExchanged(seen, changed)) {
                return true;
            }
        }
    }

    /** removeIf. */
    @SuppressWarnings("serial")
    static final class RemoveIf<E> extends ListUpdate<E> {

        private static final long serialVersionUID = 1L;

        private final Predicate<? super E> filter;

        RemoveIf(SharedList<E> list, Predicate<? super E> filter) {
            super(list);
            this.filter = filter;
        }

        @Override
        Object function() {
            return filter;
        }

        @Override
        @Nullable List<E> changed(List<E> elements) {
            return elements.removeIf(filter) ? elements : null;
        }
    }

    /** replaceAll. */
    @SuppressWarnings("serial")
    static final class ReplaceAll<E> extends ListUpdate<E> {

        private static final long serialVersionUID = 1L;

        private final UnaryOperator<E> operator;

        ReplaceAll(SharedList<E> list, UnaryOperator<E> operator) {
            super(list);
            this.operator = operator;
        }

        @Override
        Object function() {
            return operator;
        }

        @Override
        @Nullable List<E> changed(List<E> elements) {
            elements.replaceAll(operator);
            return elements;
        }
    }

    /** sort. */
    @SuppressWarnings("serial")
    static final class Sort<E> extends ListUpdate<E> {

        private static final long serialVersionUID = 1L;

        private final @Nullable Comparator<? super E> comparator;

        Sort(SharedList<E> list, @Nullable Comparator<? super E> comparator) {
            super(list);
            this.comparator = comparator;
        }

        @Override
        @Nullable Object function() {
            return comparator;
        }

        @Override
        List<E> changed(List<E> elements) {
            List<E> sorted = new ArrayList<>(elements);
            sorted.sort(comparator);
            return sorted;
        }
    }
}
