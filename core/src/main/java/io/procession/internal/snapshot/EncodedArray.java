package io.procession.internal.snapshot;

import io.procession.internal.wire.ByteSource;
import io.procession.spi.Payload;
import java.io.IOException;
import java.lang.reflect.Array;

/**
 * A large array of primitives as it came in the bytes of its call: these are there anyway, and
 * spare a copy of it. Read in blocks that stay in the processor's cache.
 */
final class EncodedArray {

    /** Shorter ones, in bytes, are copied. */
    static final int LEAST = 1 << 13;

    private static final int BLOCK = 1 << 11;

    private final Payload payload;
    private final long position;

    EncodedArray(Payload payload, long position) {
        this.payload = payload;
        this.position = position;
    }

    /** Where an array is another than it was. */
    Runs differences(char kind, Object array) throws IOException {
        Runs runs = new Runs();
        eachBlock(
                kind,
                array,
                (from, was, count) ->
                        Primitives.addDifferences(kind, array, from, was, count, runs));
        return runs;
    }

    void copyTo(char kind, Object array) throws IOException {
        eachBlock(kind, array, (from, was, count) -> System.arraycopy(was, 0, array, from, count));
    }

    /** Some elements as they came, from an index of the array on. */
    private interface Block {
        void take(int from, Object was, int count);
    }

    private void eachBlock(char kind, Object array, Block block) throws IOException {
        ByteSource source = source();
        int length = Array.getLength(array);
        Object was = Array.newInstance(array.getClass().getComponentType(), BLOCK);
        for (int from = 0; from < length; from += BLOCK) {
            int count = Math.min(BLOCK, length - from);
            if (count < BLOCK) {
                was = Array.newInstance(array.getClass().getComponentType(), count);
            }
            ArrayPlan.fillPrimitives(source, kind, was);
            block.take(from, was, count);
        }
    }

    private ByteSource source() throws IOException {
        ByteSource source = new ByteSource(payload);
        for (long left = position; left > 0; ) {
            left -= source.skipBytes((int) Math.min(Integer.MAX_VALUE, left));
        }
        return source;
    }
}
