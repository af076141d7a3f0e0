package io.procession.internal.snapshot;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What trackers saw of objects: put in by one walk, and taken out in the same order by the next.
 * Two flat arrays for all objects together, so that a shadow costs no objects of its own.
 */
final class ShadowStore {

    private final @Nullable Recorder recorder;
    private @Nullable Object[] references = new @Nullable Object[32];
    private long[] bits = new long[32];
    private int referenceCount;
    private int bitsCount;
    private int nextReference;
    private int nextBits;
    private @Nullable Object detail;
    private boolean isDisturbed;
    private boolean isInexact;

    /**
     * @param recorder what opaque objects are compared by; null where nothing is compared
     */
    ShadowStore(@Nullable Recorder recorder) {
        this.recorder = recorder;
    }

    @Nullable Recorder recorder() {
        return recorder;
    }

    void put(@Nullable Object reference) {
        if (referenceCount == references.length) {
            references = Arrays.copyOf(references, referenceCount * 2);
        }
        references[referenceCount++] = reference;
    }

    void putBits(long value) {
        if (bitsCount == bits.length) {
            bits = Arrays.copyOf(bits, bitsCount * 2);
        }
        bits[bitsCount++] = value;
    }

    @Nullable Object take() {
        return references[nextReference++];
    }

    long takeBits() {
        return bits[nextBits++];
    }

    /**
     * What a tracker found in an object by comparing it, for its own undoing of that; kept from
     * step to step.
     */
    void detail(@Nullable Object found) {
        detail = found;
    }

    @Nullable Object detail() {
        return detail;
    }

    @Nullable Object takeDetail() {
        Object found = detail;
        detail = null;
        return found;
    }

    /** An object has not changed, but is not quite as it was: a table's order. */
    void noteDisturbed() {
        isDisturbed = true;
    }

    boolean takeDisturbed() {
        boolean was = isDisturbed;
        isDisturbed = false;
        return was;
    }

    /** An object could not be put back to exactly what it was. */
    void noteInexact() {
        isInexact = true;
    }

    boolean takeInexact() {
        boolean was = isInexact;
        isInexact = false;
        return was;
    }

    /** Where the next that is put in will be. */
    long end() {
        return (long) referenceCount << 32 | bitsCount;
    }

    /** Where the next is taken from, to come back to. */
    long position() {
        return (long) nextReference << 32 | nextBits;
    }

    void moveTo(long position) {
        nextReference = (int) (position >>> 32);
        nextBits = (int) position;
    }
}
