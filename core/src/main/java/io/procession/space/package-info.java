/** A space of tuples through which processes work together without knowing each other. */
@NullMarked
package io.procession.space;

import org.jspecify.annotations.NullMarked;
