package io.procession.actor;

/** The codes of messages between an actor's askers, its owner, and the stage on which it lives. */
final class Ops {

    // Of an actor, to its owner.

    /** Value: the message. Numbers: the ask's number. Waits for the answer. */
    static final int ASK = 1;

    /**
     * Value: the message. Numbers: flags, the ask's number. Waits for room; answered with the
     * number of a ticket.
     */
    static final int OFFER = 2;

    /** Numbers: a ticket. Waits for the answer to the message that was offered for it. */
    static final int COLLECT = 3;

    /** Waits until the last message has run. Text: who stops it. */
    static final int STOP = 4;

    /** Numbers: the number of a host of the owner's. Waits until it lives there. */
    static final int MOVE = 5;

    /** Numbers: the pid of a host of the owner's. The same. */
    static final int MOVE_TO_PID = 6;

    /** Answered with numbers: pid or -1, messages that wait. */
    static final int STATUS = 7;

    /** Waits until it has been copied. */
    static final int COPY = 8;

    /**
     * The actor waits for the answer to an ask. Numbers: the ask's, the actor's. Texts: see Wait.
     */
    static final int WAITS = 9;

    /** A search for a deadlock has come to it. See Wait. */
    static final int PROBE = 10;

    // flags of OFFER
    static final long WANTS_ANSWER = 1;
    static final long FROM_ITSELF = 2;

    // Answers.

    static final int RETURNED = 1;

    /** Value: the exception. Numbers: the pid of where it was thrown. */
    static final int THREW = 2;

    /** Value: the exception, made by the owner. */
    static final int FAILED = 3;

    /** There is no room. */
    static final int FULL = 4;

    /** Text: the cycle. */
    static final int DEADLOCK = 5;

    // To a stage, and back.

    /**
     * Items, four numbers each: actor, kind, item, extra; of each so many values as its kind has.
     * Answered, perhaps later, with results.
     */
    static final int RUN = 1;

    /**
     * Results: a number that counts such messages; then three numbers each: item, RETURNED, THREW
     * or FAILED, how many values. Also as the answer to RUN, with no results perhaps.
     */
    static final int DONE = 1;

    /** Nothing more will come: the threads of the stage end. */
    static final int CLOSE = 2;

    // extra of CREATE, the highest bit: the value is a state, not a factory; below: copy after so
    // many, 0 for never
    static final long IS_STATE = 1L << 62;

    private Ops() {}
}
