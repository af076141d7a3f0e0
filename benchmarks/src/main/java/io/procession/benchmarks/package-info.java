/**
 * Measurements: JMH for the parts, and {@code procession bench} side by side with Python and a raw
 * pipe.
 */
package io.procession.benchmarks;
