/**
 * What woven code calls: a binary contract, kept for ever. Not for use by hand.
 *
 * <p>Woven code reaches these types by name only; what they do is in {@code
 * io.procession.internal.deferral}.
 */
@NullMarked
package io.procession.bridge;

import org.jspecify.annotations.NullMarked;
