package io.procession.internal.wire;

/** What a frame is. The codes are part of the protocol (docs/protocol.md): never reuse one. */
public enum FrameType {
    // code, lane
    /** worker to parent, first: a {@link Hello}. */
    HELLO(1, true),
    /** parent to worker, first: {@code WorkerSetup}. */
    SETUP(2, true),
    /** worker to parent: the initializer has run; calls may come. */
    READY(3, true),
    /** worker to parent: the initializer threw; the body is the encoded exception. */
    SETUP_FAILED(4, true),
    /**
     * parent to worker: run this; the body is an encoded {@code Invocation}. Calls run in order of
     * arrival.
     */
    CALL(5, false),
    /** worker to parent: run time in nanoseconds (int64), then the encoded result. */
    RETURNED(6, false),
    /** worker to parent: run time in nanoseconds (int64), then the encoded exception. */
    THREW(7, false),
    /** worker to parent: the heap was exhausted; the body is a text. The worker ends itself. */
    OUT_OF_MEMORY(8, true),
    /**
     * parent to worker: do not start this call; answered by {@link #GIVEN_BACK} if it had not
     * started, else not at all.
     */
    CANCEL(9, true),
    /**
     * parent to worker: give back all calls that have not started; answered by {@link #GIVEN_BACK}.
     */
    RECALL(10, true),
    /**
     * worker to parent: a count (int32) and the ids (int64 each) of calls that never started and
     * never will here.
     */
    GIVEN_BACK(11, true),
    /** parent to worker: interrupt the thread that runs this call. */
    INTERRUPT(12, true),
    /** parent to worker: send a dump of all threads. */
    DUMP(13, true),
    /** worker to parent: the dump, as text. */
    DUMPED(14, true),
    PING(15, true),
    PONG(16, true),
    /** parent to worker: finish what came before this frame, then exit with 0. */
    STOP(17, false),
    /**
     * worker to parent: a stream (1 out, 2 err), then text in UTF-8 that a task printed; the id is
     * the call's, 0 for none.
     */
    PRINTED(18, false),
    /** worker to parent: System.exit was called; the body is the stack of the caller, as text. */
    EXITING(19, true),
    /**
     * parent to worker: map this file; the body is a {@link SegmentOffer}. Answered by {@link
     * #MAPPED}. Known to channels only.
     */
    SEGMENT(20, true),
    /**
     * worker to parent: a direction (1 to the worker, 2 from it) and whether its segment was mapped
     * (0, 1). Known to channels only.
     */
    MAPPED(21, true),
    /**
     * parent to worker: keep this, and use it for the next call; the id is its own, the body an
     * encoded base.
     */
    KEEP(28, false),
    /** parent to worker: use what is kept under this id for the next call. */
    USE(29, false),
    /** parent to worker: keep this no longer. */
    FORGET(30, false),

    // Objects that processes share, both ways. Each starts with an int64: bytes read from the
    // receiver so far.

    /**
     * Do this with a shared object, of yours or of a process behind you; the id is the sender's.
     */
    REQUEST(24, false),
    /** The answer to a REQUEST, or that it will take a while. */
    REPLY(25, false),
    /** End the wait of a REQUEST. */
    CANCEL_REQUEST(26, false),
    /** The answer to a REQUEST has arrived, and need not be kept any more. */
    TAKEN(27, false),
    /** A process takes hold of a shared object, or lets go of it, or has ended. */
    NOTICE(31, false),
    /** worker to parent, before RETURNED or THREW: the shared objects that its value names. */
    NAMES(23, false);

    private static final FrameType[] BY_CODE = new FrameType[32];

    static {
        for (FrameType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final byte code;
    private final boolean control;

    FrameType(int code, boolean control) {
        this.code = (byte) code;
        this.control = control;
    }

    /** The byte that stands for this type in a frame's header. */
    public byte code() {
        return code;
    }

    /**
     * Whether frames of this type go on the control lane: in between the fragments of a large
     * frame.
     */
    public boolean isControl() {
        return control;
    }

    /** Whether frames of this type are between the two channels, and nobody else's business. */
    public boolean isOfChannels() {
        return this == SEGMENT || this == MAPPED;
    }

    /** The type of a code, or null where there is none: the peer is out of step, or newer. */
    public static @org.jspecify.annotations.Nullable FrameType ofCode(byte code) {
        return code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
