/** JMH benchmarks of the parts, one question a class: {@code ./procession bench --jmh NAME}. */
package io.procession.benchmarks.jmh;
