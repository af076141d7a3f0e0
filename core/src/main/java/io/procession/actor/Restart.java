package io.procession.actor;

/**
 * What becomes of an actor whose worker process has died. Whatever it is, the message that ran then
 * fails with {@link io.procession.WorkerDiedException}, and is not run again: it may have had
 * effects.
 */
public enum Restart {
    /** It has ended: the messages that wait, and later ones, fail with the same exception. */
    FAIL,
    /** It is made again by its factory, in another process; the messages that wait go on. */
    FRESH,
    /**
     * It is made again as it was when it was last copied: after its creation, and after each {@link
     * ActorBuilder#snapshotEvery n-th} message; the messages that wait go on.
     */
    SNAPSHOT
}
