/** Scheduling: which call runs in which worker, and when workers come and go. */
package io.procession.internal.pool;
