/** What a call changes in its arguments comes back, on every backend. */
@NullMarked
package io.procession.it.restore;

import org.jspecify.annotations.NullMarked;
