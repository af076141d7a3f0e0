/** Bad guests, child programs, a census of child processes, scaled timeouts: what the tests of several modules share. */
package io.procession.testkit;
