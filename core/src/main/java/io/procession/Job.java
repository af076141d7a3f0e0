package io.procession;

import java.io.Serializable;

/** A {@link Task} without a result. */
@FunctionalInterface
public interface Job extends Runnable, Serializable {}
