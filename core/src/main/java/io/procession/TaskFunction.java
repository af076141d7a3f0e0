package io.procession;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function that can be sent to another process, there to be applied to many arguments.
 *
 * @param <A> the argument
 * @param <R> the result
 */
@FunctionalInterface
public interface TaskFunction<A extends @Nullable Object, R extends @Nullable Object>
        extends Serializable {

    /** Runs in a worker process. */
    R apply(A argument) throws Exception;
}
