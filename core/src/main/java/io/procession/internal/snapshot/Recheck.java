package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSink;
import io.procession.internal.wire.ByteSource;
import io.procession.spi.Payload;
import java.io.IOException;
import java.lang.reflect.Array;

/**
 * Compares an encoding, while it is made, with that of a base: the same bytes, for the same
 * objects. Confined to one thread.
 *
 * <p>As long as nothing is different, objects are met in the order of their numbers. So hardly one
 * is looked up.
 */
final class Recheck {

    private static final int ENOUGH = 1 << 14; // bytes, which the processor's cache holds

    private final Base base;
    private final Payload payload;
    private final ByteSource before;
    private int next; // number

    Recheck(Base base, Payload payload) {
        this.base = base;
        this.payload = payload;
        this.before = new ByteSource(payload);
    }

    /** The number of an object that was met before, or -1 if it is the next one. */
    int number(Object object) {
        boolean isLast = next == base.size();
        if (!isLast && base.get(next) == object) {
            next++;
            return -1;
        }
        int number = base.numberOf(object);
        if (number >= 0 && number < next) {
            return number;
        }
        if (number < 0 && !isLast && Values.isValue(object)) {
            next++;
            return -1; // a string may be another of the same text: the bytes tell
        }
        throw Stop.STOP;
    }

    /** Compares what was written, if that is enough to be worth it. */
    void compare(ByteSink written) throws IOException {
        if (written.length() >= ENOUGH) {
            compareAll(written);
        }
    }

    private void compareAll(ByteSink written) throws IOException {
        if (!written.isNextOf(before)) {
            throw Stop.STOP;
        }
    }

    /** Compares an array that is long enough, instead of writing it. */
    boolean comparesInPlace(char kind, Object array, ByteSink written) throws IOException {
        long length = (long) ArrayPlan.width(kind) * Array.getLength(array);
        if (length < EncodedArray.LEAST) {
            return false;
        }
        compareAll(written);
        EncodedArray was = new EncodedArray(payload, before.consumed());
        if (before.remaining() < length || !was.isSame(kind, array)) {
            throw Stop.STOP;
        }
        EncodedArray.skip(before, length);
        return true;
    }

    /** Whether all that was encoded has been met. */
    boolean isComplete(ByteSink written) throws IOException {
        compareAll(written);
        return before.remaining() == 0 && next == base.size();
    }
}
