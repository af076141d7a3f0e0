/**
 * Memory that processes share: files that are mapped, their life, and access to what is in them.
 */
@NullMarked
package io.procession.internal.shm;

import org.jspecify.annotations.NullMarked;
