package io.procession.internal.snapshot;

/**
 * Names something that must live as long as its encoded form does: a replacement ({@code
 * writeReplace}) of this type has its anchor attached to the payload.
 */
public interface Anchored {

    /** What must stay reachable. */
    Object anchor();
}
