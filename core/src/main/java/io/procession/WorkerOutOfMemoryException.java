package io.procession;

import io.procession.spi.Death;

/**
 * A task asked for more memory than its worker may have. The worker is replaced; the caller's own
 * heap was never in danger. Give the workers more with {@link ProcessPool.Builder#maxHeap}.
 */
public class WorkerOutOfMemoryException extends WorkerDiedException {

    private static final long serialVersionUID = 1L;

    WorkerOutOfMemoryException(String message, Death death) {
        super(message, death);
    }
}
