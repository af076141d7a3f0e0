package io.procession.it;

/**
 * A value that {@link SkewedCodec} changes on its way, so that a test sees that it went that way.
 */
record Skewed(int value) {}
