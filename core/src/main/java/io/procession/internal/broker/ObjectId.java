package io.procession.internal.broker;

import java.io.Serializable;

/**
 * Names one shared object among all processes of a program.
 *
 * @param owner the address of the process that made it ({@link Home})
 * @param number which of that process's objects it is
 */
public record ObjectId(String owner, long number) implements Serializable {}
