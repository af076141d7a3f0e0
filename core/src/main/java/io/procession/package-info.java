/** Calls of ordinary methods in other JVM processes: what a user types first. */
package io.procession;
