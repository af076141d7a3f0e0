package io.procession.internal.snapshot;

/**
 * A record that names something which must live as long as its encoded form does: the anchor is
 * attached to the payload.
 */
public interface Anchored {

    /** What must stay reachable. */
    Object anchor();
}
