/** Serves the shared objects of the process that made them, and reaches those of others. */
@NullMarked
package io.procession.internal.broker;

import org.jspecify.annotations.NullMarked;
