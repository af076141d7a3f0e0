/** Tries to prove the weaver wrong: programs, woven and not, that must do the same. */
@NullMarked
package io.procession.it.weave;

import org.jspecify.annotations.NullMarked;
