package io.procession;

import java.io.Serializable;

/**
 * Does something with an object in another process, without a result.
 *
 * @param <T> what it is given
 */
@FunctionalInterface
public interface TaskConsumer<T> extends Serializable {

    /** Runs in a worker process. */
    void accept(T argument) throws Exception;
}
