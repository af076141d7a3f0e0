package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSource;
import io.procession.spi.Codec.Direction;
import io.procession.spi.Payload;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/*
 *   caller                                            worker
 *   encodeCall ── Payload ──────────────────────────► decodeCall, shadow
 *     keeps Originals: number -> its own object          number -> copy, and the state of each
 *                                                      the call runs
 *   decodeOutcome(.., Originals) ◄──────── Payload ── encodeReturned(shadow, ..) or encodeThrown
 *     Delta: result, changes, apply                     the difference; known objects by number
 *
 * Object n is the same in both processes: the Encoder numbers in order of first visit, the Decoder makes the same visits. The
 * outcome is one more graph whose first numbers are taken already, so that results and changes share objects with
 * the arguments, and new objects follow.
 */
/**
 * Carries a call so that what it changes in its arguments comes back into the caller's own objects:
 * call by copy-restore, as in "NRMI: Natural and Efficient Middleware" of Tilevich and Smaragdakis.
 * Thread-safe, but what it returns is each for one thread.
 */
public final class RestoringCodec {

    private static final int DEMOTIONS = 100;

    private final GraphCodec codec;

    public RestoringCodec(GraphCodec codec) {
        this.codec = codec;
    }

    /** Whether an encoded call is one whose changes are to come back. */
    public static boolean isRestoring(Payload call) {
        return firstByte(call) == Decoder.CALL;
    }

    /** Whether an encoded call needs the base that it was encoded on. */
    public static boolean isOnBase(Payload call) {
        return firstByte(call) == Decoder.CALL_ON_BASE;
    }

    /** Whether the answer of such a call tells what it changed; else it is an exception alone. */
    public static boolean isOutcome(Payload answer) {
        int format = firstByte(answer);
        return format == Decoder.OUTCOME || format == Decoder.OUTCOME_THREW;
    }

    private static int firstByte(Payload payload) {
        return payload.length() == 0 ? -1 : payload.chunk(0)[0];
    }

    /**
     * Captures a call as it is now. In the caller's process.
     *
     * @param mayChange what the call may write to
     * @param fixed what it cannot write to, or whose changes are not to come back; parts of it that
     *     {@code mayChange} reaches too do come back
     * @param subject names the call in the path of a refusal
     */
    public EncodedCall encodeCall(
            @Nullable Object mayChange, @Nullable Object fixed, String subject)
            throws CannotTravelException {
        Encoder encoder = codec.lendEncoder();
        try {
            return Objects.requireNonNull(
                    encoder.encodeCall(mayChange, fixed, Direction.CALL, subject, null),
                    "no probe");
        } finally {
            codec.takeBack(encoder);
        }
    }

    /** The same, under the eyes of a probe; null if that stopped it. */
    public @Nullable EncodedCall encodeCall(
            @Nullable Object mayChange, @Nullable Object fixed, String subject, Probe probe)
            throws CannotTravelException {
        Encoder encoder = codec.lendEncoder();
        try {
            return encoder.encodeCall(mayChange, fixed, Direction.CALL, subject, probe);
        } finally {
            codec.takeBack(encoder);
        }
    }

    /**
     * Captures, as it is now, what several calls will be encoded on. In the caller's process.
     *
     * @param mayChange what such calls may write to
     * @param fixed what they cannot write to, or whose changes are not to come back; parts of it
     *     that {@code mayChange} reaches too do come back
     * @param subject names the base in the path of a refusal
     */
    public EncodedBase encodeBase(
            @Nullable Object mayChange, @Nullable Object fixed, String subject)
            throws CannotTravelException {
        return Objects.requireNonNull(base(mayChange, fixed, subject, null), "no probe");
    }

    /** The same, under the eyes of a probe; null if that stopped it. */
    public @Nullable EncodedBase encodeBase(
            @Nullable Object mayChange, @Nullable Object fixed, String subject, Probe probe)
            throws CannotTravelException {
        return base(mayChange, fixed, subject, probe);
    }

    private @Nullable EncodedBase base(
            @Nullable Object mayChange,
            @Nullable Object fixed,
            String subject,
            @Nullable Probe probe)
            throws CannotTravelException {
        Encoder encoder = codec.lendEncoder();
        try {
            return encoder.encodeBase(codec, mayChange, fixed, Direction.CALL, subject, probe);
        } finally {
            codec.takeBack(encoder);
        }
    }

    /**
     * Captures a call as it is now, what the base has of it by number. In the caller's process.
     * Whatever of that {@code mayChange} leads to, the worker watches all that the base lets calls
     * change, so changes of all of it come back; and none if {@code mayChange} leads to none of it.
     *
     * @return null if the call may write to what the base says calls cannot write to: then
     *     everything has to be sent, by {@link #encodeCall(Object, Object, String)}
     */
    public @Nullable EncodedCall encodeCall(
            Base base, @Nullable Object mayChange, @Nullable Object fixed, String subject)
            throws CannotTravelException {
        return call(base, mayChange, fixed, subject, null);
    }

    /**
     * The same, under the eyes of a probe, which is not asked about objects of the base; null also
     * if it stopped that.
     */
    public @Nullable EncodedCall encodeCall(
            Base base,
            @Nullable Object mayChange,
            @Nullable Object fixed,
            String subject,
            Probe probe)
            throws CannotTravelException {
        return call(base, mayChange, fixed, subject, probe);
    }

    private @Nullable EncodedCall call(
            Base base,
            @Nullable Object mayChange,
            @Nullable Object fixed,
            String subject,
            @Nullable Probe probe)
            throws CannotTravelException {
        Encoder encoder = codec.lendEncoder();
        try {
            return encoder.encodeCall(
                    new BaseUse(base), mayChange, fixed, Direction.CALL, subject, probe);
        } finally {
            codec.takeBack(encoder);
        }
    }

    /**
     * Rebuilds a base. In the worker's process. Its bytes can be {@linkplain Payload#release
     * released} unless the copy {@linkplain BaseCopy#keepsPayload says} that it needs them.
     */
    public BaseCopy decodeBase(Payload base) throws IOException, ClassNotFoundException {
        return codec.newDecoder()
                .decodeBase(new ByteSource(base), Direction.CALL, new EncodedArrays(base));
    }

    /**
     * Rebuilds a call on a base that is as clean as when it was decoded: after every earlier call
     * on it, {@link Shadow#undo} gave true. Otherwise as {@link #decodeCall(Payload)}.
     */
    public CallCopy decodeCall(Payload call, BaseCopy base)
            throws IOException, ClassNotFoundException {
        return codec.newDecoder()
                .decodeCall(new ByteSource(call), Direction.CALL, new EncodedArrays(call), base);
    }

    /**
     * Rebuilds a call. In the worker's process. What large arrays held is compared with the call's
     * own bytes later: these must not be {@linkplain Payload#release released} before the outcome
     * is encoded, and the shadow is no longer needed.
     */
    public CallCopy decodeCall(Payload call) throws IOException, ClassNotFoundException {
        return codec.newDecoder()
                .decodeCall(new ByteSource(call), Direction.CALL, new EncodedArrays(call));
    }

    /**
     * Notes the state of all that a call may change, before it runs; or again, for the next call
     * with the same objects. Of a base it is noted once, for the first call that may change it. In
     * the worker's process.
     */
    public Shadow shadow(CallCopy call) {
        return new Shadow(codec, call);
    }

    /** Encodes what a call changed and returned. In the worker's process, after the call. */
    public Payload encodeReturned(Shadow shadow, @Nullable Object result)
            throws CannotTravelException {
        return encode(shadow, result, null);
    }

    /**
     * Encodes what a call changed before it threw. Whatever the exception holds, it travels; but a
     * change may be one that cannot.
     */
    public Payload encodeThrown(Shadow shadow, Throwable error) throws CannotTravelException {
        return demoting(demotions -> encode(shadow, error, demotions));
    }

    /** An encoding that is tried again when one more exception is to go in words. */
    private interface Attempt {
        Payload encode(Demotions demotions) throws CannotTravelException;
    }

    private static Payload demoting(Attempt attempt) throws CannotTravelException {
        Demotions demotions = new Demotions();
        for (; ; ) {
            int before = demotions.size();
            try {
                return attempt.encode(demotions);
            } catch (CannotTravelException e) {
                if (demotions.size() == before || before >= DEMOTIONS) {
                    throw e;
                }
            }
        }
    }

    private Payload encode(Shadow shadow, @Nullable Object result, @Nullable Demotions demotions)
            throws CannotTravelException {
        try {
            Changes changes = shadow.compare();
            changes.end(result);
            return encode(changes, shadow.known(), demotions);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            CannotTravelException refused =
                    new CannotTravelException("outcome", "change", Refusals.failed(e));
            refused.initCause(e);
            throw refused;
        }
    }

    private Payload encode(Changes changes, KnownObjects known, @Nullable Demotions demotions)
            throws CannotTravelException {
        Encoder encoder = codec.lendEncoder();
        try {
            return encoder.encodeOutcome(
                    changes, known, Direction.RESULT, /* name= */ "", demotions);
        } finally {
            codec.takeBack(encoder);
        }
    }

    /**
     * Captures a call that is to run after those that the world has already. In the caller's
     * process.
     */
    public Payload encodeCall(
            World world, @Nullable Object mayChange, @Nullable Object fixed, String subject)
            throws CannotTravelException {
        return Objects.requireNonNull(call(world, mayChange, fixed, subject, null), "no probe");
    }

    /** The same, under the eyes of a probe; null if that stopped it: the world has it not. */
    public @Nullable Payload encodeCall(
            World world,
            @Nullable Object mayChange,
            @Nullable Object fixed,
            String subject,
            Probe probe)
            throws CannotTravelException {
        return call(world, mayChange, fixed, subject, probe);
    }

    private @Nullable Payload call(
            World world,
            @Nullable Object mayChange,
            @Nullable Object fixed,
            String subject,
            @Nullable Probe probe)
            throws CannotTravelException {
        Encoder encoder = codec.lendEncoder();
        try {
            return encoder.encodeCall(world, mayChange, fixed, Direction.CALL, subject, probe);
        } finally {
            codec.takeBack(encoder);
        }
    }

    /**
     * Rebuilds a call on what earlier calls left of the world. In the worker's process. Its bytes
     * can be released; there is nothing to undo, and only {@link WorldCopy#addReturned} or {@link
     * WorldCopy#addThrown} to say.
     */
    public CallCopy decodeCall(Payload call, WorldCopy world)
            throws IOException, ClassNotFoundException {
        CallCopy copy = codec.newDecoder().decodeCall(new ByteSource(call), Direction.CALL, world);
        world.add(copy);
        return copy;
    }

    /** Encodes what all calls made of the world, and their results. In the worker's process. */
    public Payload encodeWorld(WorldCopy world) throws CannotTravelException {
        KnownObjects fixed = world.fixed();
        return demoting(demotions -> {
            Changes none = new Changes(number -> "object " + number);
            none.end(world.content());
            return encode(none, fixed, demotions);
        });
    }

    /** Reads that, as a replica. In the caller's process. */
    public Replica decodeWorld(ByteSource in, World world)
            throws IOException, ClassNotFoundException {
        Decoder decoder = codec.newDecoder();
        Outcome outcome = decoder.decodeOutcome(in, Direction.RESULT, world);
        Delta delta = new Delta(outcome, decoder.isOfThrown(), decoder);
        delta.apply();
        return Replica.of(delta.result());
    }

    /**
     * Reads what a call changed and returned. In the caller's process; nothing is changed yet.
     *
     * @throws IOException if the bytes are damaged, a filter refuses a class, or a class has
     *     another shape here
     */
    public Delta decodeOutcome(ByteSource in, Originals originals)
            throws IOException, ClassNotFoundException {
        Decoder decoder = codec.newDecoder();
        Outcome outcome = decoder.decodeOutcome(in, Direction.RESULT, originals);
        return new Delta(outcome, decoder.isOfThrown(), decoder);
    }
}
