package io.procession;

import java.io.Serializable;

/**
 * A {@link TaskFunction} of two arguments, for {@code ProcessPool.starmap}.
 *
 * @param <A> the first argument
 * @param <B> the second argument
 * @param <R> the result
 */
@FunctionalInterface
public interface TaskBiFunction<A, B, R> extends Serializable {

    /** Runs in a worker process. */
    R apply(A first, B second) throws Exception;
}
