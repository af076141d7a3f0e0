package io.procession;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One {@code imap}: an iterator whose inputs are drawn only a little ahead of the results that are
 * consumed. Confined to the consumer's thread.
 */
final class LazyMap<A, R> implements Iterator<R> {

    private static final int AHEAD_OF_LONG_CALLS = 2; // a worker
    private static final int AHEAD_OF_SHORT_CALLS = 256; // in all
    private static final long SHORT_NANOS = 1_000_000;

    private final DefaultProcessPool pool;
    private final TaskFunction<@Nullable Object, @Nullable Object> function;
    private final Iterator<? extends A> inputs;
    private final boolean ordered;
    private final Deque<ProcessFuture<R>> inOrder = new ArrayDeque<>();
    private final Set<ProcessFuture<R>> outstanding = new HashSet<>(); // of the unordered kind
    private final BlockingQueue<ProcessFuture<R>> ready = new LinkedBlockingQueue<>();
    private boolean closed;

    @SuppressWarnings("unchecked") // inputs and results are objects on their way
    LazyMap(
            DefaultProcessPool pool,
            TaskFunction<A, R> function,
            Iterator<? extends A> inputs,
            boolean ordered) {
        this.pool = pool;
        this.function =
                (TaskFunction<@Nullable Object, @Nullable Object>)
                        Objects.requireNonNull(function, "function");
        this.inputs = inputs;
        this.ordered = ordered;
    }

    Stream<R> stream() {
        int traits = ordered ? Spliterator.ORDERED : 0;
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(this, traits), /* parallel= */ false)
                .onClose(this::cancelRest);
    }

    @Override
    public boolean hasNext() {
        return !closed && (inOrder.size() + outstanding.size() > 0 || inputs.hasNext());
    }

    @Override
    public R next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no inputs are left");
        }
        drawAhead();
        return (ordered ? inOrder.remove() : takeReady()).result();
    }

    private void drawAhead() {
        int ahead = ahead();
        while (inOrder.size() + outstanding.size() < ahead && inputs.hasNext()) {
            ProcessFuture<R> future =
                    pool.start(
                            new Invocations.Applying(function, inputs.next()),
                            function,
                            pool.taskTimeout(),
                            1);
            if (ordered) {
                inOrder.add(future);
            } else {
                outstanding.add(future);
                future.whenComplete((result, error) -> ready.add(future));
            }
        }
    }

    private int ahead() {
        long nanos = pool.meanRunNanos();
        int few = AHEAD_OF_LONG_CALLS * pool.parallelism();
        return nanos >= 0 && nanos < SHORT_NANOS ? Math.max(few, AHEAD_OF_SHORT_CALLS) : few;
    }

    private ProcessFuture<R> takeReady() {
        try {
            ProcessFuture<R> future = ready.take();
            outstanding.remove(future);
            return future;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProcessionException(
                    "interrupted while waiting for the next result: " + pool, e);
        }
    }

    private void cancelRest() {
        closed = true;
        inOrder.forEach(future -> future.cancel(true));
        outstanding.forEach(future -> future.cancel(true));
    }
}
