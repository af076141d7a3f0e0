/**
 * Bad guests, child programs, a census of child processes, scaled timeouts: what the tests of
 * several modules share.
 */
@NullMarked
package io.procession.testkit;

import org.jspecify.annotations.NullMarked;
