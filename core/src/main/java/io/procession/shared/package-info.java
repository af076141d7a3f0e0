/**
 * Objects that processes share. A handle that is passed to a task as an argument, captured by its
 * lambda, or returned by it, is the same object there.
 */
@NullMarked
package io.procession.shared;

import org.jspecify.annotations.NullMarked;
