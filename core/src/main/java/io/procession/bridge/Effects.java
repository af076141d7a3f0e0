package io.procession.bridge;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the weaver has found out about the body of a concurrent method. A method without it may
 * write to all its arguments. Not for use by hand.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Effects {

    /**
     * Bit i: nothing that is reached from parameter i can be written to. The receiver, if there is
     * one, is parameter 0; those from 64 on may be written to.
     */
    long fixed();

    /**
     * Whether what it writes into a place of an argument may depend on what it read there, as in
     * {@code list[0]++}.
     */
    boolean readsWhatItWrites();

    /** What the source calls the parameters, the receiver {@code this} first; empty if unknown. */
    String[] names() default {};
}
