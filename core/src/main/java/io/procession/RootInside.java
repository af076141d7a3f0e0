package io.procession;

import io.procession.internal.local.ExitReport;
import io.procession.internal.pool.Guest;
import io.procession.internal.pool.Inside;
import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.wire.ByteSource;
import io.procession.internal.worker.WorkerExit;
import io.procession.spi.Codec;
import io.procession.spi.Death;
import io.procession.spi.Engine;
import io.procession.spi.Payload;
import io.procession.spi.WorkerSnapshot;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What this package does for those beside it. */
final class RootInside extends Inside {

    /** The codec of the class loader that was asked for last. */
    private record Known(@Nullable ClassLoader loader, GraphCodec codec) {}

    private volatile @Nullable Known last;

    @Override
    public CompletableFuture<Object> future(Engine.Submission call) {
        ProcessFuture<Object> future = new ProcessFuture<>();
        future.submittedAs(call);
        return future;
    }

    @Override
    public <G extends Guest> G guest(ExecutorService pool, Class<G> type, Supplier<G> maker) {
        return of(pool).guests().get(type, maker);
    }

    @Override
    public @Nullable Object fork(ExecutorService pool) {
        return of(pool).fork();
    }

    @Override
    public int parallelism(ExecutorService pool) {
        return of(pool).parallelism();
    }

    private static DefaultProcessPool of(ExecutorService pool) {
        if (pool instanceof DefaultProcessPool own) {
            return own;
        }
        throw new IllegalArgumentException(
                "pool must be one that ProcessPool made: pool=" + pool.getClass().getName());
    }

    @Override
    public List<WorkerSnapshot> snapshotsOf(Object worker) {
        return worker instanceof ForkedWorker forked ? forked.snapshots() : List.of();
    }

    @Override
    public Throwable death(Object worker, String task) {
        if (!(worker instanceof ForkedWorker forked)) {
            return new ProcessionException("worker has ended: task=" + task + ", worker=" + worker);
        }
        ExitReport report = forked.exitReport();
        boolean exhausted = report.exitCode().equals(OptionalInt.of(WorkerExit.OUT_OF_MEMORY));
        Death death = report.toDeath(exhausted ? Death.Cause.OUT_OF_MEMORY : report.cause(), task);
        return new Answers(task, codec()).death(death);
    }

    @Override
    public @Nullable Object returned(Payload value) throws IOException, ClassNotFoundException {
        return codec().decode(new ByteSource(value), Codec.Direction.RESULT);
    }

    @Override
    public Throwable thrown(Payload error, long pid) {
        return new Answers("actors", codec()).thrown(error, pid);
    }

    @Override
    public Throwable decoded(Payload error) {
        try { // and does not release it: others read it, too
            return (Throwable)
                    Objects.requireNonNull(
                            codec().decode(new ByteSource(error), Codec.Direction.RESULT));
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            return new ProcessionException("exception cannot be read here: " + e.getMessage(), e);
        }
    }

    private GraphCodec codec() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        Known known = last;
        if (known == null || known.loader != loader) {
            known = new Known(loader, PoolBuilder.plainCodec());
            last = known;
        }
        return known.codec;
    }
}
