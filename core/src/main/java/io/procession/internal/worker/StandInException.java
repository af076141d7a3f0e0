package io.procession.internal.worker;

import io.procession.internal.snapshot.ForeignThrowable;
import java.util.function.Function;

/**
 * Stands in, within a worker, for an exception among a call's arguments that cannot be rebuilt
 * there.
 */
public final class StandInException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private StandInException(ForeignThrowable original) {
        super(
                original.className()
                        + ": "
                        + original.message()
                        + " ("
                        + original.whyNotRebuilt()
                        + ")",
                original.cause());
        setStackTrace(original.stackTrace().toArray(new StackTraceElement[0]));
    }

    /**
     * Makes them. A class, not a lambda: the first lambda costs a worker's start some milliseconds.
     */
    public static final class Maker implements Function<ForeignThrowable, Throwable> {
        @Override
        public Throwable apply(ForeignThrowable original) {
            return new StandInException(original);
        }
    }
}
