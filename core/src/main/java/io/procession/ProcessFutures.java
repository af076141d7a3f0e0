package io.procession;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Waits for several futures: for one, for the first failure, for all, or for each as it completes.
 * After {@code concurrent.futures.wait} and {@code as_completed} of Python. Works with any {@link
 * CompletableFuture}.
 */
public final class ProcessFutures {

    /** When a wait is over. */
    public enum Until {
        /** One is done. */
        ANY,
        /** One has failed or was cancelled, or all are done. */
        FIRST_EXCEPTION,
        /** All are done. */
        ALL
    }

    /**
     * What a wait found, in the order of the question; each future is in one of the two.
     *
     * @param done completed, failed or cancelled
     * @param notDone the others
     */
    public record Waited<F extends CompletableFuture<?>>(Set<F> done, Set<F> notDone) {}

    private ProcessFutures() {}

    /**
     * Waits, but not for longer than the timeout; running out of time is no error. A future given
     * twice counts once.
     */
    public static <F extends CompletableFuture<?>> Waited<F> waitFor(
            Collection<F> futures, Until until, Duration timeout) throws InterruptedException {
        Set<F> all = new LinkedHashSet<>(futures);
        BlockingQueue<F> ready = arrivals(all);
        long end = System.nanoTime() + timeout.toNanos();
        int left = all.size();
        while (left > 0) {
            F next = ready.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                break;
            }
            left--;
            if (until == Until.ANY
                    || until == Until.FIRST_EXCEPTION && next.isCompletedExceptionally()) {
                break;
            }
        }
        return sorted(all);
    }

    private static <F extends CompletableFuture<?>> Waited<F> sorted(Set<F> all) {
        Set<F> done = new LinkedHashSet<>();
        Set<F> notDone = new LinkedHashSet<>();
        for (F future : all) {
            (future.isDone() ? done : notDone).add(future);
        }
        return new Waited<>(done, notDone);
    }

    /** The futures in the order of their completion, each once. Taking the next element blocks. */
    public static <F extends CompletableFuture<?>> Stream<F> asCompleted(Collection<F> futures) {
        Set<F> all = new LinkedHashSet<>(futures);
        Iterator<F> arrivals = new Arrivals<>(arrivals(all), all.size());
        return StreamSupport.stream(
                Spliterators.spliterator(arrivals, all.size(), Spliterator.DISTINCT),
                /* parallel= */ false);
    }

    private static <F extends CompletableFuture<?>> BlockingQueue<F> arrivals(Set<F> futures) {
        BlockingQueue<F> ready = new LinkedBlockingQueue<>();
        for (F future : futures) {
            future.whenComplete((result, error) -> ready.add(future));
        }
        return ready;
    }

    /** Futures as they come. */
    private static final class Arrivals<F> implements Iterator<F> {

        private final BlockingQueue<F> ready;
        private int left;

        Arrivals(BlockingQueue<F> ready, int count) {
            this.ready = ready;
            this.left = count;
        }

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public F next() {
            if (left == 0) {
                throw new NoSuchElementException("all futures were given");
            }
            try {
                F future = ready.take();
                left--;
                return future;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ProcessionException("interrupted while waiting for the next future", e);
            }
        }
    }

    /**
     * The result of the first that succeeds, for {@code invokeAny}. {@code end} is of
     * System.nanoTime().
     */
    static <T> T firstSuccess(List<ProcessFuture<T>> futures, long end)
            throws InterruptedException, ExecutionException, TimeoutException {
        BlockingQueue<ProcessFuture<T>> ready = arrivals(new LinkedHashSet<>(futures));
        List<Throwable> failures = new ArrayList<>();
        for (int left = futures.size(); left > 0; left--) {
            ProcessFuture<T> next = ready.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new TimeoutException(
                        "no task has succeeded in time: tasks=" + futures.size());
            }
            try {
                return next.get();
            } catch (ExecutionException e) {
                failures.add(e.getCause());
            } catch (CancellationException e) {
                failures.add(e);
            }
        }
        ExecutionException all =
                new ExecutionException(
                        "all tasks failed: tasks=" + futures.size(), failures.get(0));
        failures.stream().skip(1).forEach(all::addSuppressed);
        throw all;
    }
}
