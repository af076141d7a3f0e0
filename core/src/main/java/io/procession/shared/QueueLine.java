package io.procession.shared;

import io.procession.spi.Payload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a queue as its owner sees them, in their order: first those of the ring that all
 * its processes have mapped, if there is one, and behind them those that the owner has in its heap.
 *
 * <p>Guarded by the monitor of the queue's state, and by the word of the memory.
 */
/*
 * In the heap are those that do not fit: too long for a ring, or with handles of shared objects, which are held as long as somebody
 * keeps the bytes that name them; and all that come behind such a one. As long as there are any, others put nothing into the ring.
 */
final class QueueLine {

    record Item(long number, Payload value) {

        /** Whether the ring is for such. */
        boolean isPortable() {
            return value.attachment() == null && value.length() <= QueueMemory.LONGEST;
        }
    }

    private final ArrayDeque<Item> behind = new ArrayDeque<>();
    private QueueHead head = new QueueHead();
    private @Nullable QueueMemory memory;

    /** What is in the head that is not of the elements, too, is to be changed here. */
    QueueHead head() {
        return head;
    }

    void setHead(QueueHead valid) {
        head = valid;
    }

    /** From now on there is a ring. */
    void setMemory(QueueMemory made) {
        QueueHead fresh = made.head();
        fresh.lastNumber = head.lastNumber;
        fresh.unfinished = head.unfinished;
        fresh.flags = head.flags;
        memory = made;
        head = fresh;
    }

    long size() {
        return head.count + behind.size();
    }

    /** Moves on what fits into the ring by now; whether a larger ring would take more. */
    boolean settle() {
        QueueMemory ring = memory;
        boolean lacksRoom = false;
        while (ring != null && !behind.isEmpty() && !lacksRoom) {
            Item next = behind.getFirst();
            if (!next.isPortable()) {
                break;
            }
            lacksRoom = !QueueMemory.fits(head, next.value.length());
            if (!lacksRoom) {
                ring.append(head, next.number, next.value);
                behind.removeFirst();
            }
        }
        head.behind = behind.size();
        return lacksRoom;
    }

    /** A new element, behind all others. */
    void addLast(Payload value) {
        head.lastNumber++;
        head.unfinished++;
        behind.addLast(new Item(head.lastNumber, value));
    }

    /** One that was taken in vain, before all others. */
    void addFirst(Item item) {
        QueueMemory ring = memory;
        if (ring != null && item.isPortable() && QueueMemory.fits(head, item.value.length())) {
            ring.prepend(head, item.number, item.value);
        } else {
            unload();
            behind.addFirst(item);
        }
    }

    @Nullable Item pollFirst() {
        return head.count > 0 ? pollRing() : behind.poll();
    }

    private Item pollRing() {
        Item first = firstOfRing();
        ring().removeFirst(head);
        return first;
    }

    private Item firstOfRing() {
        return new Item(ring().firstNumber(head), ring().first(head));
    }

    private QueueMemory ring() {
        QueueMemory known = memory;
        if (known == null) {
            throw new IllegalStateException("queue has elements in a ring that is not there");
        }
        return known;
    }

    @Nullable Item peekFirst() {
        return head.count > 0 ? firstOfRing() : behind.peek();
    }

    /** A copy of all. */
    List<Item> all() {
        unload();
        return new ArrayList<>(behind);
    }

    /** False if there is none of that number. */
    boolean remove(long number) {
        unload();
        for (Iterator<Item> each = behind.iterator(); each.hasNext(); ) {
            if (each.next().number == number) {
                each.remove();
                return true;
            }
        }
        return false;
    }

    void clear() {
        while (head.count > 0) {
            ring().removeFirst(head);
        }
        behind.clear();
    }

    /** Empties the ring, which {@link #settle} fills again. */
    private void unload() {
        List<Item> loaded = new ArrayList<>();
        while (head.count > 0) {
            loaded.add(pollRing());
        }
        for (int i = loaded.size() - 1; i >= 0; i--) {
            behind.addFirst(loaded.get(i));
        }
    }
}
