/**
 * Active objects: an object that lives in a worker process and is sent messages, which it handles
 * one at a time.
 */
@org.jspecify.annotations.NullMarked
package io.procession.actor;
