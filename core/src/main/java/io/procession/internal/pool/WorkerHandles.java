package io.procession.internal.pool;

import io.procession.internal.launch.WorkerLauncher;
import io.procession.internal.local.OutputRouter;
import io.procession.internal.local.ThreadWorker;
import io.procession.internal.local.WorkerHandle;
import io.procession.internal.worker.WorkerSetup;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the handles of a pool's workers: names, setup, and what they are, processes or threads. */
final class WorkerHandles {

    private final PoolSettings settings;
    private final OutputRouter output;
    private final AtomicInteger count = new AtomicInteger();

    WorkerHandles(PoolSettings settings) {
        this.settings = settings;
        this.output = new OutputRouter(settings.output(), settings.name());
    }

    WorkerHandle make(WorkerHandle.Owner owner) {
        String name = settings.name() + "-worker-" + count.incrementAndGet();
        WorkerSetup setup =
                new WorkerSetup(
                        name,
                        settings.depth(),
                        /* forwardPrints= */ !settings.asThreads(),
                        settings.argumentFilter(),
                        settings.codecs(),
                        settings.initializer());
        HandleCell cell = new HandleCell();
        WorkerHandle handle =
                new WorkerHandle(
                        name,
                        owner,
                        settings.asThreads()
                                ? () -> ThreadWorker.start(name)
                                : () -> WorkerLauncher.launch(settings.launchSpec(cell::line)),
                        setup,
                        output);
        cell.handle = handle;
        return handle;
    }

    /** Breaks the circle between a handle and the consumer of its process's lines. */
    private static final class HandleCell {

        @org.jspecify.annotations.Nullable WorkerHandle handle;

        void line(String line) {
            WorkerHandle current = handle;
            if (current != null) {
                current.nativeLine(line);
            }
        }
    }
}
