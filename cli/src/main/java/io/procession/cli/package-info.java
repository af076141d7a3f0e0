/** The command line: {@code procession run}, {@code explain}, {@code bench} and {@code doctor}. */
@org.jspecify.annotations.NullMarked
package io.procession.cli;
