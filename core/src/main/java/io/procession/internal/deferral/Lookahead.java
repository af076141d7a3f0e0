package io.procession.internal.deferral;

import io.procession.internal.restore.Merge;
import java.util.ArrayDeque;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a stream after a stage that calls a concurrent method: in order, and lazily but
 * for a window of calls that run ahead. Works on infinite streams.
 *
 * @param <T> what comes in
 */
public final class Lookahead<T> implements Spliterator<@Nullable Object> {

    private static final int WINDOW = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

    private static final ThreadLocal<@Nullable Lookahead<?>> DRAWING = new ThreadLocal<>();

    private final Spliterator<T> source;
    private final Function<? super T, Value> stage;
    private final int window;
    private final Merge merge = new Merge(/* lastCallWins= */ false);
    private final ArrayDeque<Value> ahead = new ArrayDeque<>();
    private @Nullable Queue common; // of all elements, where calls are verified
    private boolean isExhausted;
    private @Nullable Throwable
            failure; // of the source or of the stage: it comes behind what is ahead

    public Lookahead(Spliterator<T> source, Function<? super T, Value> stage) {
        this.source = source;
        this.stage = stage;
        this.window = Calls.arePlain() ? 1 : WINDOW;
    }

    @Override
    public boolean tryAdvance(Consumer<? super @Nullable Object> action) {
        while (ahead.size() < window && !isExhausted) {
            draw();
        }
        Value first = ahead.poll();
        if (first == null) {
            throwFailure();
            return false;
        }
        Object result = result(first);
        if (ahead.isEmpty()) {
            merge.forget();
        }
        action.accept(result);
        return true;
    }

    private void draw() {
        Lookahead<?> outer = DRAWING.get();
        DRAWING.set(this);
        try {
            isExhausted = !source.tryAdvance(this::begin);
        } catch (Throwable e) {
            isExhausted = true;
            failure = e;
        } finally {
            if (outer == null) {
                DRAWING.remove();
            } else {
                DRAWING.set(outer);
            }
        }
    }

    /**
     * Before calls change anything that were made for the element at hand: those for elements
     * before it come first.
     */
    static void awaitEarlier() {
        Lookahead<?> drawing = DRAWING.get();
        if (drawing != null) {
            drawing.awaitAll();
        }
    }

    /**
     * The one queue of all elements of the stream that this thread draws from; null if it is none.
     */
    static @Nullable Queue commonQueue(String where) {
        Lookahead<?> drawing = DRAWING.get();
        if (drawing != null && drawing.common == null) {
            DRAWING.remove();
            drawing.common = Queue.verifying(where, /* lastCallWins= */ false);
            DRAWING.set(drawing);
        }
        return drawing == null ? null : drawing.common;
    }

    private void awaitAll() {
        DRAWING.remove(); // they wait for nobody
        try {
            awaitEach();
        } finally {
            DRAWING.set(this);
        }
    }

    private void awaitEach() {
        int known = 0;
        for (Value each : ahead) {
            try {
                each.get();
                known++;
            } catch (Throwable e) {
                giveUpBehind(known, e);
                throw Raise.<RuntimeException>it(e);
            }
        }
    }

    private void giveUpBehind(int known, Throwable cause) {
        while (ahead.size() > known) {
            ahead.removeLast().giveUp(cause);
        }
    }

    /** Makes the calls of one element. What they change comes after what those before it change. */
    private void begin(T element) {
        Value value = stage.apply(element);
        ahead.add(value);
        if (!value.join(merge)) {
            awaitAll();
        }
    }

    private void throwFailure() {
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            throw Raise.<RuntimeException>it(thrown);
        }
    }

    private @Nullable Object result(Value first) {
        try {
            return first.get();
        } catch (Throwable e) {
            giveUp(e);
            throw Raise.<RuntimeException>it(e);
        }
    }

    /** Nobody will ask for what runs ahead. */
    public void giveUp(Throwable cause) {
        isExhausted = true;
        failure = null;
        ahead.forEach(value -> value.giveUp(cause));
        ahead.clear();
    }

    @Override
    public @Nullable Spliterator<@Nullable Object> trySplit() {
        return null; // in order, in one thread: the calls are what runs in parallel
    }

    @Override
    public long estimateSize() {
        long left = source.estimateSize();
        return left == Long.MAX_VALUE ? left : left + ahead.size();
    }

    @Override
    public int characteristics() {
        return source.characteristics() & (ORDERED | SIZED);
    }
}
