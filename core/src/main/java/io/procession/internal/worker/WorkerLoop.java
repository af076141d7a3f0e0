package io.procession.internal.worker;

import io.procession.internal.snapshot.ForeignThrowable;
import io.procession.spi.Transport;
import java.util.function.Function;

/** The worker's side of the protocol: reads calls, runs them, answers. One a process, or one a thread for Backend.THREADS. */
public final class WorkerLoop {

    /** @param ownsProcess false where the worker is only a thread of its parent: never exit, never replace System.out */
    public WorkerLoop(Transport transport, boolean ownsProcess, Function<ForeignThrowable, Throwable> standIn) {}

    /** Runs until the channel ends or a STOP was obeyed; returns the exit code. Blocks. */
    public int run() {
        throw new UnsupportedOperationException();
    }
}
