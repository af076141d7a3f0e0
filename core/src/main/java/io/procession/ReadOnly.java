package io.procession;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A promise about a parameter of a {@link Concurrent} method: the method changes nothing that is
 * reached from it. So nothing of it is brought back, and the caller may use it while the call runs.
 *
 * <p>Where the weaver sees by itself that a method cannot write to an argument, the annotation is
 * not needed. If the promise is broken, the change stays in the worker; {@code @Synchronized(verify
 * = true)} finds that. An object that another argument reaches too, one without the promise, is
 * brought back.
 *
 * <pre>{@code
 * @Concurrent
 * static double work(int latitude, @ReadOnly double[] data) { ... }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface ReadOnly {}
