package io.procession;

import java.io.Serializable;

/**
 * Makes something in another process: a constructor, as in {@code Counter::new}, or a lambda.
 *
 * @param <T> what it makes
 */
@FunctionalInterface
public interface TaskSupplier<T> extends Serializable {

    /** Runs in a worker process. */
    T get() throws Exception;
}
