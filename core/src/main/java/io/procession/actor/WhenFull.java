package io.procession.actor;

/** What becomes of a message to an actor whose mailbox is full. */
public enum WhenFull {
    /** Its sender waits for room, behind those that wait already. */
    BLOCK,
    /** Its sender gets a {@link MailboxFullException}. */
    FAIL
}
