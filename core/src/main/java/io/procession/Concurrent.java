package io.procession;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Calls of this method run in a worker process.
 *
 * <p>Called from a {@link Synchronized} method the call is submitted, its arguments captured, and
 * the caller goes on; where the result is needed it is waited for. Called from anywhere else the
 * caller waits, unless the method's return type is {@code CompletableFuture}, {@code
 * CompletionStage} or {@code Future}: then it gets the future at once. Called in a worker the
 * method runs there and then, as a plain call. A method that overrides a concurrent one is
 * concurrent, too.
 *
 * <p>Static fields are the worker's own, and so is standard input. An exception arrives with its
 * own type, the worker's stack trace and the caller's.
 *
 * <p>The class must be woven: by the build, by {@code -javaagent} or by {@code procession run}
 * ({@link Procession#isWoven} tells). If it is not, calls are plain calls.
 *
 * <p>The idea is {@code @concurrent} of Alex Sherman's deco, and Cilk's {@code spawn} before it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Concurrent {

    /** Where calls run; by default where the pool runs its calls. */
    Backend on() default Backend.DEFAULT;

    /**
     * The name of a pool given to {@link Procession#register}; by default {@link
     * Procession#pool()}.
     */
    String pool() default "";

    /**
     * How long a call may run, as {@code "250ms"}, {@code "30s"}, {@code "5m"} or {@code "2h"};
     * then its worker is killed and the call fails with {@link TaskTimeoutException}. By default
     * what the pool says.
     */
    String timeout() default "";

    /**
     * How often a call is tried again after its worker died; never after an exception. By default
     * ({@code -1}) what the pool says.
     */
    int retries() default -1;
}
