package io.procession.it.weave.program;

import java.io.Serializable;

/** A value with parts. */
public record Point(int a, String b) implements Serializable {}
