package io.procession.actor;

import io.procession.ProcessionException;

/**
 * The mailbox of an actor has no room, and the sender will not wait, or must not: it is the actor
 * itself, which alone could make room.
 */
public class MailboxFullException extends ProcessionException {

    private static final long serialVersionUID = 1L;

    public MailboxFullException(String message) {
        super(message);
    }
}
