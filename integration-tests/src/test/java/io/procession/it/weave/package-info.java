/** Tries to prove the weaver wrong: programs, woven and not, that must do the same. */
package io.procession.it.weave;
