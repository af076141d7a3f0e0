package io.procession.it.weave;

import java.io.Serializable;

/**
 * A generated program.
 *
 * @param seed what it was made from
 * @param className its class, which has {@code public static Object main(State)}
 * @param source its text
 * @param fails whether its concurrent methods may fail
 */
record Program(long seed, String className, String source, boolean fails) implements Serializable {}
