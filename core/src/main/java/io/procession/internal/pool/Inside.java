package io.procession.internal.pool;

import io.procession.spi.Engine;
import io.procession.spi.Payload;
import io.procession.spi.WorkerSnapshot;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the pools' own package lets the exported packages beside it do, and nobody else. It installs
 * the one there is; the types that it gives are its own, so whoever asks knows what to cast to.
 */
public abstract class Inside {

    private static volatile @Nullable Inside installed;

    /** To be called once. */
    public static void install(Inside inside) {
        installed = inside;
    }

    /** The one that was installed. */
    public static Inside get() {
        return Objects.requireNonNull(installed, "nothing is installed");
    }

    /** A {@code ProcessFuture} of a call. */
    public abstract CompletableFuture<Object> future(Engine.Submission call);

    /** The guest of a pool: the one that it has, or a new one. */
    public abstract <G extends Guest> G guest(
            ExecutorService pool, Class<G> type, Supplier<G> maker);

    /**
     * Starts a {@code Worker} with the settings of a pool, which does not count as one of its own;
     * null if the pool runs its calls inline. Blocks for the operating system's part of that.
     */
    public abstract @Nullable Object fork(ExecutorService pool);

    /** How many calls a pool runs at once. */
    public abstract int parallelism(ExecutorService pool);

    /** What is known of a {@code Worker}. */
    public abstract List<WorkerSnapshot> snapshotsOf(Object worker);

    /** The exception for the death of a {@code Worker} that has ended. */
    public abstract Throwable death(Object worker, String task);

    /** The value that a call in another process returned. */
    public abstract @Nullable Object returned(Payload value)
            throws IOException, ClassNotFoundException;

    /** The exception that a call in a process threw, with its trace. */
    public abstract Throwable thrown(Payload error, long pid);

    /** An exception that was encoded elsewhere, as it is. */
    public abstract Throwable decoded(Payload error);
}
