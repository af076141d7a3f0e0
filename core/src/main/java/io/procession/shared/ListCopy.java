package io.procession.shared;

import io.procession.internal.broker.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * The elements of a {@link SharedList} at one moment, decoded when they are asked for, with their
 * numbers.
 */
final class ListCopy<E> {

    private final Message all;

    /**
     * @param all the answer to {@link ListState#ALL}
     */
    ListCopy(Message all) {
        this.all = all;
    }

    int size() {
        return all.valueCount();
    }

    E get(int index) {
        return Values.decode(all.value(index), "element of SharedList");
    }

    long number(int index) {
        return all.number(1 + index);
    }

    /** Which state of the list it is. */
    long version() {
        return all.number(0);
    }

    List<E> toList() {
        List<E> elements = new ArrayList<>(size());
        for (int i = 0; i < size(); i++) {
            elements.add(get(i));
        }
        return elements;
    }
}
