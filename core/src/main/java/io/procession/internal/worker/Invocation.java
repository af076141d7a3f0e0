package io.procession.internal.worker;

import org.jspecify.annotations.Nullable;

/** What a call frame holds once it is decoded: something to run in the worker process. */
public interface Invocation {

    /**
     * Runs the user's code on the worker's task thread. What it returns or throws is the answer.
     */
    @Nullable Object invoke() throws Throwable;
}
