package io.procession.internal.pool;

import java.util.concurrent.CompletableFuture;

/** A call whose answer must be waited for with care: who waits for it may be waited for himself. */
public interface Awaited {

    /**
     * Waits until the future is done; or returns when the time is over.
     *
     * @param nanos how long; negative for as long as it takes
     * @throws RuntimeException if the wait can never end
     */
    void await(CompletableFuture<?> future, long nanos) throws InterruptedException;
}
