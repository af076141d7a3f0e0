/**
 * From a description of a worker to its running JVM, and to the end of everything that it started.
 */
package io.procession.internal.launch;
