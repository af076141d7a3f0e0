package io.procession;

import java.io.Serializable;
import java.util.concurrent.Callable;

/**
 * A call that can be sent to another process: usually a lambda. What it captures is copied at the
 * moment of the call, on the caller's thread.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
public interface Task<T> extends Callable<T>, Serializable {}
