/** What others may put in: an engine to run calls, a codec for a type, a transport for bytes. */
package io.procession.spi;
