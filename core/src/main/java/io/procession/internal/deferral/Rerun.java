package io.procession.internal.deferral;

import io.procession.internal.snapshot.GraphCodec;
import io.procession.internal.worker.SerialCalls;
import org.jspecify.annotations.Nullable;

/**
 * What is needed to run a call once more, to see whether it gives the same.
 *
 * @param writable the arguments that it may change, in their places; or null
 * @param runner where it is run
 */
public record Rerun(GraphCodec codec, @Nullable Object @Nullable [] writable, Runner runner) {

    /** Runs calls serially in a fresh process. */
    @FunctionalInterface
    public interface Runner {
        /** Blocks until they have run. Gives what they made of their world, encoded. */
        byte[] run(SerialCalls calls) throws Throwable;
    }
}
