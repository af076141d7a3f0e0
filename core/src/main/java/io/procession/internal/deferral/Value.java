package io.procession.internal.deferral;

import io.procession.internal.restore.Merge;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A value that may not be known yet. Primitive ones are boxed; of what fits an int, any box will do
 * for any other, since the bytecode does not tell them apart. Confined to the thread of its queue.
 */
public class Value extends Step {

    private final @Nullable Queue queue; // null: known from the start
    private final Class<?> type; // Object, if nothing is known of it
    private boolean known;
    private @Nullable Object result;
    private @Nullable Throwable failure; // why it never will be known

    Value(Queue queue, Class<?> type) {
        this.queue = queue;
        this.type = type;
    }

    private Value(@Nullable Object result) {
        this.queue = null;
        this.type = Object.class;
        this.known = true;
        this.result = result;
    }

    /** A value that is known. */
    public static Value of(@Nullable Object result) {
        return new Value(result);
    }

    /** What can be said of the value's class before it is known. */
    final Class<?> type() {
        Object value = result;
        return value != null ? value.getClass() : type;
    }

    public final boolean isKnown() {
        return known;
    }

    /** The value. Waits for it, and for all that was put off before it. */
    public final @Nullable Object get() {
        if (!known) {
            await();
        }
        return result;
    }

    private void await() {
        if (queue != null && failure == null) {
            queue.drainTo(position, Reasons.VALUE, null);
        }
        if (!known) {
            CancellationException cancelled =
                    new CancellationException(
                            "value was given up, since something before it failed: " + failure);
            cancelled.initCause(failure);
            throw cancelled;
        }
    }

    /**
     * Compares what calls change that it comes from with what others do; see {@link Queue#join}.
     */
    final boolean join(Merge common) {
        return known || queue == null || queue.join(common);
    }

    /** Cancels the call that it comes from, with all that was put off together with it. */
    final void giveUp(Throwable cause) {
        if (!known && queue != null) {
            queue.giveUp(cause);
        }
    }

    final void become(@Nullable Object value) {
        result = value;
        known = true;
    }

    @Override
    void run() throws Throwable {
        throw new AssertionError("known values are not queued");
    }

    @Override
    void drop(Throwable cause) {
        failure = cause;
    }

    /** Whatever stands for a value, or is one, as it is when its turn comes. */
    public static void resolve(@Nullable Object[] operands) {
        for (int i = 0; i < operands.length; i++) {
            if (operands[i] instanceof Value value) {
                operands[i] = value.get();
            }
        }
    }
}
