package io.procession.shared;

/**
 * What a {@link QueueMemory} says of itself beside the elements: a copy, which its one reader may
 * change, and which becomes valid for all with {@link QueueMemory#commit}.
 */
final class QueueHead {

    /** The queue was closed: nothing more is accepted. */
    static final long CLOSED = 1;

    /** Requests for elements are parked in the owner. */
    static final long TAKERS = 2;

    /** Requests to put something are parked in the owner. */
    static final long PUTTERS = 4;

    /** Requests that wait for all to be done are parked in the owner. */
    static final long JOINERS = 8;

    /** Where the first record begins. */
    long first;

    /** The bytes of all records. */
    long used;

    /** How many records there are. */
    long count;

    /** How many elements the owner has behind those of the ring. */
    long behind;

    /** The number of the element that was accepted last. */
    long lastNumber;

    /** How many elements are not dealt with. */
    long unfinished;

    /** Those above, and how often the owner has looked ({@link #looks}). */
    long flags;

    /** How many bytes the ring has. */
    long limit;

    private static final int LOOKS_SHIFT = 8;

    boolean is(long flag) {
        return (flags & flag) != 0;
    }

    void set(long flag, boolean value) {
        flags = value ? flags | flag : flags & ~flag;
    }

    /** A number that changes whenever the owner has looked at everything. */
    long looks() {
        return flags >>> LOOKS_SHIFT;
    }

    void addLook() {
        flags += 1L << LOOKS_SHIFT;
    }

    long size() {
        return count + behind;
    }
}
