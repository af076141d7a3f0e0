package io.procession;

import io.procession.spi.Engine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One {@code map}: inputs go to the workers in chunks, results come back in order.
 *
 * <p>Chunks begin with one input each. As soon as it is known how long an input takes, a chunk
 * becomes what keeps a worker busy for about {@link #CHUNK_NANOS}, but never so much that the
 * workers could not share what is left.
 */
final class ChunkedMap<A, R> {

    private static final long CHUNK_NANOS = 2_000_000;
    private static final int LARGEST_CHUNK = 1 << 15;
    private static final int CHUNKS_A_WORKER =
            3; // one runs, one waits in its line, one is on its way

    private final DefaultProcessPool pool;
    private final TaskFunction<@Nullable Object, @Nullable Object> function;
    private final int fixedChunk;
    private volatile double nanosAnInput = -1;

    @SuppressWarnings("unchecked") // inputs and results are objects on their way
    ChunkedMap(DefaultProcessPool pool, TaskFunction<A, R> function, int fixedChunk) {
        this.pool = pool;
        this.function =
                (TaskFunction<@Nullable Object, @Nullable Object>)
                        Objects.requireNonNull(function, "function");
        this.fixedChunk = fixedChunk;
    }

    /**
     * Draws the inputs on the caller's thread as the workers take them, and waits for the results.
     */
    List<R> run(Iterable<? extends A> inputs) {
        Iterator<? extends A> source = inputs.iterator();
        long left = inputs instanceof Collection<?> known ? known.size() : Long.MAX_VALUE;
        Deque<ProcessFuture<Invocations.ChunkResult>> chunks = new ArrayDeque<>();
        Semaphore room = new Semaphore(CHUNKS_A_WORKER * pool.parallelism());
        AtomicBoolean failed = new AtomicBoolean();
        List<R> results =
                new ArrayList<>(inputs instanceof Collection<?> known ? known.size() : 16);
        boolean done = false;
        try {
            while (source.hasNext() && !failed.get()) {
                acquire(room);
                Object[] part = draw(source, chunkSize(left));
                left -= part.length;
                ProcessFuture<Invocations.ChunkResult> chunk = submit(part);
                chunks.add(chunk);
                chunk.whenComplete((result, error) -> {
                    learn(result);
                    if (error != null || result.error() != null) {
                        failed.set(true);
                    }
                    room.release();
                });
                while (!chunks.isEmpty() && chunks.element().isDone()) {
                    append(results, chunks.remove().result());
                }
            }
            while (!chunks.isEmpty()) {
                append(results, chunks.remove().result());
            }
            done = true;
            return results;
        } finally {
            if (!done) {
                chunks.forEach(chunk -> chunk.cancel(true));
            }
        }
    }

    /** Captures all inputs now, and returns at once. */
    ProcessFuture<List<R>> start(Iterable<? extends A> inputs) {
        List<Object> all = new ArrayList<>();
        inputs.forEach(all::add);
        int size = Math.min(LARGEST_CHUNK, Math.max(1, all.size() / (4 * pool.parallelism())));
        List<ProcessFuture<Invocations.ChunkResult>> chunks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            chunks.add(submit(all.subList(from, Math.min(all.size(), from + size)).toArray()));
        }
        ProcessFuture<List<R>> whole = new ProcessFuture<>();
        whole.submittedAs(new Together(chunks));
        CompletableFuture.allOf(chunks.toArray(new CompletableFuture<?>[0]))
                .whenComplete((nothing, error) -> gather(chunks, whole));
        return whole;
    }

    private void gather(
            List<ProcessFuture<Invocations.ChunkResult>> chunks, ProcessFuture<List<R>> whole) {
        try {
            List<R> results = new ArrayList<>();
            for (ProcessFuture<Invocations.ChunkResult> chunk : chunks) {
                append(results, chunk.result());
            }
            whole.complete(results);
        } catch (Throwable e) { // the first failure in the order of the inputs
            whole.completeExceptionally(e);
        }
    }

    private ProcessFuture<Invocations.ChunkResult> submit(Object[] part) {
        return pool.start(
                new Invocations.Chunk(function, Packing.pack(part)),
                function,
                pool.taskTimeout(),
                part.length);
    }

    private int chunkSize(long left) {
        if (fixedChunk > 0) {
            return fixedChunk;
        }
        double nanos = nanosAnInput;
        if (nanos < 0) {
            return 1;
        }
        long timely = (long) (CHUNK_NANOS / Math.max(1, nanos));
        long fair = left / (2L * pool.parallelism());
        return (int) Math.max(1, Math.min(LARGEST_CHUNK, Math.min(timely, fair)));
    }

    private void learn(Invocations.ChunkResult result) {
        int done = result == null ? 0 : Packing.length(result.results());
        if (done > 0) {
            double nanos = (double) result.nanos() / done;
            double before = nanosAnInput;
            nanosAnInput = before < 0 ? nanos : (before + nanos) / 2;
        }
    }

    private static Object[] draw(Iterator<?> source, int most) {
        List<Object> drawn = new ArrayList<>(Math.min(most, 1024));
        while (drawn.size() < most && source.hasNext()) {
            drawn.add(source.next());
        }
        return drawn.toArray();
    }

    private void acquire(Semaphore room) {
        try {
            room.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProcessionException(
                    "interrupted while mapping; what was submitted is cancelled: " + pool, e);
        }
    }

    @SuppressWarnings("unchecked") // the function's results
    private void append(List<R> results, Invocations.ChunkResult chunk) {
        Object packed = chunk.results();
        int length = Packing.length(packed);
        for (int i = 0; i < length; i++) {
            results.add((R) Packing.get(packed, i));
        }
        Throwable error = chunk.error();
        if (error != null) {
            throw Answers.<RuntimeException>sneak(Answers.withCaller(error));
        }
    }

    /** All chunks of a map as one submission. */
    private record Together(List<ProcessFuture<Invocations.ChunkResult>> chunks)
            implements Engine.Submission {

        @Override
        public boolean isRunning() {
            return chunks.stream().anyMatch(ProcessFuture::isRunning);
        }

        @Override
        public OptionalLong pid() {
            return chunks.stream()
                    .map(ProcessFuture::pid)
                    .filter(OptionalLong::isPresent)
                    .findFirst()
                    .orElse(OptionalLong.empty());
        }

        @Override
        public OptionalInt exitCode() {
            return OptionalInt.empty();
        }

        @Override
        public boolean cancel(boolean kill) {
            boolean any = chunks.isEmpty();
            for (ProcessFuture<?> chunk : chunks) {
                any |= chunk.cancel(kill);
            }
            return any;
        }

        @Override
        public void kill() {
            chunks.forEach(ProcessFuture::kill);
        }

        @Override
        public String label() {
            return "map of " + chunks.size() + " chunks";
        }
    }
}
