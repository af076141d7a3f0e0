package io.procession.internal.broker;

/**
 * Somebody who holds a shared object, or stands before others that want it, so that these must wait.
 *
 * @param client who
 * @param stamp which time it is, of that object: whoever lets go of it and gets it again has another stamp
 */
public record Hold(Client client, long stamp) {}
