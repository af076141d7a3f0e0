package io.procession.internal.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.PriorityBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Elements of priority queues, in the order in which they would be taken. */
final class Bags {

    private Bags() {}

    static @Nullable Object[] inOrder(Object queue) {
        @Nullable Object[] asTheyLie = ((java.util.Collection<?>) queue).toArray();
        try {
            PriorityQueue<?> copy =
                    queue instanceof PriorityBlockingQueue<?> blocking
                            ? copyOf(blocking)
                            : new PriorityQueue<>((PriorityQueue<?>) queue);
            List<@Nullable Object> taken = new ArrayList<>();
            while (!copy.isEmpty()) {
                taken.add(copy.poll());
            }
            return taken.toArray();
        } catch (RuntimeException | StackOverflowError e) {
            return asTheyLie; // a comparator of the user that fails
        }
    }

    private static <E> PriorityQueue<E> copyOf(PriorityBlockingQueue<E> queue) {
        PriorityQueue<E> copy = new PriorityQueue<>(Math.max(1, queue.size()), queue.comparator());
        copy.addAll(queue);
        return copy;
    }
}
