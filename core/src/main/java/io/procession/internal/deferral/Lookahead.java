package io.procession.internal.deferral;

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

    private final Spliterator<T> source;
    private final Function<? super T, Value> stage;
    private final int window;
    private final ArrayDeque<Value> ahead = new ArrayDeque<>();
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
        action.accept(result(first));
        return true;
    }

    private void draw() {
        try {
            isExhausted = !source.tryAdvance(each -> ahead.add(stage.apply(each)));
        } catch (Throwable e) {
            isExhausted = true;
            failure = e;
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
