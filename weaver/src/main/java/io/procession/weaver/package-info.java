/**
 * Rewrites class files whose methods are {@code @Synchronized} or {@code @Concurrent}: a pure
 * function from bytes to bytes, and its shells for build tools.
 */
@NullMarked
package io.procession.weaver;

import org.jspecify.annotations.NullMarked;
