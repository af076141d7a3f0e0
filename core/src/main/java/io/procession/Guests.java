package io.procession;

import io.procession.internal.pool.Guest;
import io.procession.spi.WorkerSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The guest that a pool has, if it has one: what is done to the pool is done to it. */
final class Guests {

    private volatile @Nullable Guest guest; // written under the monitor
    private volatile boolean closing;

    /** The one there is, or a new one. */
    synchronized <G extends Guest> G get(Class<G> type, Supplier<G> maker) {
        Guest known = guest;
        if (known != null) {
            return type.cast(known);
        }
        G made = maker.get();
        guest = made;
        if (closing) {
            made.shutdown();
        }
        return made;
    }

    void shutdown() {
        closing = true;
        Guest also = guest;
        if (also != null) {
            also.shutdown();
        }
    }

    void shutdownNow() {
        closing = true;
        Guest also = guest;
        if (also != null) {
            also.shutdownNow();
        }
    }

    boolean isTerminated() {
        Guest also = guest;
        return also == null || also.isTerminated();
    }

    /** Blocks until it has ended. */
    boolean awaitTermination(Duration timeout) throws InterruptedException {
        Guest also = guest;
        return also == null || also.awaitTermination(timeout);
    }

    List<WorkerSnapshot> workers() {
        Guest also = guest;
        return also == null ? List.of() : also.workers();
    }
}
