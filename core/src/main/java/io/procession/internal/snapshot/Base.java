package io.procession.internal.snapshot;

import io.procession.spi.Codec.Direction;
import io.procession.spi.Payload;
import org.jspecify.annotations.Nullable;

/**
 * A part of several calls that travels once: the caller's own objects of it, by the numbers that
 * they have in every process that has a copy. Calls {@linkplain RestoringCodec#encodeCall(Base,
 * Object, Object, String) on} it name these objects by number, and give the numbers behind them to
 * what only they come with.
 *
 * <p>It is good for as long as its objects are what they were when it was encoded: ask {@link
 * #isUnchanged} before each use, or know it otherwise. Belongs to the caller's process, which it
 * keeps from collecting these objects. Thread-safe, as far as its objects are left alone.
 */
public final class Base implements ObjectsByNumber, Numbering {

    private final GraphCodec codec;
    private final IdentityTable objects;
    private final int tracked;
    private final Payload payload;
    private final @Nullable Object mayChange;
    private final @Nullable Object fixed;

    Base(
            GraphCodec codec,
            IdentityTable objects,
            int tracked,
            Payload payload,
            @Nullable Object mayChange,
            @Nullable Object fixed) {
        this.codec = codec;
        this.objects = objects;
        this.tracked = tracked;
        this.payload = payload;
        this.mayChange = mayChange;
        this.fixed = fixed;
    }

    /** How many objects it has. */
    @Override
    public int size() {
        return objects.size();
    }

    /** How many of them, from the first number on, calls may change. */
    public int tracked() {
        return tracked;
    }

    @Override
    public Object get(int number) {
        return objects.get(number);
    }

    @Override
    public int numberOf(Object object) {
        return objects.numberOf(object);
    }

    /**
     * Whether its objects would be encoded as they were: each refers to the same objects, and has
     * the same content. Takes about as long as reading both, and no memory for the elements of
     * large arrays. What code of the user or of JDK serialisation makes anew each time it is
     * encoded counts as changed.
     */
    public boolean isUnchanged() {
        return isUnchanged(null);
    }

    /** The same, under the eyes of a probe; false also if that stopped it. */
    public boolean isUnchanged(@Nullable Probe probe) {
        Encoder encoder = codec.lendEncoder();
        try {
            Recheck recheck = new Recheck(this, payload);
            return encoder.isAsEncoded(recheck, mayChange, fixed, Direction.CALL, probe);
        } finally {
            codec.takeBack(encoder);
        }
    }

    /** Whether an object is part of it. */
    public boolean contains(Object object) {
        return numberOf(object) >= 0;
    }
}
