package io.procession.it.weave;

import java.io.Serializable;

/**
 * A generated program.
 *
 * @param seed what it was made from
 * @param className its class, which has {@code public static Object main(State)}
 * @param source its text
 * @param fails whether its concurrent methods may fail
 * @param conflicts whether two of its calls may put different values in one place
 * @param isOrdered whether the order of hash tables counts: within one bucket it depends on how a
 *     key was put there, by put or by merge
 */
record Program(
        long seed,
        String className,
        String source,
        boolean fails,
        boolean conflicts,
        boolean isOrdered)
        implements Serializable {}
