/** Puts together what several calls changed, and finds where they contradict each other. */
package io.procession.internal.restore;
