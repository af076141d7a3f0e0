package io.procession.internal.pool;

import io.procession.spi.WorkerSnapshot;
import java.time.Duration;
import java.util.List;

/** Something that has workers of its own, with the settings of a pool, and ends with that pool. */
public interface Guest {

    /** Takes no more; what was taken goes on; then its workers end. Does not block. */
    void shutdown();

    /** Kills its workers. Does not block. */
    void shutdownNow();

    boolean isTerminated();

    /** Blocks until its workers have ended; false if the time was not enough. */
    boolean awaitTermination(Duration timeout) throws InterruptedException;

    /** Its workers as of now. */
    List<WorkerSnapshot> workers();
}
